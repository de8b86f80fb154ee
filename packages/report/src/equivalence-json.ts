// Both forms of momentum step by step, for machines.
import type { TrainingSetting } from '@trammel/graph';
import type { Equivalence } from '@trammel/training';
import { equivalenceSentences } from './equivalence-sentences.js';

/** Every network that was run, with all iterates and the sentences of the text. */
export function equivalenceJson(equivalences: readonly Equivalence[]): object {
  return { schemaVersion: 1, networks: equivalences.map(networkJson) };
}

function networkJson(equivalence: Equivalence): object {
  const { graph, options, weights, optimizer, schedule, momentum, iterates, change } = equivalence;
  const { kept, isNesterov } = momentum;
  return {
    name: graph.name,
    file: graph.file,
    sizes: Object.fromEntries(options.sizes),
    steps: options.steps,
    seed: options.seed,
    weights,
    optimizer: settingJson(optimizer),
    schedule: schedule === undefined ? null : settingJson(schedule),
    momentum: kept,
    isNesterov,
    iterates: iterates.map(({ corrected, weight, ...others }) => ({ ...others, corrected: corrected ?? null, weight: weight ?? null })),
    change: change ?? null,
    sentences: equivalenceSentences(equivalence),
  };
}

const settingJson = ({ name, arguments: given }: TrainingSetting): object => ({ name, arguments: Object.fromEntries(given) });
