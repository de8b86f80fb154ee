// The way of the gradient from the output of a network back to one tensor: what every node on it adds, and where ways meet.
import type { Node } from '@trammel/graph';
import type { Attenuations, LocalDecades, Stretch } from '../gradient/result.js';
import type { Place, Places, Reader } from './places.js';
import { noDecades, sumOfDecades } from './decade-kinds.js';
import { attenuationAt } from './tensor-attenuation.js';

/** The decades of a step, which add up to the whole of it. */
export interface StepDecades extends LocalDecades {
  readonly total: number;
}

/** One node on the way, in one copy or in several that are alike and follow each other. */
export interface RouteStep {
  readonly node: Node;
  /** The first of them. */
  readonly copy: number;
  readonly copies: number;
  /** Of all of them together, from the output of the last to the tensor that the first reads; undefined where one of both is not known. */
  readonly decades: StepDecades | undefined;
  /** Which node made the tensor that it reads; undefined for an input of the network. */
  readonly behind: Node | undefined;
  /** The decades at that tensor. */
  readonly reached: number | undefined;
  /** All nodes through which the gradient comes to that tensor, this one first; several where ways meet. */
  readonly ways: readonly Way[];
}

/** A node through which a tensor gets a part of its gradient. */
export interface Way {
  readonly node: Node;
  readonly copy: number;
  /** Of the squared gradient; undefined where it is not known. */
  readonly share: number | undefined;
}

/** The way along which most of the gradient comes. */
export interface Route {
  /** From the output back. */
  readonly steps: readonly RouteStep[];
  /** Whether the way begins at an output; if not, nothing of the gradient is known further on. */
  readonly isWhole: boolean;
}

/** Follows the largest part of the gradient from a tensor to the output, and tells it from there. */
export function routeTo(target: Place, gradient: Attenuations, places: Places): Route {
  const steps: RouteStep[] = [];
  const alike = stretchFinder(gradient);
  let round: Round | undefined;
  for (let place = places.originOf(target); ;) {
    const { nodes, isOutput } = places.readersOf(place);
    const ways = waysTo(place, nodes, { gradient, places });
    const [first] = ways;
    if (first === undefined) return { steps: steps.reverse(), isWhole: isOutput };
    const { node, copy } = first.reader;
    const stretch = alike(node, copy);
    if (round !== undefined && node === round.node && place.tensor === round.place.tensor && copy === round.copy + round.stretch.stride) {
      const { from, place: begun } = round;
      const walked = steps.slice(from);
      const more = roundsLike(walked, alike);
      round = undefined;
      if (more > 0) {
        steps.splice(from, walked.length, ...walked.map((step) => oftener(step, more + 1)));
        place = { tensor: place.tensor, copy: place.copy + more * (place.copy - begun.copy) };
        continue;
      }
    }
    if (stretch === undefined) round = undefined;
    else round ??= { node, copy, stretch, place, from: steps.length };
    steps.push(stepOf(place, ways, first, { gradient, places }));
    const output = node.outputs[mainOutput(node, copy, gradient)];
    if (output === undefined) return { steps: steps.reverse(), isWhole: false };
    place = { tensor: output, copy };
  }
}

/** The way through one copy of a repeat, from where it is entered. */
interface Round {
  readonly node: Node;
  readonly copy: number;
  readonly stretch: Stretch;
  readonly place: Place;
  /** Where its steps begin. */
  readonly from: number;
}

/** Finds which copies of a node one of them is like; undefined where it stands alone. */
type FindStretch = (node: Node, copy: number) => Stretch | undefined;

function stretchFinder({ nodes }: Attenuations): FindStretch {
  const long = new Map<Node, readonly Stretch[]>();
  const has = ({ first, count, stride }: Stretch, copy: number): boolean =>
    copy >= first && copy < first + count * stride && (copy - first) % stride === 0;
  return (node, copy) => {
    const known = long.get(node) ?? (nodes.get(node)?.stretches ?? []).filter(({ count }) => count > 1);
    long.set(node, known);
    return known.find((stretch) => has(stretch, copy));
  };
}

