// The sets of examples that can be chosen, and the one that was: made for a network, as many classes as it tells apart. Not how it learns.
import type { Analysis } from '@trammel/analysis';
import {
  fitOf,
  isPointKindName,
  leastClasses,
  pointKinds,
  pointSet,
  type ExampleKind,
  type ExampleSet,
  type Misfit,
} from '@trammel/datasets';
import { labelledScores } from '@trammel/graph';
import { featureAxis, isKnown } from '@trammel/tensor';
import { stretchOf } from '../../worker/finding.js';
import type { DataChoice, Refusal, SetOffer } from '../protocol.js';

const pointCount = 500;

/** What there is, and which of it the network can learn from. */
export function setOffers(analysis: Analysis): readonly SetOffer[] {
  return Object.entries(pointKinds).map(([name, { title, about }]) => {
    const made = setOf({ kind: 'points', name, noise: 0, seed: 0 }, analysis);
    return { name, title, about, refusal: made === undefined ? undefined : refusalFor(analysis, made) };
  });
}

/** The examples themselves; undefined where there is no such set. */
export function setOf(choice: DataChoice, analysis: Analysis): ExampleSet | undefined {
  const { name, noise, seed } = choice;
  return isPointKindName(name) ? pointSet(name, { count: pointCount, noise, seed, classes: classesOf(analysis) }) : undefined;
}

function refusalFor({ graph, sizes }: Analysis, kind: ExampleKind): Refusal | undefined {
  const result = fitOf(graph, kind, sizes);
  return 'misfit' in result ? refusalOf(result.misfit) : undefined;
}

/** In the words and places of the page. */
export function refusalOf({ why, helps }: Misfit): Refusal {
  return {
    why,
    helps: helps.map(({ text, edits }) => ({ text, edits: edits.map((edit) => ({ ...stretchOf(edit.span), text: edit.text })) })),
  };
}

/** How many classes the network tells apart, as far as that can be seen; as few as there can be otherwise. */
function classesOf({ graph, sizes }: Analysis): number {
  const { training, outputs } = graph;
  const output = outputs[training === undefined ? 0 : (labelledScores(graph, training)?.output ?? 0)];
  const size = featureAxis(output?.tensor.type.shape ?? [])?.size;
  return size !== undefined && isKnown(size) && sizes.size >= 0 ? Number(size) : leastClasses;
}
