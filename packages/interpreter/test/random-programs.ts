// Small random programs that use every primitive, with arguments to run them on. For property tests only.
import {
  accumulate,
  activation,
  add,
  broadcastTo,
  constant,
  contract,
  coordinate,
  flip,
  gather,
  input,
  iota,
  map,
  merge,
  multiply,
  order,
  pad,
  parameter,
  pick,
  positionOf,
  print,
  program,
  random,
  reduceMaximum,
  reduceMinimum,
  reduceProduct,
  reduceSum,
  rename,
  reshape,
  roll,
  scalar,
  scan,
  scatterAdd,
  sizeValue,
  slice,
  split,
  view,
  window,
  type Affine,
  type Coordinate,
  type Program,
  type Scalar,
  type Value,
} from '@trammel/program';
import {
  axisNamed,
  broadcastShapes,
  floorDivideSizes,
  isKnown,
  sameSize,
  substituteSize,
  symbolSize,
  type Axis,
  type Shape,
  type Size,
} from '@trammel/tensor';
import fc from 'fast-check';
import type { RunOptions } from '../src/index.js';

/** A program with what to run it on. */
export interface Runnable {
  /** How fast-check shows it. */
  readonly [fc.toStringMethod]: () => string;
  readonly program: Program;
  readonly options: RunOptions;
}

/** A source of choices: whole numbers below a bound. */
type Choose = (bound: number) => number;

const elementLimit = 400;

const drawn = fc.record({
  choices: fc.array(fc.nat(0xffff), { minLength: 40, maxLength: 160, size: 'max' }),
  sizes: fc.record({ N: fc.integer({ min: 1, max: 3 }), M: fc.integer({ min: 1, max: 4 }) }),
  numbers: fc.infiniteStream(fc.integer({ min: -12, max: 12 })),
});

type Build = (choices: readonly number[], sizes: ReadonlyMap<string, number>) => Program;

/** Programs of a few values over axes of sizes 1 to 4, some of them symbols. */
export const runnable: fc.Arbitrary<Runnable> = runnableFrom(build);

/** A few views, each of the one before. */
export const viewChain: fc.Arbitrary<Runnable> = runnableFrom(buildChain);

/** Reshapes, turns, repetitions and slices, each of the one before: quotients and remainders of indices. */
export const reshapeChain: fc.Arbitrary<Runnable> = runnableFrom(buildReshapes);

function runnableFrom(make: Build): fc.Arbitrary<Runnable> {
  return drawn.map(({ choices, sizes, numbers }) => {
    const known = new Map(Object.entries(sizes));
    const made = make(choices, known);
    const elements = (value: Value): readonly number[] =>
      Array.from({ length: countOf(value.shape, known) }, () => (numbers.next().value ?? 0) / 4);
    const named = (values: readonly Value[]): ReadonlyMap<string, readonly number[]> =>
      new Map(values.flatMap((value) => ('name' in value.instruction ? [[value.instruction.name, elements(value)] as const] : [])));
    return {
      [fc.toStringMethod]: () => print(made),
      program: made,
      options: { inputs: named(made.inputs), parameters: named(made.parameters), sizes: known, random: { seed: sizes.N } },
    };
  });
}

function countOf(shape: Shape, sizes: ReadonlyMap<string, number>): number {
  return shape.reduce((count, axis) => count * Number(substituteSize(axis.size, sizes)), 1);
}

const pool: Shape = [
  { name: 'N', size: symbolSize('N') },
  { name: 'A', size: 2 },
  { name: 'B', size: 3 },
  { name: 'C', size: 4 },
  { name: 'M', size: symbolSize('M') },
  { name: 'I', size: 1 },
];

function buildChain(choices: readonly number[], sizes: ReadonlyMap<string, number>): Program {
  const { choose, isAtEnd } = chooserOf(choices.slice(0, 40));
  const x = input('x', someAxes(choose));
  let last: Value = x;
  while (!isAtEnd()) {
    const next = some([viewed, viewed, viewed, generalView], choose)([last], choose);
    if (next !== undefined && !hasDouble(next) && countOf(next.shape, sizes) <= elementLimit) last = next;
  }
  return program([x], [], [last]);
}

