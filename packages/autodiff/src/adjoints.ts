// The adjoint of every primitive but the recurrence, several results of which are reversed at once (scan-adjoint.ts).
import type { Op } from '@trammel/program';
import type { Adjoint, Contribution, InstructionOf, Site } from './adjoint.js';
import { contractAdjoint, gatherAdjoint, scatterAdjoint } from './combine-adjoint.js';
import { mapAdjoint } from './map-adjoint.js';
import { reduceAdjoint } from './reduce-adjoint.js';
import { accumulateAdjoint, viewAdjoint } from './view-adjoint.js';

/** The primitives that a rule stands for. */
export type Elementary = Exclude<Op, 'scan'>;

/** A value that is computed from nothing passes nothing on. */
const nothing = (): readonly Contribution[] => [];

/** One rule for each primitive; leaving one out is a type error. */
export const adjoints: { readonly [O in Elementary]: Adjoint<O> } = {
  constant: nothing,
  size: nothing,
  input: nothing,
  parameter: nothing,
  iota: nothing,
  random: nothing,
  map: mapAdjoint,
  view: viewAdjoint,
  accumulate: accumulateAdjoint,
  reduce: reduceAdjoint,
  contract: contractAdjoint,
  gather: gatherAdjoint,
  scatterAdd: scatterAdjoint,
};

type InstructionByName = { readonly [O in Elementary]: InstructionOf<O> };

/** The instruction of any one of those names, in the form that lets the compiler pair it with its rule. */
type Paired<O extends Elementary = Elementary> = { readonly [P in O]: InstructionByName[P] & { readonly op: P } }[O];

/** What the value says of its operands, by the rule of its primitive. */
export function contributionsOf<O extends Elementary>(instruction: Paired<O>, site: Site): readonly Contribution[] {
  return adjoints[instruction.op](instruction, site);
}
