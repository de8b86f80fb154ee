// The types of what is combined.
import { expect, test } from 'vitest';
import { equal, input, iota, pick, reduceMaximum, reduceProduct, reduceSum, scan, type Value } from './index.js';

const x = input('x', [{ name: 'A', size: 4 }]);

test('truth values are counted in whole numbers, and compared as truth values', () => {
  const truths = equal(x, 1);
  expect([reduceSum, reduceProduct, reduceMaximum].map((reduce) => reduce(truths, ['A']).elementType)).toEqual(['int', 'int', 'bool']);
  expect(reduceSum(x, ['A']).elementType).toBe('f32');
});

test('the results of a recurrence have the types of its states and outputs', () => {
  const { states, outputs } = scan({
    axis: { name: 'A', size: 4 },
    initial: [pick(iota('I', 3), 'I', 0)],
    sequences: [x],
    captured: [],
    body: ([count], [slice]) => ({ next: [count as Value], outputs: [equal(slice as Value, 1)] }),
  });
  expect([...states, ...outputs].map((value) => value.elementType)).toEqual(['int', 'bool']);
});