function buildReshapes(choices: readonly number[]): Program {
  const { choose, isAtEnd } = chooserOf(choices.slice(0, 30));
  const x = input('x', factorsOf(24, choose));
  let last: Value = x;
  while (!isAtEnd()) {
    const names = last.shape.map((axis) => axis.name);
    const { name, size } = some(last.shape, choose);
    const position = positionOf(last.shape, name);
    const makers: readonly (() => Value)[] = [
      () => reshape(last, factorsOf(countOf(last.shape, new Map()), choose)),
      () => reshape(last, factorsOf(countOf(last.shape, new Map()), choose)),
      () => order(last, [...names.slice(1), ...names.slice(0, 1)]),
      () => (countOf(last.shape, new Map()) > elementLimit / 2 ? last : repeated(last, position)),
      () => slice(last, name, { start: choose(2), size, step: 1 }),
      () => flip(last, name),
      () => roll(last, name, 1),
    ];
    last = some(makers, choose)();
  }
  return program([x], [], [last]);
}

/** Each element along the axis twice. */
function repeated(operand: Value, position: number): Value {
  const shape = operand.shape.map((axis, at) => (at === position ? { name: axis.name, size: Number(axis.size) * 2 } : axis));
  const halved = (at: number): Coordinate =>
    coordinate([{ axis: at, coefficient: 1 }], at === position ? { divisor: 2, rounding: 'floor' } : {});
  return view(
    operand,
    shape,
    shape.map((_, at) => halved(at)),
  );
}

/** A shape of that many elements. */
function factorsOf(count: number, choose: Choose): Shape {
  const sizes: number[] = [];
  let left = count;
  while (left > 1 && sizes.length < 4) {
    const factor = some(
      [2, 3, 4, 6, left].filter((candidate) => left % candidate === 0),
      choose,
    );
    sizes.push(factor);
    left /= factor;
  }
  return [...sizes, left].map((size, index) => ({ name: 'PQRST'[index] ?? 'U', size }));
}

function chooserOf(choices: readonly number[]): { readonly choose: Choose; readonly isAtEnd: () => boolean } {
  let at = 0;
  return {
    choose: (bound) => {
      at += 1;
      return (choices[at % choices.length] ?? 0) % bound;
    },
    isAtEnd: () => at >= choices.length,
  };
}

function build(choices: readonly number[], sizes: ReadonlyMap<string, number>): Program {
  const { choose, isAtEnd } = chooserOf(choices);
  const leaves = [0, 1, 2].map((index) => input(`x${index}`, someAxes(choose)));
  const weights = [0, 1].map((index) => parameter(`w${index}`, someAxes(choose)));
  const values: Value[] = [...leaves, ...weights];
  while (!isAtEnd()) {
    const value = step(values, choose);
    if (value !== undefined && !hasDouble(value) && countOf(value.shape, sizes) <= elementLimit) values.push(value);
  }
  const last = values.slice(-1 - choose(6));
  return program(leaves, weights, last);
}

function someAxes(choose: Choose): Shape {
  return pool.filter(() => choose(5) < 2).slice(0, 3);
}

function some<T>(list: readonly T[], choose: Choose): T {
  return list[choose(list.length)] as T;
}

/** Recent values are taken more often, so that programs are deep. */
function someValue(values: readonly Value[], choose: Choose): Value {
  return some(choose(2) === 0 ? values.slice(-3) : values, choose);
}

type Step = (values: readonly Value[], choose: Choose) => Value | undefined;

const steps: readonly Step[] = [
  mapped,
  mapped,
  viewed,
  viewed,
  viewed,
  generalView,
  generalView,
  reduced,
  contracted,
  gathered,
  scattered,
  accumulated,
  leaf,
  leaf,
  looped,
  looped,
];

function step(values: readonly Value[], choose: Choose): Value | undefined {
  return some(steps, choose)(values, choose);
}

function expression(depth: number, operandCount: number, choose: Choose): Scalar {
  const inner = (): Scalar => expression(depth - 1, operandCount, choose);
  if (depth === 0) {
    return some(
      [
        scalar.argument(choose(operandCount)),
        scalar.argument(choose(operandCount)),
        scalar.number(choose(5) - 2),
        scalar.ofSize(symbolSize('N')),
      ],
      choose,
    );
  }
  const make = [
    () => scalar.add(inner(), inner()),
    () => scalar.subtract(inner(), inner()),
    () => scalar.multiply(inner(), inner()),
    () => scalar.divide(inner(), scalar.number(choose(3) + 1)),
    () => scalar.maximum(inner(), inner()),
    () => scalar.minimum(inner(), inner()),
    () => scalar.less(inner(), inner()),
    () => scalar.equal(inner(), inner()),
    () => scalar.negate(inner()),
    () => scalar.absolute(inner()),
    () => scalar.tanh(inner()),
    () => scalar.activation(scalar.exponential(scalar.tanh(inner()))),
    () => scalar.select(scalar.less(inner(), inner()), inner(), inner()),
    () => scalar.floor(inner()),
    () => scalar.multiply(inner(), scalar.number(1)),
    () => scalar.select(scalar.number(choose(2)), inner(), inner()),
  ];
  return some(make, choose)();
}

