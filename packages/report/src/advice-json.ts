// Advice for machines: the edits with their places, and every figure before and after.
import type { Advice, Measures, SingleIdea } from '@trammel/analysis';
import { positionOf } from '@trammel/diagnostics';
import { adviceCosts, adviceWords } from './advice-table.js';
import type { Advised } from './advice-text.js';
import { countJson } from './json.js';

/** All networks in the order in which they were given. */
export function adviceJson(networks: readonly Advised[]): object {
  return {
    schemaVersion: 1,
    networks: networks.map(({ analysis: { graph }, advice }) => ({ name: graph.name, file: graph.file, advice: advice.map(oneJson) })),
  };
}

function oneJson(advice: Advice): object {
  const { idea, layers, calls, edits, before, after, broken, mending, losesGradients, others } = advice;
  const { what, why } = adviceWords(advice);
  return {
    idea: idea.kind === 'together' ? 'together' : nameOf(idea),
    ...(idea.kind === 'together' ? { parts: idea.parts.map((part) => ({ place: part.place, idea: nameOf(part.idea) })) } : {}),
    ...(idea.kind === 'alternative' ? { degree: idea.degree } : {}),
    what,
    why,
    layers,
    calls: calls.map(({ source, start, end }) => ({ start, end, ...positionOf(source, start) })),
    edits: edits.map(({ span: { source, start, end }, text }) => ({ start, end, ...positionOf(source, start), text })),
    before: measuresJson(before),
    after: measuresJson(after),
    brokenAssertions: broken,
    mending: mending ?? null,
    losesGradients,
    others: others.map(({ degree, figures }) => ({
      degree,
      parameters: countJson(figures.parameters),
      multiplications: countJson(figures.multiplications),
    })),
    costs: adviceCosts(advice),
  };
}

const nameOf = (idea: SingleIdea): string => (idea.kind === 'alternative' ? idea.name : idea.code);

function measuresJson({ figures, inferenceBytes, trainingBytes, receptiveField, gradient }: Measures): object {
  const known = (value: number): number | null => (Number.isFinite(value) ? value : null);
  return {
    parameters: countJson(figures.parameters),
    multiplications: countJson(figures.multiplications),
    additions: countJson(figures.additions),
    activations: countJson(figures.activations),
    peakActivationBytes: { inference: known(inferenceBytes), training: known(trainingBytes) },
    receptiveField: receptiveField === undefined ? null : countJson(receptiveField),
    gradientDecades: gradient === undefined ? null : { smallest: known(gradient.smallest), largest: known(gradient.largest) },
  };
}
