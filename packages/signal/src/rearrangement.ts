// Elements in other places: reshapes, permutations, repetition. Nothing is computed, but pairs meet anew.
import { bitOfAxis, joinPositions, mapPositions, movedPositions, toldTogether, withPositions } from './by-position.js';
import { averagedAlong, combineFields, evenField, meanOfField, scaleField, type Field } from './field.js';
import { keptLikeness } from './likeness.js';
import {
  countOf,
  everyMask,
  fieldOnAxes,
  meanOf,
  meanSquare,
  positionsOf,
  type GradientMoments,
  type Moments,
  type PairMoments,
  type PositionGroup,
  type SignalAxis,
  type Tilt,
  type Told,
} from './moments.js';
import type { PositionPairs } from './position-pairs.js';
import { simpleStep, step, type SignalStep } from './step.js';

/** An axis of the result: which axes of the tensor its index depends on. */
export interface PlacedAxis extends SignalAxis {
  readonly from: readonly string[];
  /** Whether its indices are positions even where they come from units in part, as those of a pixel shuffle. */
  readonly isPosition: boolean;
}

/** The elements of x in other places, each once or repeated; a gradient goes back to where its element came from. */
export function rearrangement(x: Moments, axes: readonly PlacedAxis[]): SignalStep {
  const output = placed(x, axes);
  return simpleStep(output, (gradient) => [returned(x, gradient, { axes, output })]);
}

/** Several steps on one tensor as one with as many outputs. */
export function apart(x: Moments, steps: readonly SignalStep[]): SignalStep {
  return step({
    outputs: steps.flatMap(({ outputs }) => outputs),
    backward: (gradients) => {
      const arrived = steps.flatMap(({ backward }, index) => backward([gradients[index]]).inputs[0] ?? []);
      const [first, ...others] = arrived;
      return {
        inputs: [first === undefined ? undefined : others.reduce((sum, part) => addParts(x, sum, part), first)],
        parameters: new Map(),
      };
    },
  });
}

/** Along which axes a pair of the result may differ, by group: what it means for the tensor. */
function placed(x: Moments, axes: readonly PlacedAxis[]): Moments {
  const groups = groupsOf(x, axes);
  const mean = meanOf(x);
  const pairs = everyMask(groups, (mask) => pairOf(x, axes, { groups, mask, mean }));
  const told: Told = {
    axes: axes.map(({ name, size }) => ({ name, size })),
    groups,
    square: levelled(carried(x, axes, x.square), pairs[0] ?? 0),
    pairs,
  };
  return {
    ...withPositions(told, positionsIn(x, axes, groups)),
    mean: carried(x, axes, x.mean),
    density: axes.every(({ from }) => from.length > 0) && samePairs(x, pairs) ? x.density : undefined,
    freedom: x.freedom,
    summands: x.summands,
    sizeNoise: samePairs(x, pairs) ? x.sizeNoise : undefined,
    likeness: keptLikeness(x, { groups, pairs }),
    tilt: staysInPlace(x, axes) ? x.tilt : undefined,
    causal: x.causal,
    factors: staysInPlace(x, axes) ? x.factors : undefined,
    weighing: staysInPlace(x, axes) ? x.weighing : undefined,
  };
}

/** What is told by position along an axis that stays whole, where all groups are those that were; under its new name. */
function positionsIn(x: Told, axes: readonly PlacedAxis[], groups: readonly PositionGroup[]): PositionPairs | undefined {
  const { byPosition } = x;
  if (byPosition === undefined) return undefined;
  const holders = axes.filter(({ from }) => from.includes(byPosition.axis));
  const [holder] = holders;
  const count = x.axes.find(({ name }) => name === byPosition.axis)?.size;
  const isWhole = holders.length === 1 && holder?.from.length === 1 && holder.size === count;
  if (!isWhole || bitOfAxis(groups, holder.name) === 0) return undefined;
  const before = groups.map((group) => {
    const sources = axes.filter(({ name }) => group.axes.includes(name)).flatMap(({ from }) => from);
    return x.groups.findIndex((old) => old.size === group.size && sources.every((name) => old.axes.includes(name)));
  });
  if (before.some((at) => at < 0) || new Set(before).size !== groups.length) return undefined;
  const maskBefore = (mask: number): number => before.reduce((all, at, index) => ((mask & (1 << index)) === 0 ? all : all | (1 << at)), 0);
  return movedPositions(byPosition, groups, { axis: holder.name, maskBefore });
}

