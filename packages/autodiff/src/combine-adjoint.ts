// The adjoints of contractions, gathers and scatters: each is one of its own kind.
import { contract, gather, order, scatterAdd, type Value } from '@trammel/program';
import { axisNamed, type Shape } from '@trammel/tensor';
import type { Contribution, InstructionOf, Site } from './adjoint.js';

/**
 * y = sum over s of a[i, b, s] * c[o, b, s] gives dL/da = sum over o of dL/dy[i, o, b] * c[o, b, s], and dL/dc alike:
 * each with as many multiplications as y has.
 */
export function contractAdjoint({ left, right }: InstructionOf<'contract'>, { gradient, wants }: Site): readonly Contribution[] {
  const contributions: Contribution[] = [];
  if (wants(left)) contributions.push({ to: left, gradient: contract(gradient, right, namesWithout(right, left), namesOf(left.shape)) });
  if (wants(right)) contributions.push({ to: right, gradient: contract(left, gradient, namesWithout(left, right), namesOf(right.shape)) });
  return contributions;
}

/** y[i, r] = table[index[i], r] gives dL/dtable[k, r] = sum of dL/dy[i, r] over the i with index[i] = k. */
export function gatherAdjoint({ table, indices, axis }: InstructionOf<'gather'>, { gradient, wants }: Site): readonly Contribution[] {
  return wants(table) ? [{ to: table, gradient: scatterAdd(gradient, axis, indices, table.shape) }] : [];
}

/** y[index[i], r] += u[i, r] gives dL/du[i, r] = dL/dy[index[i], r]. */
export function scatterAdjoint(
  { updates, indices, axis }: InstructionOf<'scatterAdd'>,
  { gradient, wants }: Site,
): readonly Contribution[] {
  return wants(updates) ? [{ to: updates, gradient: order(gather(gradient, axis, indices), namesOf(updates.shape)) }] : [];
}

function namesOf(shape: Shape): readonly string[] {
  return shape.map((axis) => axis.name);
}

/** The axes of one operand that the other lacks. */
function namesWithout(one: Value, other: Value): readonly string[] {
  return namesOf(one.shape.filter((axis) => axisNamed(other.shape, axis.name) === undefined));
}
