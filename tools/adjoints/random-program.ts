// Small random programs out of all primitives, for tests: the same seed gives the same program.
import {
  add,
  broadcastTo,
  contract,
  exponential,
  flip,
  gather,
  input,
  iota,
  map,
  maximum,
  merge,
  multiply,
  order,
  pad,
  parameter,
  pick,
  random,
  reduceMaximum,
  reduceMinimum,
  reduceProduct,
  reduceSum,
  rename,
  roll,
  scalar,
  scan,
  scatterAdd,
  select,
  less,
  slice,
  split,
  subtract,
  window,
  type Program,
  type Value,
} from '@trammel/program';
import { approximateSize, axisNamed, broadcastShapes, elementCount, present, type Axis, type Shape } from '@trammel/tensor';
import { generator, programOf } from './expect-gradients.js';

interface Source {
  /** A whole number from 0 to below the limit. */
  readonly below: (limit: number) => number;
  readonly pick: <T>(choices: readonly T[]) => T;
}

type Step = (value: Value, other: Value, source: Source) => Value | undefined;

/** Values stay small, so that differences of them are exact enough. */
const tame = (value: Value): Value => map(scalar.tanh(scalar.argument(0)), [value]);

const sizeOf = (axis: Axis): number => approximateSize(axis.size);

const names = (shape: Shape): readonly string[] => shape.map((axis) => axis.name);

const fitting = (value: Value, other: Value): boolean => 'shape' in broadcastShapes([value.shape, other.shape]);

const someAxis = (value: Value, source: Source): Axis | undefined => (value.shape.length === 0 ? undefined : source.pick(value.shape));

/** A step along one axis of the value, if it has one. */
const along =
  (step: (value: Value, axis: Axis, source: Source) => Value | undefined): Step =>
  (value, _, source) => {
    const axis = someAxis(value, source);
    return axis === undefined ? undefined : step(value, axis, source);
  };

const paired =
  (step: (value: Value, other: Value) => Value): Step =>
  (value, other) =>
    fitting(value, other) ? step(value, other) : undefined;

const reductions = [reduceSum, reduceMaximum, reduceMinimum, reduceProduct];

