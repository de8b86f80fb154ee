// The adjoints of reductions: sums, extremes and products over axes.
import { iota, map, merge, multiply, order, reduceMinimum, scalar, scan, split, type Value } from '@trammel/program';
import { axisNamed, elementCount, present, type Axis, type Shape } from '@trammel/tensor';
import type { Contribution, InstructionOf, Site } from './adjoint.js';
import { filled, repeated } from './known-constant.js';

/**
 * sum: dL/dx[j] = dL/dy. maximum, minimum: dL/dy to the first of the elements that equal y, in the order of the axes,
 * and nothing to the others, as the max-pooling of the common frameworks does. product: dL/dy times the other elements.
 */
export function reduceAdjoint(instruction: InstructionOf<'reduce'>, { value, gradient, wants }: Site): readonly Contribution[] {
  const { reducer, operand, axes } = instruction;
  if (!wants(operand)) return [];
  const spread = repeated(gradient, operand.shape);
  const reduced = operand.shape.filter((axis) => axes.includes(axis.name));
  switch (reducer) {
    case 'sum':
      return [{ to: operand, gradient: spread }];
    case 'maximum':
    case 'minimum':
      return [{ to: operand, gradient: toTheFirst(operand, { extreme: value, reduced }, spread) }];
    case 'product':
      return [{ to: operand, gradient: multiply(spread, productOfOthers(operand, reduced)) }];
  }
}

/** Comparisons only: the least position at which the element equals the extreme takes the gradient. */
function toTheFirst(operand: Value, { extreme, reduced }: { readonly extreme: Value; readonly reduced: Shape }, gradient: Value): Value {
  const count = elementCount(reduced);
  const flat = iota('(position)', count);
  const position = repeated(split(flat, '(position)', reduced), operand.shape);
  const [element, best, at] = [scalar.argument(0), scalar.argument(1), scalar.argument(2)];
  const candidate = scalar.select(scalar.equal(element, best), at, scalar.ofSize(count));
  const candidates = map(candidate, [operand, extreme, position], 'int');
  const first = reduceMinimum(
    candidates,
    reduced.map((axis) => axis.name),
  );
  const isFirst = scalar.equal(scalar.argument(0), scalar.argument(1));
  return map(scalar.select(isFirst, scalar.argument(2), scalar.number(0)), [position, repeated(first, operand.shape), gradient]);
}

/**
 * prod(x[k], k != j) = prod(x[k], k < j) * prod(x[k], k > j), by one recurrence from either end. Not prod(x) / x[j], which
 * zeros would spoil.
 */
function productOfOthers(operand: Value, reduced: Shape): Value {
  const axis: Axis = { name: '(position)', size: elementCount(reduced) };
  const kept = operand.shape.filter(({ name }) => axisNamed(reduced, name) === undefined);
  const line = merge(
    operand,
    reduced.map(({ name }) => name),
    axis.name,
  );
  const before = productBefore(line, kept, { axis, direction: 'forward' });
  const after = productBefore(line, kept, { axis, direction: 'backward' });
  return order(
    split(multiply(before, after), axis.name, reduced),
    operand.shape.map(({ name }) => name),
  );
}

function productBefore(line: Value, kept: Shape, along: { readonly axis: Axis; readonly direction: 'forward' | 'backward' }): Value {
  const { outputs } = scan({
    ...along,
    initial: [filled(1, kept)],
    sequences: [line],
    captured: [],
    body: (states, slices) => {
      const product = present(states[0], () => 'the running product is a state');
      return {
        next: [
          multiply(
            product,
            present(slices[0], () => 'the elements are a sequence'),
          ),
        ],
        outputs: [product],
      };
    },
  });
  return present(outputs[0], () => 'the running product is put out');
}