/** How many copies behind the one that was walked through are like it. */
function roundsLike(walked: readonly RouteStep[], alike: FindStretch): number {
  return walked.reduce((least, { node, copy }) => {
    const stretch = alike(node, copy);
    return Math.min(least, stretch === undefined ? 0 : stretch.count - 1 - (copy - stretch.first) / stretch.stride);
  }, Number.POSITIVE_INFINITY);
}

/** The same step in so many copies. */
function oftener(step: RouteStep, copies: number): RouteStep {
  return { ...step, copies, decades: step.decades && timesDecades(step.decades, copies) };
}

/** The output of a node at which the gradient is largest: of several, the one that hands on most. */
function mainOutput(node: Node, copy: number, { nodes }: Attenuations): number {
  const rms = (nodes.get(node)?.at(copy).outputs ?? []).map((output) => output?.rms ?? -Infinity);
  return Math.max(0, rms.indexOf(Math.max(...rms)));
}

interface Facts {
  readonly gradient: Attenuations;
  readonly places: Places;
}

/** A way with what is known of it. */
interface KnownWay {
  readonly reader: Reader;
  readonly share: number | undefined;
}

/** The ways that bring any gradient, the largest part first. */
function waysTo(place: Place, readers: readonly Reader[], facts: Facts): readonly KnownWay[] {
  const whole = rmsAt(place, facts);
  const bringing = readers.filter(({ node, copy }) =>
    (facts.gradient.nodes.get(node)?.at(copy).outputs ?? []).some((output) => output !== undefined && output.rms > -Infinity),
  );
  if (bringing.length < 2) return bringing.map((reader) => ({ reader, share: 1 }));
  const told = bringing.map((reader) => facts.gradient.nodes.get(reader.node)?.at(reader.copy).pathShares[reader.input]);
  const rest = Math.max(0, 1 - told.reduce<number>((sum, share) => sum + (share ?? 0), 0));
  const untold = told.filter((share) => share === undefined).length;
  const ways = bringing.map((reader, index): KnownWay => {
    const share = told[index] ?? (untold === 1 ? rest : shareOf(reader, whole, facts));
    return { reader, share };
  });
  return ways.sort((a, b) => (b.share ?? 0) - (a.share ?? 0));
}

const rmsAt = (place: Place, { gradient, places }: Facts): number | undefined => attenuationAt(place, gradient, places).attenuation?.rms;

/** The part of a squared gradient that a node hands on to its first input: what is at its output, and what it adds itself. */
function shareOf({ node, copy, input }: Reader, whole: number | undefined, { gradient }: Facts): number | undefined {
  const own = gradient.nodes.get(node)?.at(copy);
  const output = own?.outputs[0]?.rms;
  if (input !== 0 || own?.local === undefined || output === undefined || whole === undefined || whole === -Infinity) return undefined;
  return Math.min(1, 10 ** (2 * (output + sumOfDecades(own.local) - whole)));
}

function stepOf(place: Place, ways: readonly KnownWay[], { reader }: KnownWay, facts: Facts): RouteStep {
  const { node, copy, input } = reader;
  const reached = rmsAt(place, facts);
  const own = facts.gradient.nodes.get(node)?.at(copy);
  const output = mainOutput(node, copy, facts.gradient);
  const left = own?.outputs[output]?.rms;
  const total = reached === undefined || left === undefined ? undefined : reached - left;
  const isKnown = total !== undefined && Number.isFinite(total);
  return {
    node,
    copy,
    copies: 1,
    behind: facts.places.makerOf(place.tensor)?.node,
    reached,
    decades: isKnown ? decadesOf(total, input === 0 && output === 0 ? own?.local : undefined) : undefined,
    ways: ways.map(({ reader: way, share }) => ({ node: way.node, copy: way.copy, share })),
  };
}

/** What a node does not add itself comes from the other ways that meet behind it, and is counted as other. */
function decadesOf(total: number, local: LocalDecades | undefined): StepDecades {
  const known = local ?? noDecades;
  return { ...known, other: known.other + total - sumOfDecades(known), total };
}

const timesDecades = (decades: StepDecades, factor: number): StepDecades => ({
  total: decades.total * factor,
  weightGain: decades.weightGain * factor,
  maximumSlope: decades.maximumSlope * factor,
  spreadSaturation: decades.spreadSaturation * factor,
  offsetSaturation: decades.offsetSaturation * factor,
  other: decades.other * factor,
});
