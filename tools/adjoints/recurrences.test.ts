// Recurrences reversed: states, sequences, captured weights, draws, recurrences within recurrences.
import { backwardOf } from '@trammel/autodiff';
import {
  accumulate,
  activation,
  add,
  constant,
  contract,
  coordinate,
  gather,
  input,
  less,
  map,
  multiply,
  order,
  parameter,
  pick,
  random,
  reduceSum,
  rename,
  scalar,
  scan,
  scatterAdd,
  select,
  slice,
  subtract,
  type ScanResults,
  type Value,
} from '@trammel/program';
import { symbolSize, type Shape, type Size } from '@trammel/tensor';
import { describe, expect, test, vi } from 'vitest';
import { countOf, expectGradients, programOf } from './expect-gradients.js';

// Differences of every element take thousands of runs.
vi.setConfig({ testTimeout: 120_000 });

const shape = (sizes: Readonly<Record<string, Size>>): Shape => Object.entries(sizes).map(([name, size]) => ({ name, size }));
const tensor = (name: string, sizes: Readonly<Record<string, Size>>): Value => input(name, shape(sizes));
const at = (values: readonly Value[], index: number): Value => values[index] as Value;
const tanh = (value: Value): Value => activation(value, scalar.tanh);
const squared = (value: Value): Value => multiply(value, value);

const time = { name: 'T', size: 3 };
const sequence = tensor('x', { N: 2, T: 3, C: 2 });

/** h' = tanh(W h + U x + b), put out at each step. */
function elman(
  options: { readonly direction?: 'forward' | 'backward'; readonly source?: Value; readonly length?: Size; readonly suffix?: string } = {},
): ScanResults {
  const { direction = 'forward', source = sequence, length = 3, suffix = '' } = options;
  return scan({
    axis: { name: 'T', size: length },
    direction,
    initial: [tensor(`h${suffix}`, { N: 2, D: 3 })],
    sequences: [source],
    captured: [
      parameter(`W${suffix}`, shape({ D: 3, E: 3 })),
      parameter(`U${suffix}`, shape({ C: 2, E: 3 })),
      parameter(`b${suffix}`, shape({ E: 3 })),
    ],
    body: ([h], [x], [w, u, b]) => {
      const sum = add(contract(h as Value, w as Value, ['D']), contract(x as Value, u as Value, ['C']));
      const next = rename(tanh(add(sum, b as Value)), { E: 'D' });
      return { next: [next], outputs: [next] };
    },
  });
}

describe('a recurrent layer', () => {
  test.each(['forward', 'backward'] as const)('%s, with gradients at its last state, its outputs, or both', (direction) => {
    const { states, outputs } = elman({ direction });
    expectGradients(programOf(squared(at(states, 0))), { order: 2 });
    expectGradients(programOf(squared(at(outputs, 0))), { order: 2 });
    expectGradients(programOf(at(states, 0), squared(at(outputs, 0))), { order: 2 });
    expectGradients(programOf(pick(at(outputs, 0), 'T', 1)));
  });

  test('two layers of opposite directions, read by what follows', () => {
    const first = elman();
    const outputs = order(at(first.outputs, 0), ['D', 'T', 'N']);
    const second = elman({ direction: 'backward', suffix: '2', source: rename(slice(outputs, 'D', { start: 1, size: 2 }), { D: 'C' }) });
    const loss = reduceSum(multiply(at(second.outputs, 0), add(at(first.outputs, 0), at(first.states, 0))), ['N']);
    expectGradients(programOf(loss, at(first.states, 0)), { order: 2 });
  });

  test('of symbolic length, and of none', () => {
    const source = tensor('x', { T: symbolSize('T'), N: 2, C: 2 });
    const { states, outputs } = elman({ source, length: symbolSize('T') });
    for (const length of [0, 1, 4]) expectGradients(programOf(at(states, 0), at(outputs, 0)), { sizes: new Map([['T', length]]) });
  });

  test('the way back has twice the multiplications of the contractions, and computes no step anew', () => {
    const forward = programOf(at(elman().outputs, 0));
    const withRespectTo = [...forward.inputs, ...forward.parameters];
    const { joint, values } = backwardOf(forward, { withRespectTo });
    const [alone, both] = [countOf(forward), countOf(joint)];
    const elements = 3 * 2 * 3;
    expect(alone).toMatchObject({ multiplications: elements * (3 + 2), activations: elements });
    // Twice the contractions, and the derivative of tanh, one activation and one product for each element.
    expect(both.multiplications - alone.multiplications).toBe(2 * alone.multiplications + elements);
    expect(both.activations - alone.activations).toBe(elements);
    expect(values.some(({ instruction }) => instruction.op === 'scan' && instruction.recurrence.direction === 'forward')).toBe(false);
  });
});

