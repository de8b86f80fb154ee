// What is wrong with the gradients of a network, as diagnostics: the list of what is looked for. Not the pass.
import type { Diagnostic } from '@trammel/diagnostics';
import { attenuatedLayers } from './findings/attenuated.js';
import type { GradientFacts } from './findings/facts.js';
import { saturatedActivations } from './findings/saturated.js';
import { unknownGradients } from './findings/unknown.js';
import { unreachedLayers } from './findings/unreached.js';
import { zeroGradients } from './findings/zero.js';

/** In the order in which they are told. */
const finders: readonly ((facts: GradientFacts) => readonly Diagnostic[])[] = [
  unknownGradients,
  attenuatedLayers,
  saturatedActivations,
  zeroGradients,
  unreachedLayers,
];

/** Everything that is found. */
export function findingsOf(facts: GradientFacts): readonly Diagnostic[] {
  return finders.flatMap((find) => find(facts));
}
