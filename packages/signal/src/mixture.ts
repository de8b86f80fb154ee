// Fixed linear maps of positions, axis by axis: pools that average, upsampling, slices. What two positions have in common is counted.
import { combineFields, evenField, mapField, meanOfField, mixAlong, unmixAlong, type Field, type MixtureRow } from './field.js';
import { keptLikeness } from './likeness.js';
import {
  countOf,
  everyMask,
  maskAlong,
  maskIn,
  type GradientMoments,
  type Moments,
  type PositionGroup,
  type SignalAxis,
} from './moments.js';
import { simpleStep, type SignalStep } from './step.js';

/** What the elements along one axis are made of. */
export interface Mixture {
  readonly axis: string;
  /** Of the input. */
  readonly size: number;
  readonly rows: readonly MixtureRow[];
}

/** A map of positions, on axes in the order of the input. */
export interface Mixing {
  readonly axes: readonly SignalAxis[];
  readonly groups: readonly PositionGroup[];
  readonly along: readonly Mixture[];
}

/**
 * y_p = sum of m_pi x_i. E y_p^2 = sum of m_pi^2 E x_i^2 + ((sum of m_pi)^2 - sum of m_pi^2) E x x'; of all pairs of results, the
 * products of weights of one and the same element add up to sum of u_i^2 - sum of m_pi^2, u_i = sum over p of m_pi. Backward: the transpose.
 */
export function mixed(x: Moments, { axes, groups, along }: Mixing): SignalStep {
  const reads: Reading = { axes, groups, of: (field, power) => foldOver(field, x.axes, { along, power, direction: 'mix' }) };
  const feeds: Reading = {
    axes: x.axes,
    groups: x.groups,
    of: (field, power) => foldOver(field, axes, { along, power, direction: 'unmix' }),
  };
  const names = along.map(({ axis }) => axis);
  const { square, pairs } = moved(x, reads, { names, reached: feeds });
  // A stretch of units is made as all of them are.
  const likeness = keptLikeness(x, { groups, pairs });
  const output: Moments = {
    axes,
    groups,
    mean: reads.of(x.mean, 1),
    square,
    pairs,
    summands: likeness === undefined ? undefined : x.summands,
    sizeNoise: likeness === undefined ? undefined : x.sizeNoise,
    likeness,
  };
  return simpleStep(output, (gradient) => [
    { axes: x.axes, groups: x.groups, ...moved(gradient, feeds, { names, reached: reads }), logVariance: gradient.logVariance },
  ]);
}

/** The map to a tensor of these axes, of weights to this power. */
interface Reading {
  readonly axes: readonly SignalAxis[];
  readonly groups: readonly PositionGroup[];
  readonly of: (field: Field, power: 1 | 2) => Field;
}

interface Folding {
  readonly along: readonly Mixture[];
  readonly power: 1 | 2;
  readonly direction: 'mix' | 'unmix';
}

function foldOver(field: Field, axes: readonly SignalAxis[], { along, power, direction }: Folding): Field {
  return along.reduce((now, { axis, size, rows }) => {
    const at = axes.findIndex(({ name }) => name === axis);
    const weighted = power === 1 ? rows : rows.map((row) => row.map(({ index, weight }) => ({ index, weight: weight * weight })));
    return direction === 'mix' ? mixAlong(now, at, weighted) : unmixAlong(now, at, { rows: weighted, size });
  }, field);
}

type Source = Pick<GradientMoments, 'axes' | 'groups' | 'square' | 'pairs'>;

interface Other {
  /** The axes that are mixed. */
  readonly names: readonly string[];
  /** The transpose of the map. */
  readonly reached: Reading;
}

/** The moments of the result of the map. */
function moved(source: Source, to: Reading, { names, reached }: Other): Pick<GradientMoments, 'square' | 'pairs'> {
  const [from, into] = [maskAlong(source.groups, names), maskAlong(to.groups, names)];
  const one = (rank: number): Field => evenField(1, rank);
  // sum of m, sum of m^2, and the difference of the square of the first and the second, for each element of the result.
  const [sums, alone] = [to.of(one(source.axes.length), 1), to.of(one(source.axes.length), 2)];
  const met = combineFields(sums, alone, (sum, own) => sum * sum - own);
  const square = combineFields(to.of(source.square, 2), met, (own, pairs) => own + pairs * (source.pairs[from] ?? 0));
  const elements = to.groups.reduce((size, group, index) => ((into & (1 << index)) === 0 ? size : size * group.size), 1);
  // Other axes of the group repeat what happens along those that are mixed.
  const copies = elements / countOf(to.axes.filter(({ name }) => names.includes(name)));
  const sources = copies * countOf(source.axes.filter(({ name }) => names.includes(name)));
  const squares = sources * meanOfField(mapField(reached.of(one(to.axes.length), 1), (sum) => sum * sum));
  const common = squares - elements * meanOfField(alone);
  const total = (elements * meanOfField(sums)) ** 2 - elements * meanOfField(mapField(sums, (sum) => sum * sum));
  const pairs = everyMask(to.groups, (mask) => {
    if (mask === 0) return meanOfField(square);
    const there = maskIn(source.groups, to.groups, mask);
    const [same, apart] = [source.pairs[there & ~from] ?? 0, source.pairs[there | from] ?? 0];
    if ((mask & into) === 0) return meanOfField(alone) * same + meanOfField(met) * apart;
    return (common * same + (total - common) * apart) / (elements * (elements - 1));
  });
  return { square, pairs };
}
