/** Source frames as text: what is shown of which line, in which width, of which characters. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type Diagnostic,
  type DiagnosticDetails,
  type RenderOptions,
  type Style,
  at,
  help,
  renderDiagnostic,
  replace,
  sourceFile,
} from './index.js';
import { displayWidth } from './display.js';

interface Case extends DiagnosticDetails, RenderOptions {
  readonly message?: string;
  readonly labels?: readonly string[];
  readonly path?: string;
}

/** Stretches between `«` and `»` are labelled, the first of them as the primary one. */
function marked(text: string, path: string): { spans: { start: number; end: number }[]; source: ReturnType<typeof sourceFile> } {
  const spans: { start: number; end: number }[] = [];
  const open: number[] = [];
  let plain = '';
  for (const character of text) {
    if (character === '«') open.push(spans.push({ start: plain.length, end: -1 }) - 1);
    else if (character === '»') Object.assign(spans[open.pop() ?? 0] ?? {}, { end: plain.length });
    else plain += character;
  }
  return { spans, source: sourceFile(path, plain) };
}

function diagnosticOf(text: string, options: Case = {}): Diagnostic {
  const { spans, source } = marked(text, options.path ?? 'a.net');
  const labels = spans.map((span, index) => at({ source, ...span }, options.labels?.[index] ?? ''));
  return {
    code: 'some-code',
    severity: 'error',
    message: options.message ?? 'message',
    primary: labels[0] ?? at({ source, start: 0, end: 0 }),
    secondary: labels.slice(1),
    trace: options.trace ?? [],
    notes: options.notes ?? [],
    help: options.help ?? [],
  };
}

function check(text: string, options: Case, expected: string): void {
  expect(`\n${renderDiagnostic(diagnosticOf(text, options), options)}\n`).toBe(expected);
}

const resnet = `block Bottleneck {
  add {
    | ConvBN(width) -> relu
    | if stride > 1 { ConvBN(out) }
  }
}
`;

describe('frames', () => {
  test('one label', () => {
    check(
      'net A {\n  «flaten» -> relu\n}\n',
      { message: 'no operator `flaten`', labels: ['did you mean `flatten`?'] },
      `
error[some-code]: no operator \`flaten\`
 --> a.net:2:3
2 |   flaten -> relu
  |   ^^^^^^ did you mean \`flatten\`?
`,
    );
  });

  test('labels on neighbouring lines, trace, note and help', () => {
    const source = resnet.replace('ConvBN(width) -> relu', '«$&»').replace('if stride > 1 { ConvBN(out) }', '«$&»');
    const { source: plain } = marked(source, 'resnet.net');
    const span = { source: plain, start: 0, end: 5 };
    check(
      source,
      {
        path: 'resnet.net',
        labels: ['gives [N, C=256]', 'gives [N, C=64]'],
        trace: [
          { block: 'Bottleneck', arguments: 'width=64, stride=1', span },
          { block: 'ResNet, i=0', arguments: '', span },
        ],
        notes: ['over by 12'],
        help: [help('project when channels change')],
      },
      `
error[some-code]: message
 --> resnet.net:3:7
3 |     | ConvBN(width) -> relu
  |       ^^^^^^^^^^^^^^^^^^^^^ gives [N, C=256]
4 |     | if stride > 1 { ConvBN(out) }
  |       ----------------------------- gives [N, C=64]
  in Bottleneck(width=64, stride=1)  resnet.net:1:1
  in ResNet, i=0                     resnet.net:1:1
 note: over by 12
 help: project when channels change
`,
    );
  });

  test('several labels on a line: each message under its own', () => {
    check(
      '  assert «params» < «25M», «"x"»',
      { labels: ['25,557,032', '25,000,000', 'why'] },
      `
error[some-code]: message
 --> a.net:1:10
1 |   assert params < 25M, "x"
  |          ^^^^^^   ---  --- why
  |          |        25,000,000
  |          25,557,032
`,
    );
  });

  test('nested labels get rows of their own', () => {
    check(
      '  assert «params < «25M»»',
      { labels: ['false', '25,000,000'] },
      `
error[some-code]: message
 --> a.net:1:10
1 |   assert params < 25M
  |          ^^^^^^^^^^^^ false
  |                   --- 25,000,000
`,
    );
  });

  test('a span over several lines', () => {
    check(
      'net A {\n  «add {\n    | conv(3)\n    | x\n  }»\n}',
      { labels: ['here'] },
      `
error[some-code]: message
 --> a.net:2:3
2 |   add {
  |   ^^^^^
...
5 |   }
  |   ^ here
`,
    );
  });

  test('one line between two labels is shown, more are not', () => {
    check(
      '«a»\nb\n«c»\nd\ne\n«f»',
      { labels: ['1', '2', '3'] },
      `
error[some-code]: message
 --> a.net:1:1
1 | a
  | ^ 1
2 | b
3 | c
  | - 2
...
6 | f
  | - 3
`,
    );
  });

  test('the end of the file', () => {
    check(
      'net A {«»',
      { labels: ['never closed'] },
      `
error[some-code]: message
 --> a.net:1:8
1 | net A {
  |        ^ never closed
`,
    );
    check(
      'net A {\n«»',
      { labels: ['never closed'] },
      `
error[some-code]: message
 --> a.net:2:1
2 |
  | ^ never closed
`,
    );
  });

  test('labels in two files', () => {
    const first = diagnosticOf('«a»', { labels: ['here'] });
    const second = diagnosticOf('x\n«b»', { path: 'b.net' });
    expect(`\n${renderDiagnostic({ ...first, secondary: [{ ...second.primary, message: 'there' }] })}\n`).toBe(`
error[some-code]: message
 --> a.net:1:1
1 | a
  | ^ here
 --> b.net:2:1
2 | b
  | - there
`);
  });

  test('a span that lies outside its text', () => {
    const source = sourceFile('a.net', 'ab');
    const base = diagnosticOf('«a»');
    for (const [start, end] of [
      [NaN, NaN],
      [-1, -1],
      [7, 9],
      [1, 0],
      [Infinity, Infinity],
    ] as const) {
      expect(renderDiagnostic({ ...base, primary: at({ source, start, end }, 'x') })).toContain('1 | ab\n');
    }
  });
});

