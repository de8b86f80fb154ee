// The difference of two networks in parts: of which layers, and by which of their factors. The parts sum to it.
import type { CostDifference } from './layers.js';
import { factorContributions } from './decomposition.js';
import type { LayerCost, LayerForm } from './layer-costs.js';
import { paired, type Stock, type Stocks } from './stock.js';

/**
 * What layers of one form cost: how many there are, at how many positions they work, how many features they give, how many
 * channels each output reads, whether weights are shared, and what else they compute.
 */
export type Factor = 'count' | 'positions' | 'features' | 'channels' | 'sharing' | 'rest';

/** What one factor of layers of one form adds to the right network. */
export interface DifferencePart {
  readonly form: LayerForm;
  readonly factor: Factor;
  readonly difference: CostDifference;
  readonly left: FactorSide;
  readonly right: FactorSide;
}

/** One network's side of a part. */
export interface FactorSide {
  /** The layers that the part is about, copies counted. */
  readonly layers: number;
  /** The mean of the factor over these layers; of `count` their number. */
  readonly mean: number;
}

/** What two layers must have in common to be the same to a comparison. */
export const identity = (layer: LayerCost): string =>
  `${formKey(layer.form)} ${layer.positions} ${layer.features} ${layer.channels} ${layer.multiplications} ${layer.parameters}`;

/** Equal for equal forms. */
export const formKey = ({ operator, window, grouping, role }: LayerForm): string => `${operator} ${window.join('x')} ${grouping} ${role}`;

/** Layers that differ in one of these alone are set side by side. */
const singles: readonly ((layer: LayerCost) => string)[] = [
  ({ positions, features }) => `${positions} ${features}`,
  ({ positions, channels }) => `${positions} ${channels}`,
  ({ features, channels }) => `${features} ${channels}`,
];

/** The parts of layers that have no partner like them. */
export function partsOf(stocks: Stocks): readonly DifferencePart[] {
  const forms = new Map([...stocks.left, ...stocks.right].map(({ layer: { form } }) => [formKey(form), form]));
  return [...forms].flatMap(([key, form]) => {
    const own = (side: readonly Stock[]): readonly Stock[] => side.filter(({ layer }) => formKey(layer.form) === key);
    return partsOfForm(form, { left: own(stocks.left), right: own(stocks.right) });
  });
}

/** One by one where each layer has a partner that differs in one factor; else all together, by their means. */
function partsOfForm(form: LayerForm, stocks: Stocks): readonly DifferencePart[] {
  // What computes the same may still share its weights.
  const same = paired(stocks, ({ positions, features, channels }) => `${positions} ${features} ${channels}`);
  let { rest } = same;
  const pairs: Stocks[] = [];
  for (const single of singles) {
    const made = paired(rest, single);
    pairs.push(...made.pairs);
    ({ rest } = made);
  }
  const isWhole = rest.left.length === 0 && rest.right.length === 0;
  return together([...same.pairs, ...(isWhole ? pairs : [same.rest])].flatMap((each) => factorParts(form, each)));
}

/** Products that sum to a cost, as lists of factors in the order of `factors`. */
function factorParts(form: LayerForm, { left, right }: Stocks): readonly DifferencePart[] {
  const [a, b] = [massOf(left), massOf(right)];
  return factors.flatMap((factor, index): readonly DifferencePart[] => {
    const of = (products: (mass: Mass) => readonly (readonly number[])[]): number => {
      const others = products(b);
      return products(a).reduce((sum, product, at) => sum + (factorContributions(product, others[at] ?? [])[index] ?? 0), 0);
    };
    const difference = { parameters: of(parameterProducts), multiplications: of(multiplicationProducts) };
    if (difference.parameters === 0 && difference.multiplications === 0) return [];
    return [{ form, factor, difference, left: sideOf(a, factor), right: sideOf(b, factor) }];
  });
}

const factors: readonly Factor[] = ['count', 'positions', 'features', 'channels', 'sharing', 'rest'];

/** Sums over copies. */
interface Mass {
  readonly layers: number;
  readonly positions: number;
  readonly features: number;
  readonly channels: number;
  /** Elements of results. */
  readonly elements: number;
  readonly macs: number;
  readonly others: number;
  readonly matrix: number;
  readonly vector: number;
  readonly parameters: number;
}

function massOf(stocks: readonly Stock[]): Mass {
  const sum = (value: (layer: LayerCost) => number): number =>
    stocks.reduce((total, { layer, copies }) => total + copies * value(layer), 0);
  return {
    layers: sum(() => 1),
    positions: sum(({ positions }) => positions),
    features: sum(({ features }) => features),
    channels: sum(({ channels }) => channels),
    elements: sum(({ positions, features }) => positions * features),
    macs: sum(({ macs }) => macs),
    others: sum(({ others }) => others),
    matrix: sum(({ matrix }) => matrix),
    vector: sum(({ vector }) => vector),
    parameters: sum(({ parameters }) => parameters),
  };
}

/** 1 for a ratio of nothing, so that products of what is not there are 0 by their count alone. */
const ratio = (part: number, whole: number): number => (whole === 0 ? 1 : part / whole);

/**
 * multiplications = n (P / n) (PF / P) (MACs / PF) + n (P / n) (PF / P) (others / PF), where P sums positions, PF elements and
 * n layers: weighted means, so that the products are exact.
 */
function multiplicationProducts({ layers, positions, elements, macs, others }: Mass): readonly (readonly number[])[] {
  const [at, wide] = [ratio(positions, layers), ratio(elements, positions)];
  return [
    [layers, at, wide, ratio(macs, elements), 1, 1],
    [layers, at, wide, 1, 1, ratio(others, elements)],
  ];
}

/** parameters = (n (F / n) (matrix / F) + n (F / n) (vector / F)) s, with s the part of all elements that is not shared. */
function parameterProducts({ layers, features, matrix, vector, parameters }: Mass): readonly (readonly number[])[] {
  const [wide, unshared] = [ratio(features, layers), ratio(parameters, matrix + vector)];
  return [
    [layers, 1, wide, ratio(matrix, features), unshared, 1],
    [layers, 1, wide, 1, unshared, ratio(vector, features)],
  ];
}

function sideOf(mass: Mass, factor: Factor): FactorSide {
  const { layers, parameters, matrix, vector, others, elements } = mass;
  const means: Readonly<Record<Factor, number>> = {
    count: layers,
    positions: ratio(mass.positions, layers),
    features: ratio(mass.features, layers),
    channels: ratio(mass.channels, layers),
    sharing: ratio(parameters, matrix + vector),
    rest: ratio(others, elements),
  };
  return { layers, mean: means[factor] };
}

/** Parts of one factor with the same means are one. */
function together(parts: readonly DifferencePart[]): readonly DifferencePart[] {
  const merged = new Map<string, DifferencePart>();
  for (const part of parts) {
    const key = `${part.factor} ${part.left.mean} ${part.right.mean}`;
    const known = merged.get(key);
    merged.set(key, known === undefined || part.factor === 'count' ? part : sumOf(known, part));
  }
  return [...merged.values()];
}

const sumOf = (a: DifferencePart, b: DifferencePart): DifferencePart => ({
  ...a,
  difference: {
    parameters: a.difference.parameters + b.difference.parameters,
    multiplications: a.difference.multiplications + b.difference.multiplications,
  },
  left: { ...a.left, layers: a.left.layers + b.left.layers },
  right: { ...a.right, layers: a.right.layers + b.right.layers },
});
