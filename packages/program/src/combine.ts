// The primitives that combine elements: reductions, contractions, gathers and recurrences.
import { axisNamed, invariant, present, printShape, productOfSizes, type Axis, type Shape, type TensorType } from '@trammel/tensor';
import { divide, sizeValue } from './arithmetic.js';
import type { Recurrence, Reducer, Value } from './value.js';
import { axisOf, order } from './views.js';

function reduce(reducer: Reducer) {
  return (operand: Value, axes: readonly string[]): Value => {
    if (axes.length === 0) return operand;
    for (const axis of axes) axisOf(operand, axis);
    const shape = operand.shape.filter((axis) => !axes.includes(axis.name));
    // A sum or a product of truth values is a number.
    const isCount = operand.elementType === 'bool' && (reducer === 'sum' || reducer === 'product');
    return { instruction: { op: 'reduce', reducer, operand, axes }, shape, elementType: isCount ? 'int' : operand.elementType };
  };
}

export const reduceSum = reduce('sum');
export const reduceMaximum = reduce('maximum');
export const reduceMinimum = reduce('minimum');
export const reduceProduct = reduce('product');

/** Sum over the axes divided by how many elements were summed. */
export function mean(operand: Value, axes: readonly string[]): Value {
  return divide(reduceSum(operand, axes), sizeValue(productOfSizes(axes.map((name) => axisOf(operand, name).size))));
}

/**
 * Sum of products over the axes `over`. Axes that both operands have and that are not summed run in step. The result
 * has the axes of `left` and then those of `right`, or the order `names` if given.
 */
export function contract(left: Value, right: Value, over: readonly string[], names?: readonly string[]): Value {
  for (const axis of over) {
    axisOf(left, axis);
    axisOf(right, axis);
  }
  const kept = left.shape.filter((axis) => !over.includes(axis.name));
  const added = right.shape.filter((axis) => !over.includes(axis.name) && axisNamed(left.shape, axis.name) === undefined);
  const result: Value = { instruction: { op: 'contract', left, right, over }, shape: [...kept, ...added], elementType: 'f32' };
  return names === undefined ? result : order(result, names);
}

/** out[i.., rest..] = table[axis = indices[i..], rest..], 0 where that is no index of the table; axes that both have run in step. */
export function gather(table: Value, axis: string, indices: Value): Value {
  axisOf(table, axis);
  const rest = table.shape.filter((old) => old.name !== axis && axisNamed(indices.shape, old.name) === undefined);
  return { instruction: { op: 'gather', table, indices, axis }, shape: [...indices.shape, ...rest], elementType: table.elementType };
}

/** Adds the updates into zeros of `shape` at `indices` along `axis`: the adjoint of a gather. */
export function scatterAdd(updates: Value, axis: string, indices: Value, shape: Shape): Value {
  invariant(axisNamed(shape, axis) !== undefined, () => `${printShape(shape)} has no axis ${axis}`);
  return { instruction: { op: 'scatterAdd', updates, indices, axis }, shape, elementType: updates.elementType };
}

/** What a recurrence is made from: its states and sequences, and a body over one step of them. */
export interface ScanOptions {
  readonly axis: Axis;
  readonly direction?: 'forward' | 'backward';
  readonly initial: readonly Value[];
  readonly sequences: readonly Value[];
  /** Values from outside that every step reads unchanged: weights, above all. */
  readonly captured: readonly Value[];
  readonly body: (states: readonly Value[], slices: readonly Value[], captured: readonly Value[]) => ScanStep;
}

/** One step: the next states, and what it puts out. */
export interface ScanStep {
  readonly next: readonly Value[];
  readonly outputs: readonly Value[];
}

/** The last states, and the outputs of all steps with the axis first. */
export interface ScanResults {
  readonly states: readonly Value[];
  readonly outputs: readonly Value[];
}

/** A loop over the axis, which each sequence has; slices lack it. */
export function scan(options: ScanOptions): ScanResults {
  const { axis, direction = 'forward', initial } = options;
  const placeholder = (name: string, source: Value, shape: Shape): Value => ({
    instruction: { op: 'input', name },
    shape,
    elementType: source.elementType,
  });
  const states = initial.map((value, index) => placeholder(`state${index}`, value, value.shape));
  const sequences = options.sequences.map((source, index) => {
    axisOf(source, axis.name);
    return {
      source,
      placeholder: placeholder(
        `slice${index}`,
        source,
        source.shape.filter((old) => old.name !== axis.name),
      ),
    };
  });
  const captured = options.captured.map((source, index) => ({
    source,
    placeholder: placeholder(`captured${index}`, source, source.shape),
  }));
  const step = options.body(
    states,
    sequences.map((part) => part.placeholder),
    captured.map((part) => part.placeholder),
  );
  const recurrence: Recurrence = {
    axis: axis.name,
    length: axis.size,
    direction,
    sequences,
    captured,
    outputs: step.outputs,
    states: states.map((state, index) => ({
      initial: present(initial[index], () => 'a state has an initial value'),
      placeholder: state,
      next: order(
        present(step.next[index], () => 'a scan body returns a next value for each state'),
        state.shape.map((part) => part.name),
      ),
    })),
  };
  const result = (kind: 'state' | 'output', index: number, of: TensorType): Value => ({
    instruction: { op: 'scan', recurrence, result: kind, index },
    ...of,
  });
  return {
    states: states.map(({ shape, elementType }, index) => result('state', index, { shape, elementType })),
    outputs: step.outputs.map(({ shape, elementType }, index) => result('output', index, { shape: [axis, ...shape], elementType })),
  };
}
