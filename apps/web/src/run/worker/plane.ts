// What a network makes of every place of a plane, for examples that lie in one. Not the picture of it.
import type { ExampleSet, Fit } from '@trammel/datasets';
import type { Plane, PlanePoints } from '../protocol.js';
import type { Machine } from './machine.js';
import { probabilitiesIn } from './probabilities.js';

/** Cells along a side: a square of them is told in batches. */
const side = 48;
const cellsAtOnce = 256;

/** The points of a set whose examples are two numbers with a class. */
export function planePoints(set: ExampleSet): PlanePoints | undefined {
  const { features, target, inputs, targets, training } = set;
  if (features.kind !== 'numbers' || features.names.length !== 2 || target.kind !== 'classes') return undefined;
  const farthest = inputs.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return { extent: 1.08 * farthest, places: inputs, classes: Uint8Array.from(targets), names: target.names, training };
}

/** The class and its certainty in the middle of each cell. */
export async function planeOf(machine: Machine, { input, output, batch }: Fit, { extent }: PlanePoints): Promise<Plane> {
  const cells = side * side;
  const size = 'fixed' in batch ? batch.fixed : cellsAtOnce;
  const classes = new Uint8Array(cells);
  const certainty = new Float32Array(cells);
  for (let start = 0; start < cells; start += size) {
    const places = new Float64Array(2 * size);
    for (let at = 0; at < size; at += 1) {
      const cell = Math.min(cells - 1, start + at);
      places[2 * at] = extent * ((2 * ((cell % side) + 0.5)) / side - 1);
      places[2 * at + 1] = extent * (1 - (2 * (Math.floor(cell / side) + 0.5)) / side);
    }
    const values = await machine.predict(new Map([[input.name, places]]), size);
    for (let at = 0; at < size && start + at < cells; at += 1) {
      const shares = probabilitiesIn(values, at * output.width, output.width);
      const best = shares.indexOf(Math.max(...shares));
      classes[start + at] = Math.max(0, best);
      certainty[start + at] = shares[best] ?? 0;
    }
  }
  return { side, extent, classes, certainty };
}
