// Why two networks differ: the parts of the difference gathered under what brings them about. Every part is under one cause.
import type { Analysis } from '../analysis.js';
import { bottleneckOf } from './bottleneck.js';
import { sumOf, weightOf, type Cause, type FactorCause, type Gathering, type RepeatCause } from './cause.js';
import { headOf } from './head.js';
import { layerCostsOf } from './layer-costs.js';
import type { CostDifference } from './layers.js';
import { formKey, identity, partsOf, type DifferencePart } from './parts.js';
import { repeatedBlocks } from './repeated-blocks.js';
import { smallerWindowsOf } from './smaller-windows.js';
import { paired, type Stocks } from './stock.js';

/** A cause is told where it makes up this much of the difference of a figure. */
const leastShare = 0.1;
const mostCauses = 4;

/** Those that matter, the largest first, then all others as one: together they are the whole difference. */
export function causesOf(left: Analysis, right: Analysis, total: CostDifference): readonly Cause[] {
  const stocks: Stocks = { left: stockOf(left), right: stockOf(right) };
  const gathering = { left, right, total, totals: largerTotals(stocks) };
  const { rest } = paired(stocks, identity);
  const repeats = repeatCauses(rest, gathering);
  const open = partsOf(repeats.rest);
  const found = [...repeats.causes, ...structuralCauses(open, gathering)];
  const weight = (cause: Cause): number => weightOf(cause.difference, gathering);
  const told = found
    .filter((cause) => weight(cause) >= leastShare)
    .sort((a, b) => weight(b) - weight(a))
    .slice(0, mostCauses);
  const others = found.filter((cause) => !told.includes(cause)).flatMap(({ parts }) => parts);
  return others.length === 0 ? told : [...told, { kind: 'others', parts: others, difference: sumOf(others) }];
}

const stockOf = (analysis: Analysis): Stocks['left'] => layerCostsOf(analysis).map((layer) => ({ layer, copies: layer.copies }));

function largerTotals({ left, right }: Stocks): CostDifference {
  const larger = (figure: keyof CostDifference): number =>
    Math.max(...[left, right].map((stocks) => stocks.reduce((sum, { layer, copies }) => sum + copies * layer[figure], 0)));
  return { parameters: larger('parameters'), multiplications: larger('multiplications') };
}

/** Each takes the parts that are its own from those before it left. */
function structuralCauses(parts: readonly DifferencePart[], gathering: Gathering): readonly Cause[] {
  let open = parts;
  const causes: Cause[] = [];
  for (const find of [headOf, smallerWindowsOf, bottleneckOf]) {
    const cause = find(open, gathering);
    if (cause === undefined) continue;
    causes.push(cause);
    open = open.filter((part) => !cause.parts.includes(part));
  }
  return [...causes, ...factorCauses(open)];
}

/** Layers that become wider give more features and read more channels, which is one cause. */
function factorCauses(parts: readonly DifferencePart[]): readonly FactorCause[] {
  const groups = new Map<string, DifferencePart[]>();
  const wider = new Set(
    parts
      .filter(({ factor }) => factor === 'features')
      .map(({ difference }) => Math.sign(difference.multiplications || difference.parameters)),
  );
  const isWidth = ({ factor, difference }: DifferencePart): boolean =>
    factor === 'features' || (factor === 'channels' && wider.has(Math.sign(difference.multiplications || difference.parameters)));
  for (const part of parts) {
    const key = isWidth(part) ? 'width' : part.factor === 'count' ? countKey(part) : part.factor;
    groups.set(key, [...(groups.get(key) ?? []), part]);
  }
  return [...groups].map(([key, own]) => ({
    kind: key === 'width' ? key : (own[0]?.factor ?? 'rest'),
    parts: own,
    difference: sumOf(own),
  }));
}

/** Layers that are so many times as many are told together; of what only one network has, each form is. */
function countKey({ form, left, right }: DifferencePart): string {
  const times = right.mean / left.mean;
  return times > 0 && Number.isFinite(times) ? `count ${times.toFixed(3)}` : `count ${formKey(form)}`;
}

/** Blocks that run more often, with the layers in them taken off what has no partner. */
function repeatCauses(rest: Stocks, { left, right }: Gathering): { readonly causes: readonly RepeatCause[]; readonly rest: Stocks } {
  let open = rest;
  const causes: RepeatCause[] = [];
  for (const { block, left: before, right: after, layers } of repeatedBlocks(left, right)) {
    const side = after > before ? 'right' : 'left';
    const missing = new Map(layers);
    const kept = open[side].map(({ layer, copies }) => {
      const taken = Math.min(copies, missing.get(identity(layer)) ?? 0);
      if (taken > 0) missing.set(identity(layer), (missing.get(identity(layer)) ?? 0) - taken);
      return { stays: { layer, copies: copies - taken }, goes: { layer, copies: taken } };
    });
    if ([...missing.values()].some((count) => count > 0)) continue;
    const goes = kept.map((each) => each.goes).filter(({ copies }) => copies > 0);
    const parts = partsOf({ left: [], right: [], [side]: goes });
    causes.push({ kind: 'repeats', block, left: before, right: after, parts, difference: sumOf(parts) });
    open = { ...open, [side]: kept.map((each) => each.stays).filter(({ copies }) => copies > 0) };
  }
  return { causes, rest: open };
}