/** Whether every axis is where it was, under its name. */
const staysInPlace = (x: Moments, axes: readonly PlacedAxis[]): boolean =>
  axes.length === x.axes.length && axes.every(({ name, from }, at) => name === x.axes[at]?.name && from.length === 1 && from[0] === name);

const samePairs = (x: Moments, pairs: PairMoments): boolean => pairs.length === x.pairs.length;

/** Axes of the result whose index comes from positions, or that repeat the tensor. */
function groupsOf(x: Moments, axes: readonly PlacedAxis[]): readonly PositionGroup[] {
  const found = new Map<string, { axes: string[]; size: number }>();
  const inGroup = (name: string): number => x.groups.findIndex((group) => group.axes.includes(name));
  for (const { name, size, from, isPosition } of axes) {
    if (size <= 1) continue;
    const sources = from.map(inGroup);
    const hasUnits = sources.includes(-1);
    if (hasUnits && !isPosition) continue;
    const positions = [...new Set(sources.filter((source) => source >= 0))];
    const key = from.length === 0 || positions.length === 0 ? `new ${name}` : positions.join(' ');
    const known = found.get(key);
    if (known === undefined) found.set(key, { axes: [name], size });
    else {
      known.axes.push(name);
      known.size *= size;
    }
  }
  return [...found.values()];
}

interface PairPlace {
  readonly groups: readonly PositionGroup[];
  readonly mask: number;
  readonly mean: number;
}

/** The mean over pairs of the result that differ in the groups of the mask. */
function pairOf(x: Moments, axes: readonly PlacedAxis[], { groups, mask, mean }: PairPlace): number {
  let differs = 0;
  let sameUnit = 1;
  for (const [index, group] of groups.entries()) {
    if ((mask & (1 << index)) === 0) continue;
    for (const name of group.axes) {
      const from = axes.find((axis) => axis.name === name)?.from ?? [];
      for (const source of from) {
        const at = x.groups.findIndex((candidate) => candidate.axes.includes(source));
        if (at >= 0) differs |= 1 << at;
        // An axis that holds units in part: two of its indices are seldom of one unit.
        else sameUnit = 0;
      }
    }
  }
  const pair = x.pairs[differs] ?? 0;
  return sameUnit * pair + (1 - sameUnit) * mean * mean;
}

/** The field where axes stay whole, even along those that do not. */
function carried(x: Moments, axes: readonly PlacedAxis[], field: Field): Field {
  if (field.values.length === 1) return evenField(field.values[0] ?? 0, axes.length);
  const whole = axes.map(({ size, from }) => {
    const [source, ...others] = from;
    const old = x.axes.find(({ name }) => name === source);
    const isAlone = axes.filter((axis) => axis.from.includes(source ?? '')).length === 1;
    return others.length === 0 && old !== undefined && old.size === size && isAlone ? source : undefined;
  });
  const averaged = x.axes.reduce((sum, { name }, axis) => (whole.includes(name) ? sum : averagedAlong(sum, axis)), field);
  const renamed = axes.map(({ name, size }, index) => ({ name: whole[index] ?? `new ${name}`, size }));
  return fieldOnAxes(averaged, x.axes, renamed);
}

/** The field with the given mean. */
function levelled(field: Field, level: number): Field {
  const mean = meanOfField(field);
  return mean > 0 ? scaleField(field, level / mean) : field;
}

interface Return {
  readonly axes: readonly PlacedAxis[];
  readonly output: Moments;
}

