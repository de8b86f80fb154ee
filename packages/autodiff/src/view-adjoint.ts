// The adjoints of views and of their accumulations: where an element was read, there its gradient is added.
import { accumulate, coordinate, reduceSum, view, type Coordinate, type Value } from '@trammel/program';
import { sameShape, type Shape } from '@trammel/tensor';
import type { Contribution, InstructionOf, Site } from './adjoint.js';
import { invertView, type InverseView } from './inverse-view.js';

/**
 * out[i] = x[p(i)] gives dL/dx[j] = sum of dL/dout[i] over the i with p(i) = j; what was filled gives nothing. Where p
 * can be undone this is a view, with a sum along repeated axes; else it is an accumulation.
 */
export function viewAdjoint(instruction: InstructionOf<'view'>, { value, gradient, wants }: Site): readonly Contribution[] {
  const { operand, coordinates, where } = instruction;
  if (!wants(operand)) return [];
  const inverse = invertView({ shape: value.shape, operand: operand.shape, coordinates });
  if (inverse === undefined) return [{ to: operand, gradient: accumulate(gradient, operand.shape, coordinates, where) }];
  const unfilled =
    where.length === 0
      ? gradient
      : view(
          gradient,
          value.shape,
          value.shape.map((_, axis) => along(axis)),
          { where },
        );
  return [{ to: operand, gradient: undone(unfilled, operand.shape, inverse) }];
}

/** out[p(i)] += x[i] gives dL/dx[i] = dL/dout[p(i)], and nothing for what was dropped. */
export function accumulateAdjoint(instruction: InstructionOf<'accumulate'>, { gradient, wants }: Site): readonly Contribution[] {
  const { operand, coordinates, where } = instruction;
  if (!wants(operand)) return [];
  return [{ to: operand, gradient: view(gradient, operand.shape, coordinates, { where }) }];
}

function undone(gradient: Value, shape: Shape, { summed, within, coordinates, where }: InverseView): Value {
  const reduced = reduceSum(gradient, summed);
  const isUnmoved =
    within.length === 0 &&
    where.length === 0 &&
    sameShape(reduced.shape, shape) &&
    coordinates.every((part, axis) => isIndex(part, axis) || (shape[axis]?.size === 1 && part.terms.length === 0));
  if (isUnmoved) return reduced;
  const spread = view(reduced, [...shape, ...within], coordinates, { where });
  return reduceSum(
    spread,
    within.map((axis) => axis.name),
  );
}

function along(axis: number): Coordinate {
  return coordinate([{ axis, coefficient: 1 }]);
}

function isIndex({ terms, offset, divisor, modulus }: Coordinate, axis: number): boolean {
  const [term] = terms;
  return terms.length === 1 && term?.axis === axis && term.coefficient === 1 && offset === 0 && divisor === 1 && modulus === undefined;
}
