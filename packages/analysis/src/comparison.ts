// Two networks side by side: what differs in the totals, and which layers the difference comes from.
import type { Node } from '@trammel/graph';
import { approximateSize, substituteSize, type Size, type SymbolValues } from '@trammel/tensor';
import type { Analysis } from './analysis.js';
import { contractionProfile, type ContractionProfile } from './contraction-profile.js';
import { figuresAt, type Figures } from './figures.js';

/** A layer that contracts, with what it costs. */
export interface ComparedLayer {
  readonly node: Node;
  readonly profile: ContractionProfile;
  readonly parameters: number;
  readonly multiplications: number;
}

/** A layer of both networks: the same operator, window, features and positions, reading other channels. */
export interface ChangedLayer {
  readonly left: ComparedLayer;
  readonly right: ComparedLayer;
  /** Layers only the right network has that make the channels which the right layer reads. */
  readonly reducers: readonly ComparedLayer[];
}

/** What one operator costs in both networks. */
export interface ComparedOperator {
  readonly operator: string;
  readonly left: { readonly layers: number; readonly parameters: number; readonly multiplications: number };
  readonly right: { readonly layers: number; readonly parameters: number; readonly multiplications: number };
}

/** One side of the comparison. */
export interface ComparedNetwork {
  readonly analysis: Analysis;
  readonly totals: Figures;
  /** The layer with the most multiplications, and its share of all. */
  readonly dearest: { readonly layer: ComparedLayer; readonly share: number } | undefined;
}

export interface Comparison {
  readonly left: ComparedNetwork;
  readonly right: ComparedNetwork;
  /** Layers that both have alike; how many. */
  readonly unchanged: number;
  readonly changed: readonly ChangedLayer[];
  readonly removed: readonly ComparedLayer[];
  readonly added: readonly ComparedLayer[];
  readonly operators: readonly ComparedOperator[];
}

/** Compares the right network with the left, both at their own sizes. */
export function compare(left: Analysis, right: Analysis): Comparison {
  const [leftLayers, rightLayers] = [layersOf(left), layersOf(right)];
  const removed: ComparedLayer[] = [];
  const pairs: { readonly left: ComparedLayer; readonly right: ComparedLayer }[] = [];
  const open = grouped(rightLayers);
  for (const layer of leftLayers) {
    const partner = takeNearest(open.get(signature(layer)), layer);
    if (partner === undefined) removed.push(layer);
    else pairs.push({ left: layer, right: partner });
  }
  const added = [...open.values()].flat();
  const changed = pairs.filter((pair) => pair.left.profile.contracted !== pair.right.profile.contracted);
  return {
    left: networkOf(left, leftLayers),
    right: networkOf(right, rightLayers),
    removed,
    added,
    unchanged: pairs.length - changed.length,
    changed: changed.map((pair) => ({ ...pair, reducers: reducersOf(pair.right, added) })),
    operators: comparedOperators(left, right),
  };
}

function layersOf({ cost, sizes }: Analysis): readonly ComparedLayer[] {
  const profiles = new Map<unknown, ContractionProfile | undefined>();
  return cost.rows.flatMap(({ node, figures }) => {
    if (!profiles.has(node.site)) profiles.set(node.site, contractionProfile(node.site, sizes));
    const profile = profiles.get(node.site);
    return profile === undefined
      ? []
      : [{ node, profile, parameters: at(figures.parameters, sizes), multiplications: at(figures.multiplications, sizes) }];
  });
}

const at = (size: Size, sizes: SymbolValues): number => approximateSize(substituteSize(size, sizes));

/** What two layers must have in common to be the same layer: all but the channels that they read. */
const signature = ({ node, profile }: ComparedLayer): string =>
  `${node.operator} ${profile.window.join('x')} ${profile.features} ${profile.positions}`;

function grouped(layers: readonly ComparedLayer[]): Map<string, ComparedLayer[]> {
  const groups = new Map<string, ComparedLayer[]>();
  for (const layer of layers) groups.set(signature(layer), [...(groups.get(signature(layer)) ?? []), layer]);
  return groups;
}

/** Takes the layer that reads as many channels, else the first. */
function takeNearest(candidates: ComparedLayer[] | undefined, layer: ComparedLayer): ComparedLayer | undefined {
  if (candidates === undefined || candidates.length === 0) return undefined;
  const same = candidates.findIndex((candidate) => candidate.profile.contracted === layer.profile.contracted);
  return candidates.splice(Math.max(same, 0), 1)[0];
}

/** Of the added layers, those whose result reaches the layer and has as many features as it reads. */
function reducersOf(layer: ComparedLayer, added: readonly ComparedLayer[]): readonly ComparedLayer[] {
  const { contracted } = layer.profile;
  return added.filter(
    (candidate) =>
      candidate.profile.features === contracted && candidate.node.frame === layer.node.frame && candidate.profile.contracted > contracted,
  );
}

function networkOf(analysis: Analysis, layers: readonly ComparedLayer[]): ComparedNetwork {
  const totals = figuresAt(analysis.cost.totals, analysis.sizes);
  const [first] = [...layers].sort((a, b) => b.multiplications - a.multiplications);
  const dearest =
    first === undefined ? undefined : { layer: first, share: first.multiplications / approximateSize(totals.multiplications) };
  return { analysis, totals, dearest };
}

function comparedOperators(left: Analysis, right: Analysis): readonly ComparedOperator[] {
  const sums = [left, right].map(sumByOperator);
  const names = new Set(sums.flatMap((sum) => [...sum.keys()]));
  const none = { layers: 0, parameters: 0, multiplications: 0 };
  return [...names].map((operator) => ({ operator, left: sums[0]?.get(operator) ?? none, right: sums[1]?.get(operator) ?? none }));
}

function sumByOperator({ cost, sizes }: Analysis): ReadonlyMap<string, ComparedOperator['left']> {
  const sums = new Map<string, ComparedOperator['left']>();
  for (const { node, copies, figures } of cost.rows) {
    const before = sums.get(node.operator) ?? { layers: 0, parameters: 0, multiplications: 0 };
    sums.set(node.operator, {
      layers: before.layers + copies,
      parameters: before.parameters + at(figures.parameters, sizes),
      multiplications: before.multiplications + at(figures.multiplications, sizes),
    });
  }
  return sums;
}