describe('bodies', () => {
  const run = (body: (h: Value, k: Value, x: Value, w: Value) => readonly [Value, Value, Value], initial?: readonly Value[]): ScanResults =>
    scan({
      axis: time,
      initial: initial ?? [tensor('h', { N: 2 }), tensor('k', { N: 2 })],
      sequences: [tensor('x', { T: 3, N: 2 })],
      captured: [tensor('w', { N: 2 })],
      body: ([h, k], [x], [w]) => {
        const [first, second, output] = body(h as Value, k as Value, x as Value, w as Value);
        return { next: [first, second], outputs: [output] };
      },
    });
  const all = ({ states, outputs }: ScanResults): readonly Value[] => [squared(at(states, 0)), at(states, 1), squared(at(outputs, 0))];
  const every = (results: ScanResults): void => {
    expectGradients(programOf(...all(results)), { order: 2 });
    for (const value of all(results)) expectGradients(programOf(value), { order: 2 });
  };

  test('states that feed each other', () => {
    every(run((h, k, x, w) => [multiply(k, w), add(multiply(h, x), k), multiply(h, multiply(k, w))]));
    every(run((h, k, x) => [k, h, multiply(x, h)]));
  });

  test('states that nothing reads, that stay, that begin or go on as constants', () => {
    every(run((h, k, x, w) => [multiply(h, w), k, multiply(x, h)]));
    every(
      run((h, k, x, w) => [multiply(h, x), multiply(constant(2), add(multiply(constant(0), less(k, 0)), random(k.shape))), multiply(w, h)]),
    );
    const zeros = multiply(less(tensor('c', { N: 2 }), -9), constant(1));
    every(run((h, k, x, w) => [add(multiply(h, w), x), add(k, 1), multiply(h, k)], [zeros, zeros]));
    every(run((h, k, x, w) => [multiply(h, h), add(multiply(k, w), h), add(x, k)], [tensor('h', { N: 2 }), zeros]));
  });

  test('outputs of captures and slices alone', () => {
    every(run((h, k, x, w) => [h, k, multiply(x, multiply(w, w))]));
    every(run((h, k, _, w) => [h, multiply(k, k), w]));
    every(run((h, k, x) => [h, k, x]));
  });

  test('draws are the same on the way back', () => {
    const dropped = (value: Value): Value => select(less(random(value.shape), 0.5), value, multiply(value, 0));
    every(run((h, k, x, w) => [multiply(dropped(h), w), add(multiply(k, random(k.shape)), x), dropped(multiply(h, k))]));
  });

  test('an axis within the body that is called as the axis of the recurrence', () => {
    const memory = tensor('m', { T: 4, C: 2 });
    const { outputs } = scan({
      axis: time,
      initial: [tensor('h', { C: 2 })],
      sequences: [tensor('x', { C: 2, T: 3 })],
      captured: [memory],
      body: ([h], [x], [m]) => {
        const scores = map(scalar.exponential(scalar.argument(0)), [contract(m as Value, h as Value, ['C'])]);
        const read = contract(scores, m as Value, ['T']);
        return { next: [tanh(add(read, x as Value))], outputs: [multiply(read, h as Value)] };
      },
    });
    expectGradients(programOf(squared(at(outputs, 0))), { order: 2 });
  });

  test('a recurrence within a recurrence', () => {
    const { states, outputs } = scan({
      axis: time,
      initial: [tensor('h', { C: 2 })],
      sequences: [tensor('x', { T: 3, S: 2, C: 2 })],
      captured: [tensor('w', { C: 2 })],
      body: ([h], [x], [w]) => {
        const inner = scan({
          axis: { name: 'S', size: 2 },
          direction: 'backward',
          initial: [multiply(h as Value, w as Value)],
          sequences: [x as Value],
          captured: [w as Value, h as Value],
          body: ([g], [y], [v, c]) => {
            const next = tanh(add(multiply(g as Value, v as Value), multiply(y as Value, c as Value)));
            return { next: [next], outputs: [multiply(next, y as Value)] };
          },
        });
        return { next: [subtract(at(inner.states, 0), h as Value)], outputs: [multiply(at(inner.outputs, 0), h as Value)] };
      },
    });
    expectGradients(programOf(squared(at(states, 0))), { order: 2 });
    expectGradients(programOf(squared(at(outputs, 0)), at(states, 0)), { order: 2 });
    // Neither the outer nor the inner recurrence is run again on the way back.
    const forward = programOf(at(states, 0), at(outputs, 0));
    const { joint } = backwardOf(forward, { withRespectTo: forward.inputs });
    const elements = 3 * 2 * 2;
    expect(countOf(joint).activations).toBe(2 * countOf(forward).activations);
    // Two products for each product, and one for each tanh.
    expect(countOf(joint).multiplications - countOf(forward).multiplications).toBe(2 * countOf(forward).multiplications + elements);
  });
});

describe('what follows a recurrence that must store its steps', () => {
  const tokens = input('i', shape({ A: 2 }), 'int');

  test('is every other primitive', () => {
    const { states, outputs } = elman();
    const [last, all] = [at(states, 0), at(outputs, 0)];
    const gathered = gather(last, 'N', tokens);
    const scattered = scatterAdd(rename(last, { N: 'A' }), 'K', tokens, shape({ K: 3, D: 3 }));
    const folded = accumulate(all, shape({ N: 2, S: 5, D: 3 }), [
      coordinate([{ axis: 1, coefficient: 1 }]),
      coordinate([{ axis: 0, coefficient: 2 }]),
      coordinate([{ axis: 2, coefficient: 1 }]),
    ]);
    const product = contract(parameter('v', shape({ D: 3, F: 2 })), reduceSum(all, ['N']), ['D']);
    const forward = programOf(squared(gathered), squared(scattered), squared(folded), squared(product));
    expectGradients(forward, { given: { i: [1, 1] } });
    // All of them read the recurrence that stores its steps, and the one that does not is gone.
    const { joint } = backwardOf(forward, { withRespectTo: [...forward.inputs, ...forward.parameters] });
    expect(countOf(joint).activations).toBe(2 * countOf(forward).activations);
  });

  test('is another, run once whatever its results', () => {
    const first = elman();
    const source = rename(slice(at(first.outputs, 0), 'D', { start: 1, size: 2 }), { D: 'C' });
    const second = elman({ direction: 'backward', suffix: '2', source });
    const forward = programOf(squared(at(second.outputs, 0)), squared(at(second.states, 0)));
    expectGradients(forward);
    const { joint } = backwardOf(forward, { withRespectTo: [...forward.inputs, ...forward.parameters] });
    expect(countOf(joint).activations).toBe(2 * countOf(forward).activations);
  });
});
