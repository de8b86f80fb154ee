// Copies of layers that wait for a partner in the other network. Not which partners are alike.
import type { LayerCost } from './layer-costs.js';

/** So many copies of a layer. */
export interface Stock {
  readonly layer: LayerCost;
  readonly copies: number;
}

/** Those of both networks. */
export interface Stocks {
  readonly left: readonly Stock[];
  readonly right: readonly Stock[];
}

/** Copies that have partners, and what is left over. */
export interface Pairing {
  readonly pairs: readonly Stocks[];
  readonly rest: Stocks;
}

/** Pairs copies with equal keys, in the order of the source. */
export function paired({ left, right }: Stocks, key: (layer: LayerCost) => string): Pairing {
  const open = right.map((stock) => ({ ...stock }));
  const groups = new Map<string, typeof open>();
  for (const stock of open) groups.set(key(stock.layer), [...(groups.get(key(stock.layer)) ?? []), stock]);
  const pairs: Stocks[] = [];
  const rest = left.map(({ layer, copies }) => {
    let waiting = copies;
    for (const partner of groups.get(key(layer)) ?? []) {
      const taken = Math.min(waiting, partner.copies);
      if (taken === 0) continue;
      pairs.push({ left: [{ layer, copies: taken }], right: [{ layer: partner.layer, copies: taken }] });
      waiting -= taken;
      partner.copies -= taken;
    }
    return { layer, copies: waiting };
  });
  return { pairs, rest: { left: remaining(rest), right: remaining(open) } };
}

const remaining = (stocks: readonly Stock[]): readonly Stock[] => stocks.filter(({ copies }) => copies > 0);