describe('help', () => {
  const withEdits = (text: string, edits: (source: ReturnType<typeof sourceFile>) => Diagnostic['help']): string => {
    const base = diagnosticOf(text);
    return `\n${renderDiagnostic({ ...base, help: edits(base.primary.span.source) })}\n`;
  };

  test('shows the line after the edits', () => {
    const result = withEdits('f(a «->» b', (source) => [
      help('write it so', replace({ source, start: 4, end: 6 }, '=>'), replace({ source, start: 8, end: 8 }, ')')),
    ]);
    expect(result).toBe(`
error[some-code]: message
 --> a.net:1:5
1 | f(a -> b
  |     ^^
 help: write it so
1 | f(a => b)
  |     ~~  +
`);
  });

  test('edits on several lines are left to the machine', () => {
    const result = withEdits('«a»\nb', (source) => [help('do', replace({ source, start: 0, end: 3 }, 'x'))]);
    expect(result.endsWith(' help: do\n')).toBe(true);
  });
});

describe('width', () => {
  const long = `  conv(${'1234567890, '.repeat(30)}«stride»=2, ${'1234567890, '.repeat(30)})`;

  test('a long line is cut around the mark', () => {
    check(
      long,
      { labels: ['unknown'], width: 60 },
      `
error[some-code]: message
 --> a.net:1:368
1 | …7890, 1234567890, stride=2, 1234567890, 1234567890, 12…
  |                    ^^^^^^ unknown
`,
    );
  });

  test('a line only just too long', () => {
    check(
      `${'x'.repeat(33)} «end»`,
      { width: 40 },
      `
error[some-code]: message
 --> a.net:1:35
1 | …${'x'.repeat(30)} end
  | ${' '.repeat(32)}^^^
`,
    );
    check(
      `«${'x'.repeat(33)}» end`,
      { width: 40 },
      `
error[some-code]: message
 --> a.net:1:1
1 | ${'x'.repeat(33)} …
  | ${'^'.repeat(33)}
`,
    );
  });

  test('marks too far apart show the line twice', () => {
    check(
      `«a» ${'x'.repeat(80)} «b»`,
      { labels: ['one', 'two'], width: 40 },
      `
error[some-code]: message
 --> a.net:1:1
1 | a xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…
  | ^ one
1 | …xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx b
  |                                   -
  |                                  two
`,
    );
  });

  test('a mark longer than the line', () => {
    check(
      `«${'x'.repeat(200)}»`,
      { labels: ['long'], width: 40 },
      `
error[some-code]: message
 --> a.net:1:1
1 | ${'x'.repeat(34)}…
  | ${'^'.repeat(34)}
  | long
`,
    );
  });

  test('messages, notes and traces wrap', () => {
    const { source } = marked('a', 'a/rather/long/path.net');
    check(
      '        «name»',
      {
        width: 40,
        message: 'a sentence that does not fit into forty columns',
        labels: ['and a label that does not fit beside its mark either'],
        notes: ['a note that does not fit into forty columns', 'one\ntwo'],
        trace: [{ block: 'Bottleneck', arguments: 'width=64, stride=1', span: { source, start: 0, end: 1 } }],
      },
      `
error[some-code]: a sentence that does
  not fit into forty columns
 --> a.net:1:9
1 |         name
  |         ^^^^
  | and a label that does not fit beside
  | its mark either
  in Bottleneck(width=64, stride=1)
       a/rather/long/path.net:1:1
 note: a note that does not fit into
       forty columns
 note: one
       two
`,
    );
  });

  test('a long trace is cut in its middle', () => {
    const span = diagnosticOf('«a»').primary.span;
    const trace = Array.from({ length: 20 }, (_, index) => ({ block: `B${index}`, arguments: '', span }));
    const lines = renderDiagnostic(diagnosticOf('«a»', { trace })).split('\n').slice(4);
    expect(lines.map((line) => line.trim().split('  ')[0])).toEqual([
      'in B0',
      'in B1',
      'in B2',
      'in B3',
      'in B4',
      'in B5',
      '... 11 more',
      'in B17',
      'in B18',
      'in B19',
    ]);
  });
});

