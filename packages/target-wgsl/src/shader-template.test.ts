// Shaders come out of their short form as they went in.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { expandShader } from './shader-expansion.js';
import { condenseShaders } from './shader-template.js';

/** What comes back; the short form has no indents. */
function backAgain(texts: readonly string[]): readonly string[] {
  const { templates, shaders } = condenseShaders(texts);
  return shaders.map(({ template, numbers }) => expandShader(templates[template] ?? '', numbers));
}

const line = fc
  .array(
    fc.oneof(
      fc.nat(40).map(String),
      fc.constantFrom('v', 'let ', ' + ', '[', ']', '-', ' - ', ', -', '0.5', '1e-7', '00', 'u', '0x7f8', '(', '{', '}', '~', '.', ' '),
    ),
    { maxLength: 8 },
  )
  .map((parts) => parts.join('').trimStart());

/** Lines of which some come again with other numbers, as those of unrolled loops do. */
const text = fc
  .array(fc.tuple(fc.array(line, { minLength: 1, maxLength: 4 }), fc.integer({ min: 1, max: 5 }), fc.integer({ min: -9, max: 9 })), {
    minLength: 1,
    maxLength: 5,
  })
  .map((blocks) =>
    blocks
      .flatMap(([lines, times, step]) =>
        Array.from({ length: times }, (_, round) =>
          lines.map((own) => own.replace(/\b[1-9]\d*\b/g, (n) => `${Math.abs(Number(n) + step * round)}`)),
        ).flat(),
      )
      .filter((own) => !own.includes('~'))
      .join('\n'),
  );

describe('the short form of shaders', () => {
  test('gives back whatever lines there are', () => {
    fc.assert(
      fc.property(fc.array(text, { minLength: 1, maxLength: 4 }), (texts) => {
        expect(backAgain(texts)).toEqual(texts);
      }),
      { numRuns: 300 },
    );
  });

  test('writes lines that differ in numbers only once, loops within loops too', () => {
    const tile = Array.from({ length: 8 }, (_, row) => [
      `let v${row} = t0[j + ${5 * row}];`,
      ...Array.from({ length: 4 }, (_column, column) => `s${4 * row + column} += v${row} * q${column};`),
    ]);
    const { templates } = condenseShaders([tile.flat().join('\n')]);
    expect(templates).toEqual(['#8\nlet v0~1 = t0[j + 0~5];\n#4\ns0~1~4 += v0~0~1 * q0~1;\n#\n#']);
    expect(backAgain([tile.flat().join('\n')])).toEqual([tile.flat().join('\n')]);
  });

  test('writes shaders that differ in numbers only once', () => {
    const shader = (size: number): string => `let j1 = row / ${size};\nt0[j1 * ${size} + ${3 * size}] = 1.0;`;
    expect(condenseShaders([shader(7), 'return;', shader(28)])).toEqual({
      templates: ['let j1 = row / $A;\nt0[j1 * $A + $B] = 1.0;', 'return;'],
      shaders: [
        { template: 0, numbers: [7, 21] },
        { template: 1, numbers: [] },
        { template: 0, numbers: [28, 84] },
      ],
    });
  });
});
