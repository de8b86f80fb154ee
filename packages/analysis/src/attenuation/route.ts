// The way of the gradient from the output of a network back to one tensor: what every node on it adds, and where ways meet.
import type { Node } from '@trammel/graph';
import type { Attenuations, LocalDecades } from '../gradient/result.js';
import type { Place, Places, Reader } from './places.js';
import { noDecades, sumOfDecades } from './decade-kinds.js';
import { attenuationAt } from './tensor-attenuation.js';

/** The decades of a step, which add up to the whole of it. */
export interface StepDecades extends LocalDecades {
  readonly total: number;
}

/** One node on the way. */
export interface RouteStep {
  readonly node: Node;
  readonly copy: number;
  /** From its output to the tensor that it reads; undefined where one of both is not known. */
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
  for (let place = places.originOf(target); ;) {
    const { nodes, isOutput } = places.readersOf(place);
    const ways = waysTo(place, nodes, { gradient, places });
    const [first] = ways;
    if (first === undefined) return { steps: steps.reverse(), isWhole: isOutput };
    steps.push(stepOf(place, ways, first, { gradient, places }));
    const { node, copy } = first.reader;
    const output = node.outputs[mainOutput(node, copy, gradient)];
    if (output === undefined) return { steps: steps.reverse(), isWhole: false };
    place = { tensor: output, copy };
  }
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
