// Which primitives undo a view: nothing but views and sums where an element is read once, an accumulation elsewhere.
import {
  broadcastTo,
  coordinate,
  flip,
  input,
  merge,
  operandsOf,
  order,
  pad,
  pick,
  program,
  rename,
  roll,
  slice,
  split,
  view,
  window,
  type Value,
} from '@trammel/program';
import { multiplySizes, symbolSize, type Shape, type Size } from '@trammel/tensor';
import { describe, expect, test } from 'vitest';
import { differentiate } from './differentiate.js';

const shape = (sizes: Readonly<Record<string, Size>>): Shape => Object.entries(sizes).map(([name, size]) => ({ name, size }));
const matrix = input('x', shape({ A: 6, B: 4 }));
const batch = input('x', shape({ N: symbolSize('N'), D: symbolSize('D') }));

/** The primitives between the seed and the gradient, the last first. */
function undoing(output: Value, variable: Value = matrix): string {
  const { outputs } = differentiate(program([variable], [], [output]), { withRespectTo: [variable] });
  const ops: string[] = [];
  for (let value = outputs[0]; value !== undefined && value.instruction.op !== 'input'; value = operandsOf(value)[0])
    ops.push(value.instruction.op);
  return ops.join(' of ');
}

describe('a view', () => {
  test.each<[string, Value, string]>([
    ['order', order(matrix, ['B', 'A']), 'view'],
    ['rename', rename(matrix, { A: 'Z' }), 'view'],
    ['split', split(matrix, 'A', shape({ P: 2, Q: 3 })), 'view'],
    ['merge', merge(matrix, ['B', 'A'], 'M'), 'view'],
    ['slice', slice(matrix, 'A', { start: 1, size: 2, step: 2 }), 'view'],
    ['pad', pad(matrix, 'A', { before: 1, after: 2, fill: -1 }), 'view'],
    ['pick', pick(matrix, 'A', 3), 'view'],
    ['flip', flip(matrix, 'A'), 'view'],
    ['roll', roll(matrix, 'A', 2), 'view'],
    ['windows side by side', window(matrix, 'A', { name: 'k', size: 2, count: 3, stride: 2 }), 'view'],
    ['broadcast', broadcastTo(matrix, shape({ Z: 3, A: 6, B: 4 })), 'reduce'],
    ['broadcast and order', broadcastTo(matrix, shape({ B: 4, Z: 3, A: 6 })), 'view of reduce'],
    ['axis of size 1', broadcastTo(matrix, shape({ Z: 1, A: 6, B: 4 })), 'view'],
    [
      'repetition of each',
      view(matrix, shape({ A: 12, B: 4 }), [
        coordinate([{ axis: 0, coefficient: 1 }], { divisor: 2, rounding: 'floor' }),
        coordinate([{ axis: 1, coefficient: 1 }]),
      ]),
      'reduce of view',
    ],
    ['windows that overlap', window(matrix, 'A', { name: 'k', size: 3, count: 6, before: 1 }), 'accumulate'],
    ['mirrored border', pad(matrix, 'A', { before: 1, after: 0, outside: 'reflect' }), 'accumulate'],
    [
      'mirrored border that is not there',
      slice(pad(matrix, 'A', { before: 0, after: 1, outside: 'reflect' }), 'A', { start: 0, size: 6 }),
      'accumulate of view',
    ],
    [
      'diagonal',
      view(input('x', shape({ A: 4, B: 4 })), shape({ A: 4 }), [
        coordinate([{ axis: 0, coefficient: 1 }]),
        coordinate([{ axis: 0, coefficient: 1 }]),
      ]),
      'accumulate',
    ],
  ])('%s', (_, output, expected) => {
    const [variable = matrix] = program([], [], [output]).values;
    expect(undoing(output, variable)).toBe(expected);
  });

  test('of symbolic sizes', () => {
    const d = symbolSize('D');
    const wide = input('x', shape({ N: symbolSize('N'), D: multiplySizes(d, 8) }));
    expect(undoing(split(wide, 'D', shape({ h: 8, d })), wide)).toBe('view');
    expect(undoing(split(wide, 'D', shape({ d, h: 8 })), wide)).toBe('view');
    expect(undoing(merge(batch, ['D', 'N'], 'M'), batch)).toBe('view');
    expect(undoing(slice(batch, 'D', { start: 0, size: 3 }), batch)).toBe('view');
    expect(undoing(broadcastTo(batch, [...batch.shape, { name: 'Z', size: d }]), batch)).toBe('reduce');
    expect(undoing(roll(flip(batch, 'N'), 'N', 1), batch)).toBe('view of view');
  });
});