function mapped(values: readonly Value[], choose: Choose): Value | undefined {
  const operands = Array.from({ length: 1 + choose(3) }, () => someValue(values, choose));
  if ('conflict' in broadcastShapes(operands.map((operand) => operand.shape))) return undefined;
  return map(expression(1 + choose(2), operands.length, choose), operands);
}

function viewed(values: readonly Value[], choose: Choose): Value | undefined {
  const operand = someValue(values, choose);
  const axis = operand.shape.length === 0 ? undefined : some(operand.shape, choose);
  const names = operand.shape.map((own) => own.name);
  if (axis === undefined) return broadcastTo(operand, someAxes(choose));
  const free = pool.filter((own) => !names.includes(own.name));
  const makers: readonly (() => Value | undefined)[] = [
    () => order(operand, [...names].reverse()),
    () => order(operand, [...names.slice(1), ...names.slice(0, 1)]),
    () => slice(operand, axis.name, { start: choose(2), size: some([axis.size, 1, 2], choose), step: 1 + choose(2) }),
    () => pick(operand, axis.name, choose(2)),
    () =>
      pad(operand, axis.name, {
        before: choose(3),
        after: choose(3),
        fill: choose(2),
        outside: some(['fill', 'clamp', 'reflect'], choose),
      }),
    () => flip(operand, axis.name),
    () => roll(operand, axis.name, choose(5) - 2),
    () => windowed(operand, axis, choose),
    () => (free.length === 0 ? undefined : broadcastTo(operand, [some(free, choose), ...operand.shape])),
    () =>
      merge(
        operand,
        names.filter(() => choose(2) === 0),
        'flat',
      ),
    () => split(merge(operand, names, 'flat'), 'flat', [...operand.shape].reverse()),
    () => rename(operand, { [axis.name]: names.includes('Z') ? 'Y' : 'Z' }),
    () => splitInTwo(operand, axis),
  ];
  return some(makers, choose)();
}

function hasDouble(value: Value): boolean {
  return new Set(value.shape.map((axis) => axis.name)).size < value.shape.length;
}

function windowed(operand: Value, axis: Axis, choose: Choose): Value {
  const before = choose(2);
  return window(operand, axis.name, {
    name: 'k',
    size: 1 + choose(3),
    count: axis.size,
    stride: 1 + choose(2),
    dilation: 1 + choose(2),
    before,
    fill: choose(2),
  });
}

function splitInTwo(operand: Value, axis: Axis): Value | undefined {
  const half = floorDivideSizes(axis.size, 2);
  return isKnown(half) && half > 0 && sameSize(axis.size, Number(half) * 2)
    ? split(operand, axis.name, [
        { name: 'p', size: half },
        { name: 'q', size: 2 },
      ])
    : undefined;
}

function someAffine(shape: Shape, choose: Choose): Affine {
  const terms = shape.flatMap((_, axis) => (choose(2) === 0 ? [] : [{ axis, coefficient: choose(4) - 1 }]));
  return { terms: terms.filter((term) => term.coefficient !== 0), offset: choose(4) - 1 };
}

function someCoordinate(shape: Shape, choose: Choose): Coordinate {
  const kind = choose(3);
  return coordinate(someAffine(shape, choose).terms, {
    offset: choose(4) - 1,
    divisor: kind === 1 ? 1 + choose(3) : 1,
    rounding: some(['exact', 'floor'], choose),
    modulus: choose(4) === 0 ? 1 + choose(4) : undefined,
    outside: some(['fill', 'fill', 'clamp', 'reflect'], choose),
  });
}