describe('characters', () => {
  test('tabs become spaces, and marks stand under them rightly', () => {
    check(
      '\ta\t«bc»',
      {},
      `
error[some-code]: message
 --> a.net:1:4
1 |     a   bc
  |         ^^
`,
    );
  });

  test('wide characters take two columns, combining marks none', () => {
    check(
      '"漢字" e\u0301 «x» «\u{1F469}\u200D\u{1F52C}»',
      {},
      `
error[some-code]: message
 --> a.net:1:9
1 | "漢字" e\u0301 x \u{1F469}\uFFFD\u{1F52C}
  |          ^ -----
`,
    );
  });

  test('controls cannot reach the terminal', () => {
    check(
      'a\u001b[31m «b\u202e»',
      { message: 'x\u001b]0;t\u0007', labels: ['\u0000'] },
      `
error[some-code]: x␛]0;t␇
 --> a.net:1:8
1 | a␛[31m b\uFFFD
  |        ^^ ␀
`,
    );
  });

  test('right-to-left letters are shown in the order of the source', () => {
    check(
      '«אב» x',
      {},
      `
error[some-code]: message
 --> a.net:1:1
1 | \u202Dאב x\u202C
  | ^^
`,
    );
  });
});

test('styles wrap exactly their parts', () => {
  const role = (name: string) => (text: string) => `<${name} ${text}>`;
  const names = ['error', 'warning', 'hint', 'message', 'gutter', 'location', 'primary', 'secondary', 'note', 'help'] as const;
  const style = Object.fromEntries(names.map((name) => [name, role(name)])) as unknown as Style;
  check(
    '«a» «b»',
    { style, labels: ['one', 'two'], notes: ['n'], help: [help('h')] },
    `
<error error[some-code]:> <message message>
 <gutter -->> <location a.net:1:1>
<gutter 1 |> a b
<gutter   |> <primary ^> <secondary -> <secondary two>
<gutter   |> <primary one>
 <note note:> n
 <help help:> h
`,
  );
});

test('nothing is wider than asked for, nothing throws, no control character survives', () => {
  const text = fc.string({ unit: 'binary', maxLength: 300 });
  const property = fc.property(
    text,
    text,
    fc.array(fc.tuple(fc.nat(310), fc.nat(310)), { minLength: 1, maxLength: 5 }),
    fc.integer({ min: 40, max: 200 }),
    (content, message, spans, width) => {
      const source = sourceFile('a.net', content);
      const [primary = at({ source, start: 0, end: 0 }), ...secondary] = spans.map(([start, end]) => at({ source, start, end }, message));
      const rendered = renderDiagnostic({ ...diagnosticOf('«a»'), message, primary, secondary, notes: [message] }, { width });
      for (const line of rendered.split('\n')) {
        expect(displayWidth(line.replace(/[\u202c\u202d]/g, ''))).toBeLessThanOrEqual(width);
        // eslint-disable-next-line no-control-regex -- none may be left
        expect(line).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/);
      }
    },
  );
  fc.assert(property, { numRuns: 300 });
});

test('a line of ten million characters is shown quickly', () => {
  const source = sourceFile('a.net', 'word '.repeat(2_000_000));
  const start = Date.now();
  renderDiagnostic({ ...diagnosticOf('«a»'), primary: at({ source, start: 5_000_000, end: 5_000_004 }, 'here') });
  expect(Date.now() - start).toBeLessThan(1000);
});
