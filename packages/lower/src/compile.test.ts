/** Several files, and what is asked of a compilation from outside: a net, values for parameters. */
import { renderDiagnostic, sourceFile } from '@trammel/diagnostics';
import { describe, expect, it } from 'vitest';
import { summarize } from '../test/summarize.js';
import { compile, type CompileOptions } from './compile.js';

/** Compiles the first of some files; what is said, and the graphs. */
function outcomeOf(files: Readonly<Record<string, string>>, options: CompileOptions = {}): string {
  const sources = new Map(Object.entries(files).map(([path, text]) => [path, { source: sourceFile(path, text) }]));
  const [entry] = sources.values();
  if (entry === undefined) throw new Error('there is no file');
  const provider = {
    resolve: (importer: string, path: string) => {
      const folder = importer.includes('/') ? `${importer.slice(0, importer.lastIndexOf('/'))}/` : '';
      return sources.get(path.startsWith('../') ? path.slice(3) : folder + path) ?? { why: 'there is no such file' };
    },
  };
  const { networks, diagnostics } = compile(entry.source, provider, options);
  const graphs = networks.flatMap(({ graph }) => (graph === undefined ? [] : [graph]));
  return [...diagnostics.map((diagnostic) => renderDiagnostic(diagnostic)), ...graphs.map(summarize)].join('\n\n');
}

const input = 'input x: [N, C=8]';

describe('imports', () => {
  it('find blocks and nets of other files, and those find theirs', () => {
    const files = {
      'a.net': `import { B, Base } from "parts/b.net"\n\nnet A { ${input}  B(4) }\n\nnet V = Base(4)\n`,
      'parts/b.net': `import { C } from "c.net"\n\nblock B(n) { C(n) -> relu }\n\nnet Base(n) { ${input}  C(n) }\n`,
      'parts/c.net': 'block C(n) { dense(n) }\n',
    };
    expect(outcomeOf(files)).toMatchInlineSnapshot(`
      "net A
        input x: [N, C=8]
        B.C.dense = dense(4) of x: [N, C=4]
        B.relu = relu of B.C.dense: [N, C=4]
        output output = B.relu

      net V(n=4)
        input x: [N, C=8]
        C.dense = dense(4) of x: [N, C=4]
        output output = C.dense"
    `);
  });

  it('may lead to one file on two ways', () => {
    const files = {
      'a.net': `import { B } from "b.net"\nimport { C } from "c.net"\n\nnet A { ${input}  B -> C }\n`,
      'b.net': 'import { D } from "d.net"\n\nblock B { D }\n',
      'c.net': 'import { D } from "d.net"\n\nblock C { D }\n',
      'd.net': 'block D { relu }\n',
    };
    expect(outcomeOf(files)).toMatchInlineSnapshot(`
      "net A
        input x: [N, C=8]
        B.D.relu = relu of x: [N, C=8]
        C.D.relu = relu of B.D.relu: [N, C=8]
        output output = C.D.relu"
    `);
  });

  it('may not lead in a circle', () => {
    const files = {
      'a.net': `import { B } from "b.net"\n\nnet A { ${input}  B }\n`,
      'b.net': 'import { C } from "c.net"\n\nblock B { C }\n',
      'c.net': 'import { B } from "b.net"\n\nblock C { B }\n',
    };
    expect(outcomeOf(files)).toMatchInlineSnapshot(`
      "error[import-cycle]: files import each other in a circle
       --> c.net:1:19
      1 | import { B } from "b.net"
        |                   ^^^^^^^
       note: the circle: b.net -> c.net -> b.net"
    `);
  });

  it('say what is missing, once', () => {
    const files = {
      'a.net': `import { B } from "nothing.net"\nimport { Bee, D } from "b.net"\nimport { R } from "std/resnt"\n\nnet A { ${input}  B(3) -> Bee -> D -> R }\n`,
      'b.net': 'import { D } from "d.net"\n\nblock Be { D }\n',
      'd.net': 'block D { relu }\n',
    };
    expect(outcomeOf(files)).toMatchInlineSnapshot(`
      "error[import-not-found]: cannot import "nothing.net": there is no such file
       --> a.net:1:19
      1 | import { B } from "nothing.net"
        |                   ^^^^^^^^^^^^^

      error[import-unknown]: b.net declares no \`Bee\`
       --> a.net:2:10
      2 | import { Bee, D } from "b.net"
        |          ^^^
       note: it declares Be

      error[import-unknown]: b.net declares no \`D\`
       --> a.net:2:15
      2 | import { Bee, D } from "b.net"
        |               ^
       note: it imports that name itself; import it from where it is declared

      error[import-not-found]: cannot import "std/resnt": the standard library has no such file
       --> a.net:3:19
      3 | import { R } from "std/resnt"
        |                   ^^^^^^^^^^^
       note: the standard library is std/densenet, std/inception, std/mobilenet, std/resnet,
             std/transformer, std/unet
       help: did you mean \`std/resnet\`?
      3 | import { R } from "std/resnet"
        |                   ~~~~~~~~~~~~"
    `);
  });

  it('bind each name once, and are used', () => {
    const files = {
      'a.net': `import { B, C } from "b.net"\nimport { B } from "c.net"\n\nblock C { relu }\n\nnet A { ${input}  B }\n`,
      'b.net': 'block B { relu }\n\nblock C { relu }\n',
      'c.net': 'block B { relu }\n',
    };
    expect(outcomeOf(files)).toMatchInlineSnapshot(`
      "error[name-taken]: \`C\` is declared twice
       --> a.net:1:13
      1 | import { B, C } from "b.net"
        |             ^
      ...
      4 | block C { relu }
        |       - the first \`C\`

      error[name-taken]: \`B\` is declared twice
       --> a.net:2:10
      2 | import { B } from "c.net"
        |          ^
       --> b.net:1:7
      1 | block B { relu }
        |       - the first \`B\`

      net A
        input x: [N, C=8]
        B.relu = relu of x: [N, C=8]
        output output = B.relu"
    `);
    expect(outcomeOf({ 'a.net': `import { DoubleConv } from "std/unet"\n\nnet A { ${input}  relu }\n` })).toMatchInlineSnapshot(`
      "hint[unused-name]: \`DoubleConv\` is imported and never used
       --> a.net:1:10
      1 | import { DoubleConv } from "std/unet"
        |          ^^^^^^^^^^

      net A
        input x: [N, C=8]
        relu = relu of x: [N, C=8]
        output output = relu"
    `);
  });

  it('show faults in the files in which they stand, with the calls that led there', () => {
    const files = {
      'a.net': `import { B } from "b.net"\n\nnet A { ${input}  B(3) }\n`,
      'b.net': 'block B(n) {\n  input x: [N, C]\n  dense(C / n)\n}\n',
    };
    expect(outcomeOf(files)).toMatchInlineSnapshot(`
      "error[not-divisible]: 3 does not divide 8
       --> b.net:3:9
      1 | block B(n) {
        |         - n is 3
      2 |   input x: [N, C]
        |                - C is 8
      3 |   dense(C / n)
        |         ^^^^^
        in B(n=3)  a.net:3:28
       note: a whole number divided by another must leave no remainder; \`floor(a / b)\` and \`ceil(a / b)\`
             round, and \`1.0 * a / b\` is a real number"
    `);
  });
});