function generalView(values: readonly Value[], choose: Choose): Value {
  const operand = someValue(values, choose);
  const shape = someAxes(choose);
  const where: readonly Affine[] = choose(3) === 0 ? [someAffine(shape, choose)] : [];
  return view(
    operand,
    shape,
    operand.shape.map(() => someCoordinate(shape, choose)),
    { fill: choose(2), where },
  );
}

function accumulated(values: readonly Value[], choose: Choose): Value {
  const operand = someValue(values, choose);
  const shape = someAxes(choose);
  const where: readonly Affine[] = choose(3) === 0 ? [someAffine(operand.shape, choose)] : [];
  return accumulate(
    operand,
    shape,
    shape.map(() => someCoordinate(operand.shape, choose)),
    where,
  );
}

function reduced(values: readonly Value[], choose: Choose): Value {
  const operand = someValue(values, choose);
  const axes = operand.shape.filter(() => choose(2) === 0).map((axis) => axis.name);
  return some([reduceSum, reduceSum, reduceMaximum, reduceMinimum, reduceProduct], choose)(operand, axes);
}

function contracted(values: readonly Value[], choose: Choose): Value | undefined {
  const [left, right] = [someValue(values, choose), someValue(values, choose)];
  const both = left.shape.filter((axis) => axisNamed(right.shape, axis.name) !== undefined);
  if (both.some((axis) => !sameSize(axis.size, axisNamed(right.shape, axis.name)?.size ?? -1))) return undefined;
  return contract(
    left,
    right,
    both.filter(() => choose(3) > 0).map((axis) => axis.name),
  );
}

/** Small whole numbers, some of them outside of any axis. */
function indicesOf(values: readonly Value[], choose: Choose): Value {
  return choose(2) === 0 ? iota('T', 3) : map(scalar.floor(scalar.argument(0)), [someValue(values, choose)], 'int');
}

function gathered(values: readonly Value[], choose: Choose): Value | undefined {
  const [table, indices] = [someValue(values, choose), indicesOf(values, choose)];
  if (table.shape.length === 0) return undefined;
  const axis = some(table.shape, choose).name;
  return conflicts(table.shape, indices.shape, axis) ? undefined : gather(table, axis, indices);
}

function conflicts(left: Shape, right: Shape, except: string): boolean {
  return left.some(({ name, size }) => name !== except && !sameSize(axisNamed(right, name)?.size ?? size, size));
}

function scattered(values: readonly Value[], choose: Choose): Value | undefined {
  const indices = indicesOf(values, choose);
  const updates = broadcastTo(constantOf(choose), [
    ...indices.shape,
    ...pool.filter((axis) => axisNamed(indices.shape, axis.name) === undefined).slice(0, 1),
  ]);
  const target = { name: 'V', size: 3 };
  const kept = updates.shape.filter((axis) => axisNamed(indices.shape, axis.name) === undefined || choose(2) === 0);
  return scatterAdd(choose(2) === 0 ? updates : multiply(updates, 3), 'V', indices, [target, ...kept]);
}

function constantOf(choose: Choose): Value {
  return some([constant(choose(5) - 2), sizeValue(symbolSize('N')), sizeValue(choose(4))], choose);
}

function leaf(_: readonly Value[], choose: Choose): Value {
  const size: Size = some([2, 3, symbolSize('N')], choose);
  return some([constantOf(choose), iota('A', 2), random([{ name: 'R', size }])], choose);
}

/** A recurrence over the last axis of a value, which adds a slice and multiplies by something from outside. */
function looped(values: readonly Value[], choose: Choose): Value | undefined {
  const source = someValue(values, choose);
  const axis = source.shape.at(-1);
  if (axis === undefined) return undefined;
  const rest = source.shape.slice(0, -1);
  const outside = someValue(values, choose);
  const common = broadcastShapes([rest, outside.shape]);
  if ('conflict' in common || axisNamed(common.shape, axis.name) !== undefined) return undefined;
  const result = scan({
    axis,
    direction: some(['forward', 'backward'], choose),
    initial: [broadcastTo(constantOf(choose), common.shape)],
    sequences: [source],
    captured: [outside],
    body: ([h], [s], [c]) => {
      const next = activation(add(multiply(h as Value, c as Value), add(s as Value, multiply(constant(2), constant(3)))), scalar.tanh);
      return { next: [broadcastTo(next, common.shape)], outputs: [choose(2) === 0 ? next : random(rest)] };
    },
  });
  return some([...result.states, ...result.outputs], choose);
}
