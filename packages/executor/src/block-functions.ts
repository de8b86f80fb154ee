// The scalar functions over blocks of elements: one plain loop each, so that none is called for an element where that can be avoided.
import { binaryFunctions, errorFunction, unaryFunctions, type BinaryFunction, type UnaryFunction } from '@trammel/program';

/** A block: elements of an array from an offset on. */
export interface Block {
  readonly array: Float64Array;
  offset: number;
}

/** to[i] = f(x[i]) for i below the count. */
export type UnaryBlock = (x: Block, to: Block, count: number) => void;
/** to[i] = f(x[i], y[i]) for i below the count. */
export type BinaryBlock = (x: Block, y: Block, to: Block, count: number) => void;

const each =
  (evaluate: (x: number) => number): UnaryBlock =>
  ({ array: x, offset: from }, { array: to, offset: at }, count) => {
    for (let i = 0; i < count; i += 1) to[at + i] = evaluate(x[from + i] ?? 0);
  };

const eachOfTwo =
  (evaluate: (x: number, y: number) => number): BinaryBlock =>
  ({ array: x, offset: a }, { array: y, offset: b }, { array: to, offset: at }, count) => {
    for (let i = 0; i < count; i += 1) to[at + i] = evaluate(x[a + i] ?? 0, y[b + i] ?? 0);
  };

/** The common functions have loops of their own; the others are called through the table of scalar functions. */
export const unaryBlocks: Readonly<Record<UnaryFunction, UnaryBlock>> = {
  negate: ({ array: x, offset: from }, { array: to, offset: at }, count) => {
    for (let i = 0; i < count; i += 1) to[at + i] = -(x[from + i] ?? 0);
  },
  absolute: ({ array: x, offset: from }, { array: to, offset: at }, count) => {
    for (let i = 0; i < count; i += 1) to[at + i] = Math.abs(x[from + i] ?? 0);
  },
  sign: each(unaryFunctions.sign.evaluate),
  floor: each(unaryFunctions.floor.evaluate),
  exponential: ({ array: x, offset: from }, { array: to, offset: at }, count) => {
    for (let i = 0; i < count; i += 1) to[at + i] = Math.exp(x[from + i] ?? 0);
  },
  logarithm: ({ array: x, offset: from }, { array: to, offset: at }, count) => {
    for (let i = 0; i < count; i += 1) to[at + i] = Math.log(x[from + i] ?? 0);
  },
  squareRoot: ({ array: x, offset: from }, { array: to, offset: at }, count) => {
    for (let i = 0; i < count; i += 1) to[at + i] = Math.sqrt(x[from + i] ?? 0);
  },
  sine: each(unaryFunctions.sine.evaluate),
  cosine: each(unaryFunctions.cosine.evaluate),
  tanh: ({ array: x, offset: from }, { array: to, offset: at }, count) => {
    for (let i = 0; i < count; i += 1) to[at + i] = Math.tanh(x[from + i] ?? 0);
  },
  errorFunction: ({ array: x, offset: from }, { array: to, offset: at }, count) => {
    for (let i = 0; i < count; i += 1) to[at + i] = errorFunction(x[from + i] ?? 0);
  },
};

export const binaryBlocks: Readonly<Record<BinaryFunction, BinaryBlock>> = {
  add: ({ array: x, offset: a }, { array: y, offset: b }, { array: to, offset: at }, count) => {
    for (let i = 0; i < count; i += 1) to[at + i] = (x[a + i] ?? 0) + (y[b + i] ?? 0);
  },
  subtract: ({ array: x, offset: a }, { array: y, offset: b }, { array: to, offset: at }, count) => {
    for (let i = 0; i < count; i += 1) to[at + i] = (x[a + i] ?? 0) - (y[b + i] ?? 0);
  },
  multiply: ({ array: x, offset: a }, { array: y, offset: b }, { array: to, offset: at }, count) => {
    for (let i = 0; i < count; i += 1) to[at + i] = (x[a + i] ?? 0) * (y[b + i] ?? 0);
  },
  divide: ({ array: x, offset: a }, { array: y, offset: b }, { array: to, offset: at }, count) => {
    for (let i = 0; i < count; i += 1) to[at + i] = (x[a + i] ?? 0) / (y[b + i] ?? 0);
  },
  power: eachOfTwo(binaryFunctions.power.evaluate),
  maximum: ({ array: x, offset: a }, { array: y, offset: b }, { array: to, offset: at }, count) => {
    for (let i = 0; i < count; i += 1) to[at + i] = Math.max(x[a + i] ?? 0, y[b + i] ?? 0);
  },
  minimum: ({ array: x, offset: a }, { array: y, offset: b }, { array: to, offset: at }, count) => {
    for (let i = 0; i < count; i += 1) to[at + i] = Math.min(x[a + i] ?? 0, y[b + i] ?? 0);
  },
  less: ({ array: x, offset: a }, { array: y, offset: b }, { array: to, offset: at }, count) => {
    for (let i = 0; i < count; i += 1) to[at + i] = (x[a + i] ?? 0) < (y[b + i] ?? 0) ? 1 : 0;
  },
  lessOrEqual: ({ array: x, offset: a }, { array: y, offset: b }, { array: to, offset: at }, count) => {
    for (let i = 0; i < count; i += 1) to[at + i] = (x[a + i] ?? 0) <= (y[b + i] ?? 0) ? 1 : 0;
  },
  equal: ({ array: x, offset: a }, { array: y, offset: b }, { array: to, offset: at }, count) => {
    for (let i = 0; i < count; i += 1) to[at + i] = (x[a + i] ?? 0) === (y[b + i] ?? 0) ? 1 : 0;
  },
};

/** to[i] = x[i] where the condition is not 0, else y[i]. */
export function selectBlock(condition: Block, [x, y]: readonly [Block, Block], to: Block, count: number): void {
  const [c, xs, ys, result] = [condition.array, x.array, y.array, to.array];
  for (let i = 0; i < count; i += 1) {
    result[to.offset + i] = (c[condition.offset + i] ?? 0) === 0 ? (ys[y.offset + i] ?? 0) : (xs[x.offset + i] ?? 0);
  }
}
