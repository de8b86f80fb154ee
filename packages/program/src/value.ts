// Values and instructions: the dozen primitives that every operator is written in. Not a schedule and not kernels.
import type { ElementType, Shape, Size } from '@trammel/tensor';
import type { Scalar } from './scalar.js';

/** A tensor within a program: how it is made, and its type. Operands are referred to by identity. */
export interface Value {
  readonly instruction: Instruction;
  readonly shape: Shape;
  readonly elementType: ElementType;
}

/** sum(coefficient * index of an axis) + offset; axes are positions in the shape that is iterated over. */
export interface Affine {
  readonly terms: readonly { readonly axis: number; readonly coefficient: Size }[];
  readonly offset: Size;
}

/**
 * Where along one axis a view reads: (affine / divisor) mod modulus.
 * `exact` takes the fill where the division leaves a remainder; `floor` rounds down.
 * `outside` says what happens before index 0 and past the end: `fill` takes the fill, `clamp` the nearest index,
 * `reflect` mirrors without repeating the border.
 */
export interface Coordinate extends Affine {
  readonly divisor: Size;
  readonly rounding: 'exact' | 'floor';
  readonly modulus: Size | undefined;
  readonly outside: 'fill' | 'clamp' | 'reflect';
}

/** How a reduce combines elements. */
export type Reducer = 'sum' | 'maximum' | 'minimum' | 'product';

export type Instruction =
  /** The same number everywhere; shape []. */
  | { readonly op: 'constant'; readonly value: number }
  /** The value of a size, which may be symbolic; shape []. */
  | { readonly op: 'size'; readonly size: Size }
  /** What the program is given. */
  | { readonly op: 'input'; readonly name: string }
  /** What is trained (`isTrainable`) or kept as a running statistic (not). */
  | { readonly op: 'parameter'; readonly name: string; readonly isTrainable: boolean }
  /** 0, 1, 2... along the one axis of the shape. */
  | { readonly op: 'iota' }
  /** Independent draws from the uniform distribution on [0, 1). */
  | { readonly op: 'random' }
  /** One scalar expression over elements of operands that all have the shape of the result. */
  | { readonly op: 'map'; readonly expression: Scalar; readonly operands: readonly Value[] }
  /**
   * out[i] = operand[coordinates(i)], one coordinate for each axis of the operand, affine in the indices of the result.
   * The fill where a coordinate says so, and where an affine form of `where` is negative.
   */
  | {
      readonly op: 'view';
      readonly operand: Value;
      readonly coordinates: readonly Coordinate[];
      readonly fill: number;
      readonly where: readonly Affine[];
    }
  /**
   * The adjoint of a view: out[coordinates(i)] += operand[i], where i runs over the shape of the operand and there is
   * one coordinate for each axis of the result. What falls outside is dropped.
   */
  | { readonly op: 'accumulate'; readonly operand: Value; readonly coordinates: readonly Coordinate[]; readonly where: readonly Affine[] }
  /** Combines along the named axes, which the result lacks. Of no elements a sum is 0, a product 1, a maximum -Infinity, a minimum Infinity. */
  | { readonly op: 'reduce'; readonly reducer: Reducer; readonly operand: Value; readonly axes: readonly string[] }
  /** Sum of products over the named axes, which both operands have; other axes that both have run in step. */
  | { readonly op: 'contract'; readonly left: Value; readonly right: Value; readonly over: readonly string[] }
  /** Picks along the named axis of the table by index, 0 where an index is none of the table's; axes that both have run in step. */
  | { readonly op: 'gather'; readonly table: Value; readonly indices: Value; readonly axis: string }
  /** The adjoint of a gather: adds the updates into zeros of the shape of the result; an index that it lacks is passed over. */
  | { readonly op: 'scatterAdd'; readonly updates: Value; readonly indices: Value; readonly axis: string }
  /** One result of a recurrence: the last state, or the outputs of all steps along the axis. */
  | { readonly op: 'scan'; readonly recurrence: Recurrence; readonly result: 'state' | 'output'; readonly index: number };

/** The names of the primitives. */
export type Op = Instruction['op'];

/**
 * A loop over an axis that carries states. The body is written over placeholders (inputs) of its own: those of the
 * states, of one slice of each sequence, and of what it captures from outside unchanged.
 */
export interface Recurrence {
  readonly axis: string;
  readonly length: Size;
  readonly direction: 'forward' | 'backward';
  readonly states: readonly { readonly initial: Value; readonly placeholder: Value; readonly next: Value }[];
  readonly sequences: readonly { readonly source: Value; readonly placeholder: Value }[];
  readonly captured: readonly { readonly source: Value; readonly placeholder: Value }[];
  /** What each step puts out; stacked along the axis, first in the shape of the result. */
  readonly outputs: readonly Value[];
}

/** A computation: values from inputs and parameters to outputs. */
export interface Program {
  readonly inputs: readonly Value[];
  readonly parameters: readonly Value[];
  readonly outputs: readonly Value[];
  /** Every value that the outputs need, operands first; bodies of recurrences not included. */
  readonly values: readonly Value[];
}
