// Where fluctuations of activations arise, by finite width: which tensors, and how much. Not where they go.
import { countOf } from '@trammel/signal';
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
}

/** Tensors that fluctuate, `times` of each in turn: those of the copies of a jump, or a single one. */
interface Block {
  readonly jump: Jump | undefined;
  readonly places: readonly { readonly instance: number; readonly variance: number }[];
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
    const middle = reader.at(from + Math.floor((to - from) / 2));
    if (middle !== undefined)
      sources.push({ ...middle, variance: to - from === 1 ? middle.variance : reader.upTo(to) - reader.upTo(from) });
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
  for (const { index, moments } of inputs.values())
    if (moments !== undefined) blocks.push(single({ instance: index, variance: 2 / countOf(moments.axes) }));
  for (const item of items) {
    if (item.kind === 'event') blocks.push(...placesOf(item, absorbed).map(single));
    else {
      const places = item.model.events.flatMap((event) => placesOf(event, absorbed));
      if (places.length > 0) blocks.push({ jump: item, places, times: item.count });
    }
  }
  return blocks;
}

function placesOf({ step, outputs: [output] }: Event, absorbed: ReadonlySet<number>): Block['places'] {
  if (step === undefined || output?.isDrawn !== true || step.noise < 1e-9) return [];
  // An activation and the linear map before it fluctuate as one.
  return step.isWeighted && absorbed.has(output.index) ? [] : [{ instance: output.index, variance: step.noise }];
}

interface Reader {
  /** How many places there are in all. */
  readonly count: number;
  readonly at: (place: number) => Source | undefined;
  /** The sum of the variances of all places before this one. */
  readonly upTo: (place: number) => number;
}

function readerOf(blocks: readonly Block[]): Reader {
  const begins: number[] = [];
  const sums: number[] = [];
  let [count, sum] = [0, 0];
  for (const { places, times } of blocks) {
    begins.push(count);
    sums.push(sum);
    count += places.length * times;
    sum += times * varianceOf(places);
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
      return (sums[at] ?? 0) + copies * varianceOf(places) + varianceOf(places.slice(0, rest));
    },
  };
}

const varianceOf = (places: Block['places']): number => places.reduce((sum, { variance }) => sum + variance, 0);
