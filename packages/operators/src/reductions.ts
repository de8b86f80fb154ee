// Reductions: the elements along some axes as one number. Pools over windows are in pool.ts.
import { affine, createTape, meanOver, type Moments, type SignalStep } from '@trammel/signal';
import { largestOver, reducedSignal } from './reduction-signal.js';
import { noSlope } from './signal.js';
import {
  broadcastTo,
  equal,
  iota,
  map,
  mean as meanOf,
  reduceMaximum,
  reduceMinimum,
  reduceSum,
  scalar,
  select,
  sizeValue,
  type Value,
} from '@trammel/program';
import { axisNamed, present, printShape, type Shape } from '@trammel/tensor';
import { byName, optional, rest } from './attribute.js';
import { checkAxes, checkNotScalar } from './axis-faults.js';
import { arithmeticType, asElements, asFloats } from './broadcast.js';
import { axisName, axisNames, truthValue } from './kinds.js';
import { oneTensor, operator, type Operator } from './operator.js';
import { featureOf, soleShape, soleValue } from './sole-input.js';

export interface ReductionAttributes {
  /** All axes where none are named. */
  readonly axes: readonly string[] | undefined;
  readonly keep: boolean;
}

interface Definition {
  readonly summary: string;
  readonly formulas: readonly string[];
  readonly signal: (x: Moments, axes: readonly string[]) => SignalStep;
  readonly reduce: (x: Value, axes: readonly string[]) => Value;
}

/** Whether the reduced axes stay, with size 1. */
export const keepAttribute = byName(optional(truthValue, false, 'false', 'Whether the axes stay, with size 1.'));

/** The reduced value with the axes of `shape` that it lacks, with size 1. */
export function withLostAxes(reduced: Value, shape: Shape): Value {
  return broadcastTo(
    reduced,
    shape.map((axis) => axisNamed(reduced.shape, axis.name) ?? { name: axis.name, size: 1 }),
  );
}

function reduction(name: string, { summary, formulas, reduce, signal }: Definition): Operator<ReductionAttributes> {
  return operator({
    category: 'reduction',
    summary,
    formulas,
    example: `net Example {\n  input x: [N, C=16, H=8, W=8]\n  ${name}(H, W)\n}\n`,
    inputs: oneTensor,
    attributes: {
      axes: rest(optional<ReductionAttributes['axes']>(axisNames, undefined, 'all axes', 'The axes that are reduced.')),
      keep: keepAttribute,
    },
    check: (call) => checkAxes(soleShape(call), call.attributes.axes ?? [], { kind: 'argument', name: 'axes' }),
    signal: (call) =>
      reducedSignal(call, {
        over: call.attributes.axes ?? soleShape(call).map((axis) => axis.name),
        isKept: call.attributes.keep,
        reduce: signal,
      }),
    meaning: (call) => {
      const { axes, keep } = call.attributes;
      const shape = soleShape(call);
      const reduced = reduce(soleValue(call), axes ?? shape.map((axis) => axis.name));
      return [keep ? withLostAxes(reduced, shape) : reduced];
    },
  });
}

export const mean = reduction('mean', {
  summary: 'The mean over some axes, or over all.',
  formulas: [
    'y = sum of n elements / n',
    'additions = output elements * (n - 1)',
    'multiplications = output elements: a division counts as one',
  ],
  signal: (x, axes) => meanOver(x, axes, () => 1),
  reduce: (x, axes) => (axes.length === 0 ? asFloats(x) : meanOf(asFloats(x), axes)),
});

export const sum = reduction('sum', {
  summary: 'The sum over some axes, or over all.',
  formulas: ['y = sum of n elements', 'additions = output elements * (n - 1)'],
  signal: (x, axes) => meanOver(x, axes, (count) => count),
  reduce: (x, axes) => reduceSum(asElements(x, arithmeticType([x.elementType])), axes),
});

export const max = reduction('max', {
  summary: 'The largest element over some axes, or over all.',
  formulas: ['y = max of n elements', 'comparisons = output elements * (n - 1)'],
  signal: largestOver,
  reduce: (x, axes) => reduceMaximum(x, axes),
});

export const min = reduction('min', {
  summary: 'The smallest element over some axes, or over all.',
  formulas: ['y = min of n elements', 'comparisons = output elements * (n - 1)'],
  signal: smallestOver,
  reduce: (x, axes) => reduceMinimum(x, axes),
});

export interface ArgmaxAttributes {
  readonly axis: string | undefined;
}

export const argmax = operator<ArgmaxAttributes>({
  category: 'reduction',
  summary: 'Where along an axis the largest element stands; the first of them if there are several.',
  formulas: ['y = the least i with x[i] = max of x', 'comparisons = output elements * (3 n - 2) for n elements', 'no gradient'],
  example: 'net Example {\n  input x: [N, C=16]\n  argmax(C)\n}\n',
  inputs: oneTensor,
  attributes: { axis: optional<string | undefined>(axisName, undefined, '`C`, else the last axis', 'The axis that is searched.') },
  check: (call) => {
    const { axis } = call.attributes;
    const shape = soleShape(call);
    return axis === undefined ? checkNotScalar(shape) : checkAxes(shape, [axis], { kind: 'argument', name: 'axis' });
  },
  signal: () => noSlope(),
  meaning: (call) => {
    const shape = soleShape(call);
    const name = call.attributes.axis ?? featureOf(shape).name;
    return [firstLargest(soleValue(call), name)];
  },
});

/** The least index along the axis of an element that is the largest; the size of the axis where there is none, as among NaNs. */
export function firstLargest(x: Value, axis: string): Value {
  const { size } = present(axisNamed(x.shape, axis), () => `${printShape(x.shape)} has axis ${axis}`);
  const isLargest = equal(x, reduceMaximum(x, [axis]));
  // Indices of smaller elements count as past the end.
  const candidates = select(isLargest, iota(axis, size), sizeValue(size));
  return reduceMinimum(map(scalar.argument(0), [candidates], 'int'), [axis]);
}

/** min x = -max(-x) */
function smallestOver(x: Moments, axes: readonly string[]): SignalStep {
  const { tape, inputs } = createTape([x]);
  const negative = tape.apply(inputs, affine(x, -1, 0));
  const largest = tape.apply([negative], largestOver(negative.moments, axes));
  return tape.finish(tape.apply([largest], affine(largest.moments, -1, 0)));
}
