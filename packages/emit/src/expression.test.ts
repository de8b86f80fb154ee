// Expressions laid out as Prettier lays them out.
import fc from 'fast-check';
import { format } from 'prettier';
import { expect, test } from 'vitest';
import { call, layOut, list, record, type Expression } from './index.js';

const name = fc.constantFrom('x', 'input', 'units', 'poolSize', 'aRatherLongName', 'tf.layers.add');
const atom = fc.oneof(name, fc.constantFrom("'same'", "'a longer text'", '3', '1234', '1e-5', 'true', '`${name}.conv`'));
const { expression } = fc.letrec<{ expression: Expression }>((tie) => ({
  expression: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    atom,
    fc
      .record({
        callee: fc.constantFrom('apply', 'new Conv', 'tf.layers.conv2d', 'f'),
        given: fc.array(tie('expression'), { maxLength: 3 }),
      })
      .map((made) => call(made.callee, made.given)),
    fc
      .uniqueArray(fc.tuple(fc.constantFrom('units', 'kernelSize', 'padding', 'a', 'name'), tie('expression')), {
        selector: ([key]) => key,
        maxLength: 4,
      })
      .map(record),
    fc.array(tie('expression'), { maxLength: 4 }).map(list),
    fc.array(fc.integer({ min: -2000, max: 2000 }), { maxLength: 12 }).map((numbers) => list(numbers.map(String))),
  ),
}));

test('Prettier changes nothing', async () => {
  await fc.assert(
    fc.asyncProperty(expression, async (given) => {
      const text = `const value = ${layOut(call('f', [given]), { width: 60, before: 14, after: 1 })};\n`;
      expect(await format(text, { parser: 'typescript', printWidth: 60, singleQuote: true })).toBe(text);
    }),
    { numRuns: 500, seed: 1 },
  );
});

test('lists in a list stand below each other, numbers side by side, settings behind what fits before them', () => {
  const room = { width: 30, before: 0, after: 0 };
  expect(layOut(list([list(['1', '1']), list(['1', '1'])]), room)).toBe('[\n  [1, 1],\n  [1, 1],\n]');
  expect(layOut(list(Array.from({ length: 12 }, () => '100')), room)).toBe(
    '[\n  100, 100, 100, 100, 100,\n  100, 100, 100, 100, 100,\n  100, 100,\n]',
  );
  expect(
    layOut(
      call('apply', [
        'layer',
        record([
          ['units', '64'],
          ['name', "'dense'"],
        ]),
      ]),
      room,
    ),
  ).toBe("apply(layer, {\n  units: 64,\n  name: 'dense',\n})");
  expect(layOut(call('apply', [call('new Conv', [record([['filters', '64']])]), 'x']), room)).toBe(
    'apply(\n  new Conv({ filters: 64 }),\n  x,\n)',
  );
});
