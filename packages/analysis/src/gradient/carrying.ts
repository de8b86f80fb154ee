// Changes carried through single events, forward and back: those of tensors, and what they do to gradients. Not where they arise.
import { squaredNorm, type GradientMoments, type Moments } from '@trammel/signal';
import type { Backflow } from './backflow.js';
import type { Event, Instance } from './flow.js';
import { numbersOf, responsesOf, type Response, type ResponseContext, type Tangents } from './responses.js';
import { addScaled, type Rows, type Spread } from './rows.js';

/** Of the outputs of a node in one of its copies, and of its parameters. */
export interface NoiseOfEvent {
  readonly outputs: readonly Spread[];
  readonly parameters: ReadonlyMap<string, Spread>;
}

/** What changes are carried through events with. */
export interface Carrier {
  readonly known: ResponseContext;
  /** Which source arises at an instance. */
  readonly injected: ReadonlyMap<number, number>;
  /** How many there are. */
  readonly sources: number;
}

/** The changes of the outputs of an event, from those of its inputs. */
export function carryThrough(event: Event, carrier: Carrier): readonly Response[] {
  const found = responsesOf(event, carrier.known);
  let output = 0;
  for (const instance of event.outputs) {
    carrier.known.tangents[instance.index] = withSources(instance, carried(found, output), carrier);
    output += 1;
  }
  return found;
}

/** What an event made of changes of its inputs, with what arises at the instance itself. */
export function withSources({ index, moments }: Instance, made: Tangents, { injected, sources }: Carrier): Tangents {
  const source = injected.get(index);
  return source === undefined || moments === undefined ? made : withSource(made, moments, { source, count: sources });
}

interface Arising {
  readonly source: number;
  readonly count: number;
}

/** A source scales the whole tensor: its mean by 1/2 d(ln q), its moments of pairs by d(ln q). */
function withSource(made: Tangents, moments: Moments, { source, count }: Arising): Tangents {
  return numbersOf(moments).map((value, place) => {
    const direction = made[place];
    const change = place === 0 ? value / 2 : value;
    if (change === 0) return direction;
    // What was made is of this tensor alone.
    const grown = direction ?? new Float64Array(count);
    grown[source] = (grown[source] ?? 0) + change;
    return grown;
  });
}

function carried(responses: readonly Response[], output: number): Tangents {
  const sums: (Float64Array | undefined)[] = [];
  for (const { direction, slopes } of responses) {
    const numbers = slopes.outputs[output] ?? [];
    for (let place = 0; place < numbers.length; place += 1) {
      sums[place] ??= undefined;
      const slope = numbers[place] ?? 0;
      if (slope !== 0) addScaled((sums[place] ??= new Float64Array(direction.length)), direction, slope);
    }
  }
  return sums;
}

/** What is known on the way back. */
export interface Way {
  readonly back: Pick<Backflow, 'gradients' | 'passed' | 'parameters'>;
  /** By the index of an instance whose readers were gone through, d ln E ||g||^2 by source. */
  readonly logarithms: (Float64Array | undefined)[];
  readonly rows: Rows;
}

interface Telling<T> {
  readonly way: Way;
  /** What is told of a row, which holds good only as long as this takes. */
  readonly tell: (row: Float64Array | undefined) => T;
}

/** Back through an event; what is told of its outputs and parameters. */
export function rowsBack<T>(
  event: Event,
  answers: readonly Response[],
  { way, tell }: Telling<T>,
): { readonly outputs: readonly T[]; readonly parameters: ReadonlyMap<string, T> } {
  const behind = weightedMean(event.outputs, way);
  passOn(event, { behind, answers }, way);
  const parameters = new Map<string, T>();
  for (const name of way.back.parameters.get(event)?.keys() ?? []) {
    const sum = way.rows.take();
    if (behind !== undefined) sum.set(behind);
    for (const { direction, slopes } of answers) addScaled(sum, direction, slopes.parameters.get(name) ?? 0);
    parameters.set(name, tell(sum));
    way.rows.release(sum);
  }
  // Nothing else reads what this event made: all that reads it comes behind it.
  const outputs = event.outputs.map(({ index }) => {
    const told = tell(way.logarithms[index]);
    way.rows.release(way.logarithms[index]);
    way.logarithms[index] = undefined;
    return told;
  });
  return { outputs, parameters };
}

/** What is known behind an event: of its outputs, and how it answers. */
interface Behind {
  readonly behind: Float64Array | undefined;
  readonly answers: readonly Response[];
}

function passOn(event: Event, { behind, answers }: Behind, { back, logarithms, rows }: Way): void {
  const passed = back.passed.get(event) ?? [];
  let place = 0;
  for (const { index } of event.inputs) {
    const energy = energyOf(passed[place]);
    const whole = energyOf(back.gradients[index]);
    if (energy > 0 && whole > 0) {
      const share = energy / whole;
      const sum = (logarithms[index] ??= rows.take());
      if (behind !== undefined) addScaled(sum, behind, share);
      for (const { direction, slopes } of answers) addScaled(sum, direction, share * (slopes.gradients[place] ?? 0));
    }
    place += 1;
  }
}

const energyOf = (gradient: GradientMoments | undefined): number => (gradient === undefined ? 0 : squaredNorm(gradient));

/** Over the outputs of an event, by the squares of their gradients; a row that is only to be read. */
function weightedMean(outputs: Event['outputs'], { back, logarithms, rows }: Way): Float64Array | undefined {
  const parts = outputs.map(({ index }) => ({ energy: energyOf(back.gradients[index]), directions: logarithms[index] }));
  const total = parts.reduce((sum, { energy }) => sum + energy, 0);
  if (total <= 0) return undefined;
  if (parts.length === 1) return parts[0]?.directions;
  const known = parts.filter(({ directions }) => directions !== undefined);
  if (known.length === 0) return undefined;
  const mean = rows.take();
  for (const { energy, directions } of known) if (directions !== undefined) addScaled(mean, directions, energy / total);
  return mean;
}
