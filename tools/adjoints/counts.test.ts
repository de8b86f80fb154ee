// What the way back costs: counted in runs, against what is known of convolutions, biases, pools and activations.
import { backwardOf, differentiate } from '@trammel/autodiff';
import {
  activation,
  add,
  contract,
  countValues,
  operationCounts,
  divide,
  exponential,
  input,
  map,
  mean,
  multiply,
  order,
  parameter,
  program,
  random,
  reduceMaximum,
  reduceSum,
  rename,
  scalar,
  select,
  less,
  subtract,
  window,
  type Value,
} from '@trammel/program';
import type { Operations } from '@trammel/interpreter';
import type { Shape } from '@trammel/tensor';
import { describe, expect, test } from 'vitest';
import { countOf, programOf } from './expect-gradients.js';

const shape = (sizes: Readonly<Record<string, number>>): Shape => Object.entries(sizes).map(([name, size]) => ({ name, size }));
const image = input('x', shape({ N: 2, C: 3, H: 6, W: 5 }));

/** The operations of the way back alone. */
function backward(output: Value, withRespectTo: readonly Value[]): Operations {
  const forward = programOf(output);
  const [alone, both] = [countOf(forward), countOf(backwardOf(forward, { withRespectTo }).joint)];
  return {
    multiplications: both.multiplications - alone.multiplications,
    additions: both.additions - alone.additions,
    activations: both.activations - alone.activations,
    comparisons: both.comparisons - alone.comparisons,
  };
}

function slide(
  value: Value,
  how: { readonly kernel: number; readonly stride: number; readonly pad: number; readonly fill?: number },
): Value {
  const { kernel: size, stride, pad: before, fill = 0 } = how;
  const count = (length: number): number => Math.floor((length + 2 * before - size) / stride) + 1;
  const rows = window(value, 'H', { name: 'kh', size, count: count(6), stride, before, fill });
  return window(rows, 'W', { name: 'kw', size, count: count(5), stride, before, fill });
}

describe('a convolution', () => {
  const weight = (kernel: number): Value => parameter('w', shape({ K: 4, C: 3, kh: kernel, kw: kernel }));

  test.each([
    { kernel: 3, stride: 1, pad: 1 },
    { kernel: 3, stride: 2, pad: 1 },
    { kernel: 2, stride: 2, pad: 0 },
    { kernel: 1, stride: 1, pad: 0 },
    { kernel: 1, stride: 2, pad: 0 },
    { kernel: 5, stride: 1, pad: 0 },
  ])('has a way back of exactly twice its multiplications: %j', (how) => {
    const kernel = weight(how.kernel);
    const result = order(rename(contract(slide(image, how), kernel, ['C', 'kh', 'kw']), { K: 'C' }), ['N', 'C', 'H', 'W']);
    const { multiplications } = countOf(programOf(result));
    expect(backward(result, [image, kernel])).toMatchObject({ multiplications: 2 * multiplications, activations: 0, comparisons: 0 });
    expect(backward(result, [image]).multiplications).toBe(multiplications);
    expect(backward(result, [kernel]).multiplications).toBe(multiplications);
    // The same, counted without a run.
    const forward = programOf(result);
    const { values } = backwardOf(forward, { withRespectTo: [image, kernel] });
    expect(countValues(values).multiplications).toBe(2 * Number(operationCounts(forward).multiplications));
    const elements = result.shape.reduce((product, axis) => product * Number(axis.size), 1);
    const bias = parameter('b', shape({ C: 4 }));
    // dL/db is a sum over all but the channels, and nothing else.
    expect(backward(add(result, bias), [bias])).toEqual({ multiplications: 0, additions: elements - 4, activations: 0, comparisons: 0 });
    const all = backward(add(result, bias), [image, kernel, bias]);
    expect(all.multiplications).toBe(2 * multiplications);
    expect(all.additions - backward(result, [image, kernel]).additions).toBe(elements - 4);
  });
});

describe('elementwise', () => {
  const elements = 2 * 3 * 6 * 5;
  const relu = activation(image, (x) => scalar.select(scalar.less(scalar.number(0), x), x, scalar.number(0)));
  const none: Operations = { multiplications: 0, additions: 0, activations: 0, comparisons: 0 };

  test('an activation costs one activation and one multiplication', () => {
    expect(backward(relu, [image])).toEqual({ ...none, activations: elements, multiplications: elements });
    const sigmoid = activation(image, (x) =>
      scalar.divide(scalar.number(1), scalar.add(scalar.number(1), scalar.exponential(scalar.negate(x)))),
    );
    expect(backward(sigmoid, [image])).toEqual({ ...none, activations: elements, multiplications: elements });
  });

  test('sums and differences, choices and signs cost nothing', () => {
    const other = input('y', image.shape);
    expect(backward(add(image, other), [image, other])).toEqual(none);
    expect(backward(subtract(image, other), [image, other])).toEqual(none);
    const chosen = select(less(random(image.shape), 0.5), image, map(scalar.negate(scalar.argument(0)), [other]));
    expect(backward(chosen, [image, other])).toEqual(none);
    expect(backward(multiply(image, 3), [image])).toEqual({ ...none, multiplications: elements });
    expect(backward(divide(image, 3), [image])).toEqual({ ...none, multiplications: elements });
    expect(backward(multiply(image, other), [image])).toEqual({ ...none, multiplications: elements });
  });

  test('what the forward computed is read, not computed again', () => {
    expect(backward(exponential(image), [image])).toEqual({ ...none, multiplications: elements });
    const quotient = divide(image, input('s', image.shape));
    const [divisor] = programOf(quotient).inputs.slice(1);
    // d(x/s)/ds = -(x/s)/s
    expect(backward(quotient, divisor === undefined ? [] : [divisor])).toEqual({ ...none, multiplications: 2 * elements });
  });

  test('a value that is read thrice adds up twice', () => {
    const thrice = add(add(exponential(image), reduceSum(image, ['N'])), mean(image, ['H']));
    expect(backward(thrice, [image]).additions).toBe(2 * elements + 3 * 6 * 5 * (2 - 1) + 2 * 3 * 5 * (6 - 1));
  });
});

describe('pools', () => {
  test('a maximum costs comparisons and the sums of overlapping windows', () => {
    const pooled = (kernel: number, stride: number): Value =>
      reduceMaximum(slide(image, { kernel, stride, pad: 0, fill: Number.NEGATIVE_INFINITY }), ['kh', 'kw']);
    expect(backward(pooled(2, 2), [image])).toMatchObject({ multiplications: 0, additions: 0, activations: 0 });
    expect(backward(pooled(3, 2), [image])).toMatchObject({ multiplications: 0, activations: 0 });
  });
});

describe('only what is asked for', () => {
  test('forward values that no gradient reads are not in the program of the gradients', () => {
    const weight = parameter('w', shape({ C: 3, K: 2 }));
    const loss = multiply(contract(image, weight, ['C']), exponential(reduceSum(image, ['C'])));
    const { multiplications } = countOf(differentiate(programOf(loss), { withRespectTo: [weight] }));
    // The exponential, its product with the seed, and one contraction; the contraction of the forward is not needed.
    expect(multiplications).toBe(2 * 2 * 30 + 2 * 3 * 2 * 30 - 2 * 2 * 30 + 2 * 30 * 2);
    const unused = input('z', []);
    const whole = program([image, unused], [weight], [loss]);
    expect(countOf(differentiate(whole, { withRespectTo: [unused] }))).toEqual({
      multiplications: 0,
      additions: 0,
      activations: 0,
      comparisons: 0,
    });
  });
});
