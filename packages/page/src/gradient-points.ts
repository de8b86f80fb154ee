// The gradient pass as a row of points from the input of a network to its output: one for each layer and copy of a repeat, of long repeats
// some copies. Not the chart.
import type { Analysis, LocalDecades } from '@trammel/analysis';
import type { Item, Node, Region } from '@trammel/graph';
import { layerName, type GradientColumn } from '@trammel/report';

/** What reaches one layer. */
export interface GradientPoint {
  /** How many inputs and layers come before it, whether they have points or not. */
  readonly index: number;
  readonly name: string;
  readonly rms: number;
  readonly low: number;
  readonly high: number;
  /** Of what was drawn; undefined where nothing was. */
  readonly sampled: number | undefined;
  /** What the layer adds itself on the way back; undefined where that is not known. */
  readonly local: LocalDecades | undefined;
}

/** More cannot be told apart on any screen, nor read in a table. */
const mostPoints = 8000;

/**
 * At each layer whose gradient is known, copies one after the other; inputs come first. Of repeats that run so often that there would be
 * too many, the first copy, the last one and some between, at even distances.
 */
export function gradientPoints({ gradient, graph }: Analysis, extras: readonly GradientColumn[]): readonly GradientPoint[] {
  const sampling = extras.find(({ key }) => key === 'sampled output');
  const points: GradientPoint[] = [];
  for (const { input, attenuation } of gradient.inputs) {
    if (attenuation === undefined) continue;
    const { rms, low, high } = attenuation;
    points.push({
      index: points.length,
      name: `input ${input.name}`,
      rms,
      low,
      high,
      sampled: sampling?.ofInput(input.name),
      local: undefined,
    });
  }
  const sizeOf = pointCounter((node) => gradient.nodes.get(node)?.at(0).outputs[0] !== undefined);
  for (const { node, copy, place } of runsOf(graph.body, {
    sizeOf,
    share: mostPoints / bodySize(graph.body, sizeOf),
    copy: 0,
    place: points.length,
  })) {
    const known = gradient.nodes.get(node);
    const output = known?.at(copy).outputs[0];
    if (known === undefined || output === undefined) continue;
    const name = [layerName(node)].flat()[0] ?? node.id;
    const { rms, low, high } = output;
    points.push({
      index: place,
      name: known.copies > 1 ? `${name}, copy ${copy + 1}` : name,
      rms,
      low,
      high,
      sampled: sampling?.ofNode(node, copy),
      local: known.at(copy).local,
    });
  }
  return points;
}

/** How many points an item has if every copy is told. */
function pointCounter(hasPoint: (node: Node) => boolean): (item: Item) => number {
  const found = new Map<Item, number>();
  const sizeOf = (item: Item): number => {
    const size = found.get(item) ?? (item.kind === 'node' ? Number(hasPoint(item)) : item.count * bodySize(item.body, sizeOf));
    found.set(item, size);
    return size;
  };
  return sizeOf;
}

const bodySize = ({ items }: Region, sizeOf: (item: Item) => number): number => items.reduce((sum, item) => sum + sizeOf(item), 0);

interface Running {
  readonly sizeOf: (item: Item) => number;
  /** The part of all copies that is told; 1 or more for all of them. */
  readonly share: number;
  /** That of the repeats around the region. */
  readonly copy: number;
  /** Points before the region. */
  readonly place: number;
}

/** Every node as often as it runs, in the order in which copies run, with the number of points before it. */
function runsOf({ items }: Region, running: Running): readonly { readonly node: Node; readonly copy: number; readonly place: number }[] {
  const { sizeOf, copy } = running;
  let next = running.place;
  return items.flatMap((item) => {
    const place = next;
    next += sizeOf(item);
    if (item.kind === 'node') return [{ node: item, copy, place }];
    const rounds = roundsTold(item.count, running.share);
    const share = running.share * (item.count / rounds.length);
    const size = bodySize(item.body, sizeOf);
    return rounds.flatMap((round) => runsOf(item.body, { sizeOf, share, copy: copy * item.count + round, place: place + round * size }));
  });
}

/** All rounds or a part of them, the first and the last among them. */
function roundsTold(count: number, share: number): readonly number[] {
  const told = share >= 1 ? count : Math.min(count, Math.max(2, Math.round(count * share)));
  return Array.from({ length: told }, (_, index) => (told === count ? index : Math.round((index * (count - 1)) / (told - 1))));
}