describe('options', () => {
  const files = {
    'a.net': `net A(n = 4, deep = false) { ${input}  dense(n)  if deep { relu } }\n\nnet B = A(n=5)\n\nnet C { ${input}  dense(C / 3) }\n`,
  };

  it('choose a net, and leave the others alone', () => {
    expect(outcomeOf(files, { net: 'B' })).toMatchInlineSnapshot(`
      "net B(n=5, deep=false)
        input x: [N, C=8]
        dense = dense(5) of x: [N, C=5]
        output output = dense"
    `);
    expect(outcomeOf(files, { net: 'D' })).toMatchInlineSnapshot(`
      "error[unknown-net]: there is no net \`D\` in a.net
       --> a.net:1:1
      1 | net A(n = 4, deep = false) { input x: [N, C=8]  dense(n)  if deep { relu } }
        | ^
       note: it declares A, B, C"
    `);
  });

  it('give parameters values', () => {
    const overrides = new Map([
      ['n', '2 * 3'],
      ['deep', 'true'],
    ]);
    expect(outcomeOf(files, { net: 'B', overrides })).toMatchInlineSnapshot(`
      "net B(n=6, deep=true)
        input x: [N, C=8]
        dense = dense(6) of x: [N, C=6]
        relu = relu of dense: [N, C=6]
        output output = relu"
    `);
  });

  it('say what is wrong with a value', () => {
    const overrides = new Map([
      ['m', '3'],
      ['n', '3 +'],
      ['deep', 'foo'],
    ]);
    expect(outcomeOf(files, { net: 'A', overrides })).toMatchInlineSnapshot(`
      "error[wrong-kind]: a condition is needed here, and this is the word \`foo\`
       --> a.net:1:62
      1 | net A(n = 4, deep = false) { input x: [N, C=8]  dense(n)  if deep { relu } }
        |              ----                                            ^^^^
        |              deep is the word \`foo\`

      error[missing-value]: nothing follows \`+\`
       --> --set n:1:4
      1 | 3 +
        |    ^ a value is missing here

      error[unknown-argument]: no net has a parameter \`m\`
       --> --set m:1:1
      1 | 3
        | ^"
    `);
  });
});

describe('a net with a mistake', () => {
  const begunOf = (body: string): string | undefined => {
    const { networks } = compile(sourceFile('a.net', `net A { input x: [N, C=8]\n${body} }\n`), { resolve: () => ({ why: 'none' }) });
    const [network] = networks;
    expect(network?.graph).toBeUndefined();
    return network?.begun === undefined ? undefined : summarize(network.begun);
  };

  it('has what was built before it, and beside', () => {
    expect(begunOf('dense(4) -> relu -> dens(3) -> relu\n y = x -> dense(2)')).toMatchInlineSnapshot(`
      "net A
        input x: [N, C=8]
        dense = dense(4) of x: [N, C=4]
        relu = relu of dense: [N, C=4]
        y = dense(2) of x: [N, C=2]
        output  = relu
        output  = y"
    `);
  });

  it('has the paths that have none, and the first copy of what is repeated', () => {
    expect(begunOf('add { | dense(8) | dense(9) }')).toMatchInlineSnapshot(`
      "net A
        input x: [N, C=8]
        add.1.dense = dense(8) of x: [N, C=8]
        add.2.dense = dense(9) of x: [N, C=9]
        output  = add.1.dense
        output  = add.2.dense"
    `);
    expect(begunOf('repeat 3 { dense(8) -> dens(3) }')).toMatchInlineSnapshot(`
      "net A
        input x: [N, C=8]
        repeat.dense = dense(8) of x: [N, C=8]
        output  = repeat.dense"
    `);
  });

  it('is nothing where it has no layer yet', () => {
    expect(begunOf('dens(3)')).toBeUndefined();
  });
});