const steps: readonly Step[] = [
  paired(add),
  paired((value, other) => multiply(value, other)),
  paired((value, other) => subtract(value, tame(other))),
  paired(maximum),
  paired((value, other) => select(less(value, other), multiply(value, other), tame(other))),
  (value) => tame(value),
  (value) => exponential(tame(value)),
  (value) => map(scalar.logarithm(scalar.add(scalar.number(1.5), scalar.multiply(scalar.argument(0), scalar.argument(0)))), [tame(value)]),
  (value) =>
    map(scalar.divide(scalar.argument(0), scalar.squareRoot(scalar.add(scalar.number(1.2), scalar.sine(scalar.argument(0))))), [value]),
  (value) => multiply(value, random(value.shape)),
  (value, _, source) =>
    order(
      value,
      [...names(value.shape)].sort(() => source.below(3) - 1),
    ),
  along((value, axis) => flip(value, axis.name)),
  along((value, axis, source) => roll(value, axis.name, source.below(sizeOf(axis)))),
  along((value, axis, source) => pick(value, axis.name, source.below(sizeOf(axis)))),
  along((value, axis, source) => {
    const start = source.below(sizeOf(axis));
    return slice(value, axis.name, { start, size: 1 + source.below(sizeOf(axis) - start) });
  }),
  along((value, axis, source) => {
    const [before, after] = [source.below(3), source.below(3)];
    return pad(value, axis.name, { before, after, outside: source.pick(['fill', 'clamp', 'reflect'] as const), fill: source.below(2) });
  }),
  along((value, axis, source) => {
    const [size, stride, dilation] = [1 + source.below(3), 1 + source.below(2), 1 + source.below(2)];
    if (axisNamed(value.shape, 'k') !== undefined) return undefined;
    return window(value, axis.name, { name: 'k', size, count: 1 + source.below(3), stride, dilation, before: source.below(2) });
  }),
  (value, _, source) => {
    const [first, second] = [someAxis(value, source), someAxis(value, source)];
    if (first === undefined || second === undefined || first === second) return undefined;
    const merged = merge(value, [first.name, second.name], 'M');
    return source.below(2) === 0 ? rename(merged, { M: first.name }) : split(merged, 'M', [second, first]);
  },
  along((value, axis, source) =>
    axisNamed(value.shape, 'Z') === undefined
      ? broadcastTo(value, [...value.shape, { name: 'Z', size: 2 }])
      : reduceSum(value, [source.pick([axis.name, 'Z'])]),
  ),
  (value, _, source) => {
    const over = names(value.shape).filter(() => source.below(2) === 0);
    return source.pick(reductions)(tame(value), over);
  },
  (value, other, source) => {
    if (!fitting(value, other)) return undefined;
    const both = value.shape.filter((axis) => axisNamed(other.shape, axis.name)?.size === axis.size);
    if (both.length < value.shape.filter((axis) => axisNamed(other.shape, axis.name) !== undefined).length) return undefined;
    return contract(
      tame(value),
      tame(other),
      names(both).filter(() => source.below(2) === 0),
    );
  },
  along((value, axis, source) => {
    const size = 1 + source.below(3);
    const indices = map(scalar.multiply(scalar.argument(0), scalar.number(source.below(2))), [iota('I', size)], 'int');
    if (axisNamed(value.shape, 'I') === undefined || axisNamed(value.shape, 'K') !== undefined)
      return rename(gather(value, axis.name, indices), { I: axis.name });
    return scatterAdd(value, 'K', iota('I', present(axisNamed(value.shape, 'I'), () => 'I is there').size), [
      { name: 'K', size: 2 },
      ...value.shape.filter((old) => old.name !== 'I'),
    ]);
  }),
  along((value, axis, source) => {
    if (axis.name !== 'K' && axisNamed(value.shape, 'K') !== undefined) return undefined;
    const kept = value.shape.filter((old) => old.name !== axis.name);
    const indices = map(scalar.number(1), [iota(axis.name, axis.size)], 'int');
    return scatterAdd(value, 'K', indices, [...kept, { name: 'K', size: 2 + source.below(2) }]);
  }),
  (value, other, source) => {
    const axis = someAxis(value, source);
    if (axis === undefined) return undefined;
    const kept = value.shape.filter((old) => old !== axis);
    if (other.shape.some((old) => axisNamed(kept, old.name)?.size !== old.size)) return undefined;
    const { states, outputs } = scan({
      axis,
      direction: source.pick(['forward', 'backward'] as const),
      initial: [broadcastTo(other, kept)],
      sequences: [value],
      captured: [other],
      body: ([h], [x], [w]) => {
        const [state, step, weight] = [h ?? value, x ?? value, w ?? value];
        const next = tame(add(multiply(state, weight), step));
        return { next: [next], outputs: [multiply(next, add(state, step))] };
      },
    });
    return (source.below(2) === 0 ? states : outputs)[0];
  },
];

/** A program of about `length` steps over two inputs and a parameter, with one or two outputs. */
export function randomProgram(seed: number, length: number): Program {
  const draw = generator(seed);
  const below = (limit: number): number => Math.floor(draw() * Math.max(1, limit));
  const source: Source = { below, pick: (choices) => present(choices[below(choices.length)], () => 'there is a choice') };
  const shapeOf = (...sizes: readonly (readonly [string, number])[]): Shape => sizes.map(([name, size]) => ({ name, size }));
  const pool: Value[] = [
    input('x', shapeOf(['A', 2], ['B', 3])),
    input('y', shapeOf(['B', 3])),
    parameter('w', shapeOf(['A', 2], ['C', 2])),
  ];
  for (let count = 0; count < length; count += 1) {
    // Later values are taken more often, so that programs are deep.
    const value = pool[pool.length - 1 - below(Math.min(pool.length, 3))] ?? source.pick(pool);
    const made = source.pick(steps)(value, source.pick(pool), source);
    if (made !== undefined && approximateSize(elementCount(made.shape)) <= 100) pool.push(made);
  }
  return programOf(...new Set([present(pool.at(-1), () => 'the pool is not empty'), source.pick(pool.slice(-4))]));
}