function returned(x: Moments, gradient: GradientMoments, { axes, output }: Return): GradientMoments {
  const count = countOf(x.axes);
  const total = countOf(gradient.axes);
  const fresh = axes.filter(({ from, size }) => from.length === 0 && size > 1).map(({ name }) => name);
  // Repetition adds gradients: those of copies, with what they have in common.
  const repeated = gradient.groups.filter((group) => group.axes.some((name) => fresh.includes(name)));
  const copies = positionsOf(repeated);
  const level = meanSquare(gradient);
  const alike = repeated.reduce((mask, group) => mask | (1 << gradient.groups.indexOf(group)), 0);
  const boost = copies > 1 && level > 0 ? 1 + (copies - 1) * Math.max(0, (gradient.pairs[alike] ?? 0) / level) : 1;
  const energy = (total * level * boost) / count;
  const inverse: readonly PlacedAxis[] = x.axes.map(({ name, size }) => ({
    name,
    size,
    from: axes.filter(({ from }) => from.includes(name)).map((axis) => axis.name),
    isPosition: true,
  }));
  const pairs = everyMask(x.groups, (mask) =>
    mask === 0 ? energy : backPair(x, gradient, { axes, mask, boost: energy / Math.max(level, 1e-300) }),
  );
  const field = carried({ ...output, axes: gradient.axes }, inverse, gradient.square);
  const told: Told = { axes: x.axes, groups: x.groups, square: levelled(field, energy), pairs };
  const positions = copies > 1 ? undefined : positionsIn(gradient, inverse, x.groups);
  const factor = level > 0 ? energy / level : 0;
  return {
    ...withPositions(told, positions === undefined || factor === 1 ? positions : mapPositions(positions, (value) => value * factor)),
    logVariance: gradient.logVariance,
    radial: total === count ? gradient.radial : undefined,
    sized: total === count ? gradient.sized : undefined,
    coherent: staysInPlace(x, axes) ? gradient.coherent : undefined,
    factors: staysInPlace(x, axes) ? gradient.factors : undefined,
    scores: staysInPlace(x, axes) ? gradient.scores : undefined,
    leaning: leaningBack(x, gradient, axes),
    conditional: output.density === x.density && gradient.conditional !== undefined && boost === 1 ? gradient.conditional : undefined,
  };
}

/** The same for the tensor, where its positions have other names. */
function leaningBack(x: Moments, { leaning, groups }: GradientMoments, axes: readonly PlacedAxis[]): Tilt | undefined {
  if (leaning === undefined) return undefined;
  const named = axes.filter(({ name }) => leaning.axes.includes(name)).flatMap(({ from }) => from);
  const there = (mask: number): number =>
    x.groups.reduce((found, group, index) => {
      const holders = axes.filter(({ from }) => from.some((name) => group.axes.includes(name))).map(({ name }) => name);
      const at = groups.findIndex((other) => other.axes.some((name) => holders.includes(name)));
      return (mask & (1 << index)) === 0 || at < 0 ? found : found | (1 << at);
    }, 0);
  return { axes: named, pairs: everyMask(x.groups, (mask) => leaning.pairs[there(mask)] ?? 0) };
}

interface BackPlace {
  readonly axes: readonly PlacedAxis[];
  readonly mask: number;
  readonly boost: number;
}

/** Pairs of x lie in the result at indices that differ in the axes that hold them. */
function backPair(x: Moments, gradient: GradientMoments, { axes, mask, boost }: BackPlace): number {
  let there = 0;
  for (const [index, group] of x.groups.entries()) {
    if ((mask & (1 << index)) === 0) continue;
    const holders = axes.filter(({ from }) => from.some((name) => group.axes.includes(name)));
    const mixed = holders.filter(({ from }) => from.some((name) => !x.groups.some((other) => other.axes.includes(name))));
    for (const { name } of holders) {
      const at = gradient.groups.findIndex((other) => other.axes.includes(name));
      if (at >= 0) there |= 1 << at;
      // Positions that became units have gradients of their own.
      else if (mixed.length > 0) return 0;
    }
  }
  return (gradient.pairs[there] ?? 0) * boost;
}

/** Parts of one tensor, none of which meets another; each is told over all of its elements. */
function addParts({ axes, groups }: Moments, a: GradientMoments, b: GradientMoments): GradientMoments {
  const total = meanSquare(a) + meanSquare(b);
  // Their squares themselves may be out of the range of numbers.
  const [one, other] = total > 0 ? [meanSquare(a) / total, meanSquare(b) / total] : [0, 0];
  const together = toldTogether(a, b, groups);
  const told: Told = {
    axes,
    groups,
    square: combineFields(a.square, b.square, (left, right) => left + right),
    pairs: a.pairs.map((pair, mask) => pair + (b.pairs[mask] ?? 0)),
  };
  return {
    ...withPositions(told, together === undefined ? undefined : joinPositions(...together, (left, right) => left + right)),
    logVariance: a.logVariance * one * one + b.logVariance * other * other,
  };
}
