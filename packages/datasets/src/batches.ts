// Examples in batches: round after round through all of them, in another order each time. Not how many steps are made.
import type { ExampleSet } from './example-set.js';
import { featureCount, targetWidth } from './example-set.js';
import type { Fit } from './fit.js';
import { shuffled } from './shuffled.js';

/** What is put in for some examples, by the names of the inputs. */
export type BatchElements = ReadonlyMap<string, Float64Array>;

/** The examples of step `step`, from 0: those to learn from, each once in a round; what is left of a round that fills no batch is left out. */
export function batchOf(
  set: ExampleSet,
  { size, step, seed }: { readonly size: number; readonly step: number; readonly seed: number },
): Uint32Array {
  const inRound = Math.max(1, Math.floor(set.training / size));
  const round = Math.floor(step / inRound);
  const order = shuffled(set.training, { seed, draw: round, tensor: 0 });
  const start = (step % inRound) * size;
  // Where there are fewer examples than a batch holds, they come again.
  return Uint32Array.from({ length: size }, (_, at) => order[(start + at) % set.training] ?? 0);
}

/** What goes into the network and its loss for these examples. */
export function elementsOf(set: ExampleSet, { input, target }: Fit, examples: Uint32Array): BatchElements {
  const features = featureCount(set);
  const inputs = new Float64Array(examples.length * features);
  const width = targetWidth(set);
  const targets = new Float64Array(examples.length * target.width);
  for (const [place, example] of examples.entries()) {
    inputs.set(set.inputs.subarray(example * features, (example + 1) * features), place * features);
    if (target.form === 'spread') targets[place * target.width + (set.targets[example] ?? 0)] = 1;
    else targets.set(set.targets.subarray(example * width, (example + 1) * width), place * target.width);
  }
  return new Map([
    [input.name, inputs],
    [target.name, targets],
  ]);
}
