// Where fluctuations of activations arise, by finite width: which tensors, and how much. Not where they go.
import { countOf, examplesIn, type Moments } from '@trammel/signal';
import type { Backflow, Jump } from './backflow.js';
import type { Event, Flow } from './flow.js';

/** More sources than this are put together with their neighbours. */
const sourceLimit = 128;

/** A tensor that fluctuates. */
export interface Source {
  /** The index of the instance; in a jump that of the model. */
  readonly instance: number;
  /** Undefined outside of jumps; else how many copies before the model. */
  readonly within: { readonly jump: Jump; readonly ahead: number } | undefined;
  /** Of the logarithm of its mean square. */
  readonly variance: number;
  /** The same of one example alone. */
  readonly varianceOfOne: number;
}

type Kind = 'variance' | 'varianceOfOne';

/** Tensors that fluctuate, `times` of each in turn: those of the copies of a jump, or a single one. */
interface Block {
  readonly jump: Jump | undefined;
  readonly places: readonly Pick<Source, 'instance' | Kind>[];
  readonly times: number;
}

/** All sources, in the order in which they come; neighbours are one source where there are too many. */
export function sourcesOf(inputs: Flow['inputs'], items: Backflow['items']): readonly Source[] {
  const blocks = blocksOf(inputs, items);
  const reader = readerOf(blocks);
  const groups = Math.min(reader.count, sourceLimit);
  const sources: Source[] = [];
  for (let group = 0; group < groups; group += 1) {
    const [from, to] = [Math.floor((group * reader.count) / groups), Math.floor(((group + 1) * reader.count) / groups)];
    const between = (kind: Kind): number => reader.upTo(to)[kind] - reader.upTo(from)[kind];
    const middle = reader.at(from + Math.floor((to - from) / 2));
    if (middle !== undefined)
      sources.push({ ...middle, ...(to - from === 1 ? {} : { variance: between('variance'), varianceOfOne: between('varianceOfOne') }) });
  }
  return sources;
}

function blocksOf(inputs: Flow['inputs'], items: Backflow['items']): readonly Block[] {
  const absorbed = new Set<number>();
  for (const item of items) {
    if (item.kind === 'event' && item.step?.absorbsNoise === true) for (const { index } of item.inputs) absorbed.add(index);
  }
  const single = (place: Block['places'][number]): Block => ({ jump: undefined, places: [place], times: 1 });
  const blocks: Block[] = [];
  for (const { index, moments } of inputs.values()) if (moments !== undefined) blocks.push(single(sourceOfInput(index, moments)));
  for (const item of items) {
    if (item.kind === 'event') blocks.push(...placesOf(item, absorbed).map(single));
    else {
      const places = item.model.events.flatMap((event) => placesOf(event, absorbed));
      if (places.length > 0) blocks.push({ jump: item, places, times: item.count });
    }
  }
  return blocks;
}

const sourceOfInput = (instance: number, { axes, groups }: Moments): Block['places'][number] => ({
  instance,
  variance: 2 / countOf(axes),
  varianceOfOne: (2 * examplesIn(groups)) / countOf(axes),
});

function placesOf({ step, outputs: [output] }: Event, absorbed: ReadonlySet<number>): Block['places'] {
  if (step === undefined || output?.isDrawn !== true || step.noise < 1e-9) return [];
  // An activation and the linear map before it fluctuate as one.
  return step.isWeighted && absorbed.has(output.index)
    ? []
    : [{ instance: output.index, variance: step.noise, varianceOfOne: step.noiseOfOne }];
}

interface Reader {
  /** How many places there are in all. */
  readonly count: number;
  readonly at: (place: number) => Source | undefined;
  /** The sum of the variances of all places before this one. */
  readonly upTo: (place: number) => Sums;
}

function readerOf(blocks: readonly Block[]): Reader {
  const begins: number[] = [];
  const sums: Sums[] = [];
  let [count, sum] = [0, none];
  for (const { places, times } of blocks) {
    begins.push(count);
    sums.push(sum);
    count += places.length * times;
    sum = plus(sum, sumOver(places), times);
  }
  const blockAt = (place: number): number => {
    let [low, high] = [0, blocks.length - 1];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((begins[middle] ?? 0) <= place) low = middle;
      else high = middle - 1;
    }
    return low;
  };
  return {
    count,
    at: (place) => {
      const at = blockAt(place);
      const block = blocks[at];
      const inside = place - (begins[at] ?? 0);
      const found = block?.places[inside % block.places.length];
      if (block === undefined || found === undefined) return undefined;
      const copy = Math.floor(inside / block.places.length);
      return { ...found, within: block.jump === undefined ? undefined : { jump: block.jump, ahead: block.times - copy } };
    },
    upTo: (place) => {
      const at = blockAt(place);
      const { places = [], times = 0 } = blocks[at] ?? {};
      const inside = Math.min(place - (begins[at] ?? 0), places.length * times);
      const [copies, rest] = places.length === 0 ? [0, 0] : [Math.floor(inside / places.length), inside % places.length];
      return plus(plus(sums[at] ?? none, sumOver(places), copies), sumOver(places.slice(0, rest)), 1);
    },
  };
}

type Sums = Pick<Source, Kind>;

const none: Sums = { variance: 0, varianceOfOne: 0 };

const plus = (sum: Sums, more: Sums, times: number): Sums => ({
  variance: sum.variance + times * more.variance,
  varianceOfOne: sum.varianceOfOne + times * more.varianceOfOne,
});

const sumOver = (places: Block['places']): Sums => places.reduce((sum: Sums, place) => plus(sum, place, 1), none);
