/** However large a program makes itself, compiling it ends, with a graph or with one clear error at what made it large. */
import { renderDiagnostic, sourceFile } from '@trammel/diagnostics';
import { expect, it } from 'vitest';
import { compile, type CompileResult } from './compile.js';

const input = 'input x: [N, C=8]';
const times = (count: number, line: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => line(index)).join('\n');
const compileText = (text: string): CompileResult =>
  compile(sourceFile('large.net', text), { resolve: () => ({ why: 'there are no other files' }) });
const said = (text: string): string =>
  compileText(text)
    .diagnostics.map((diagnostic) => renderDiagnostic(diagnostic))
    .join('\n\n');

/** The items of the only net, and that nothing was said. */
function itemsOf(text: string): number | undefined {
  const { networks, diagnostics } = compileText(text);
  expect(diagnostics).toEqual([]);
  return networks[0]?.graph?.body.items.length;
}

it('compiles chains of any length', () => {
  expect(itemsOf(`net A { ${input}  x${' -> relu'.repeat(20_000)} }`)).toBe(20_000);
  expect(itemsOf(`net A { ${input}\n${times(20_000, (index) => `relu as y${index}`)} }`)).toBe(20_000);
  expect(itemsOf(`net A { ${input}  for i in 1..20_000 { dense(8) -> relu } }`)).toBe(40_000);
});

it('compiles long files', () => {
  expect(itemsOf(`${times(5000, (index) => `block B${index} { relu }`)}\nnet A { ${input}\n${times(5000, (index) => `B${index}`)} }`)).toBe(
    5000,
  );
  expect(
    itemsOf(`net A { ${input}\n${times(5000, (index) => `let a${index} = ${index === 0 ? '1' : `a${index - 1} + 1`}`)}\ndense(a4999) }`),
  ).toBe(1);
});

it('stops at blocks that are nested too deep', () => {
  const blocks = times(1000, (index) => `block B${index} { residual { if true { B${index + 1} } } }`);
  const text = said(`${blocks}\nblock B1000 { relu }\nnet A { ${input}  B0 }`);
  expect(text.split('\n')[0]).toBe('error[too-large]: blocks are nested more than 200 deep');
  expect(text.split('error[')).toHaveLength(2);
});

it('stops at blocks that double', () => {
  const blocks = times(40, (index) => `block B${index} { B${index + 1}  B${index + 1} }`);
  const text = said(`${blocks}\nblock B40 { }\nnet A { ${input}  B0 }`);
  expect(text.split('\n')[0]).toBe('error[too-large]: written out, the net has more than 1,000,000 nodes, calls of blocks and rounds of');
});

it('stops at copies of copies', () => {
  const nested = 'repeat 10 { '.repeat(20) + 'relu' + ' }'.repeat(20);
  expect(said(`net A { ${input}  ${nested} }`).split('\n')[0]).toBe(
    'error[too-large]: with all its copies, the net has more than 10,000,000 nodes',
  );
});

it('stops at loops that do nothing', () => {
  expect(said(`net A { ${input}  for i in 1..1_000_000_000_000 { } }`)).toMatchInlineSnapshot(`
    "error[too-large]: written out, the net has more than 1,000,000 nodes, calls of blocks and rounds of
      loops
     --> large.net:1:28
    1 | net A { input x: [N, C=8]  for i in 1..1_000_000_000_000 { } }
      |                            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
     note: a \`repeat\` whose copies are alike counts once; a \`for\` counts each round"
  `);
});

it('stops loops in the round in which something is wrong', () => {
  // The axis is too long from the 53rd round on, and the number from the 333rd.
  const growing = said(`net A { ${input}  for i in 1..900_000 { x -> dense(2^i) } }`);
  expect(growing.match(/error\[.*/g)).toEqual(['error[too-large]: axis C would have 9007199254740992 indices, and an axis has at most']);
  const inSilence = said(`block B(n) { add { | x -> | dense(n) } }\nnet A { ${input}  for i in 1..900_000 { B(2^i) } }`);
  expect(inSilence.match(/error\[.*/g)).toHaveLength(1);
});

it('stops at numbers and sizes beyond reason', () => {
  const squares = times(300, (index) => `let a${index} = ${index === 0 ? '3' : `a${index - 1} * a${index - 1}`}`);
  expect(said(`net A { ${input}\n${squares}\ndense(a299) }`).split('\n')[0]).toBe(
    'error[impossible-number]: the number has more than 100 digits',
  );
  const sums = 'let a = (N + T + H + W + 1)^16\n  dense(a)';
  expect(said(`net A {\n  input x: [N, T, H, W]\n  ${sums}\n}`).split('\n')[0]).toBe(
    'error[impossible-number]: the size is a sum of more than 200 terms',
  );
});
