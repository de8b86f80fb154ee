// Which layers of one network are which of another: the same, the same but for one thing, or only in one of both.
import type { Analysis } from '../analysis.js';
import { layersOf, type ComparedLayer } from './layers.js';

/** So many copies of a layer of the left, and as many of one of the right. */
export interface LayerPair {
  readonly left: ComparedLayer;
  readonly right: ComparedLayer;
  readonly copies: number;
}

/** So many copies of a layer that the other network has none of. */
export interface LoneLayer {
  readonly layer: ComparedLayer;
  readonly copies: number;
}

/** Every copy of every layer that contracts is in exactly one of these. */
export interface LayerChanges {
  readonly same: readonly LayerPair[];
  /** Alike in operator, window, features and positions, which read other channels. */
  readonly channels: readonly LayerPair[];
  /** With the same weights, at more or fewer positions. */
  readonly positions: readonly LayerPair[];
  readonly removed: readonly LoneLayer[];
  readonly added: readonly LoneLayer[];
}

/** Pairs layers by what they have in common, the most first. */
export function layerChanges(left: Analysis, right: Analysis): LayerChanges {
  const [open, openRight] = [stockOf(layersOf(left)), stockOf(layersOf(right))];
  const same = takePairs(open, openRight, (layer) => `${form(layer)} ${layer.profile.positions} ${layer.profile.contracted}`);
  const channels = takePairs(open, openRight, (layer) => `${form(layer)} ${layer.profile.positions}`);
  const positions = takePairs(open, openRight, (layer) => `${form(layer)} ${layer.profile.contracted}`);
  const alone = (stock: readonly Stock[]): readonly LoneLayer[] => stock.filter(({ copies }) => copies > 0);
  return { same, channels, positions, removed: alone(open), added: alone(openRight) };
}

/** What two layers must have in common to be told as the same layer. */
const form = ({ node, profile, grouping }: ComparedLayer): string =>
  `${node.operator} ${profile.window.join('x')} ${grouping} ${profile.features}`;

interface Stock {
  readonly layer: ComparedLayer;
  /** Copies without a partner. */
  copies: number;
}

const stockOf = (layers: readonly ComparedLayer[]): readonly Stock[] => layers.map((layer) => ({ layer, copies: layer.copies }));

/** Pairs what is left on both sides and has equal keys, in the order of the source. */
function takePairs(left: readonly Stock[], right: readonly Stock[], key: (layer: ComparedLayer) => string): readonly LayerPair[] {
  const groups = new Map<string, Stock[]>();
  for (const stock of right) groups.set(key(stock.layer), [...(groups.get(key(stock.layer)) ?? []), stock]);
  const pairs: LayerPair[] = [];
  for (const stock of left) {
    for (const partner of groups.get(key(stock.layer)) ?? []) {
      const copies = Math.min(stock.copies, partner.copies);
      if (copies === 0) continue;
      pairs.push({ left: stock.layer, right: partner.layer, copies });
      stock.copies -= copies;
      partner.copies -= copies;
    }
  }
  return pairs;
}
