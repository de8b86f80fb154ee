// Tensors that meet element by element, sums and products, and tensors laid one after the other.
import { joinPositions, mapPositions, toldAlong, withPositions } from './by-position.js';
import { densitySource, plusGaussian, type GaussianSum } from './density.js';
import { averagedAlong, combineFields, evenField, mapField, meanOfField, scaleField, type Field } from './field.js';
import { jointGroups } from './contraction.js';
import { gramOf, squaredProducts } from './gram-spread.js';
import { likenessOfSum } from './likeness.js';
import {
  centredPair,
  countOf,
  everyMask,
  examplesIn,
  fieldOnAxes,
  isOfExamples,
  maskIn,
  meanOf,
  meanSquare,
  multiplicity,
  pairIn,
  positionsOf,
  scaleGradient,
  type GradientMoments,
  type Moments,
  type PairMoments,
  type PositionGroup,
  type SignalAxis,
  type Told,
} from './moments.js';
import type { PositionPairs } from './position-pairs.js';
import { noiseOfTerms, unitsOf } from './size-noise.js';
import { simpleStep, type SignalStep } from './step.js';
import { joinedKinds, kindsOfPart } from './unit-kinds.js';

const sumOfFields = (fields: readonly Field[]): Field =>
  fields.slice(1).reduce((sum, field) => combineFields(sum, field, (a, b) => a + b), fields[0] ?? evenField(0, 0));

/** Where tensors meet, and whether an activation reads what comes out. */
export interface Meeting {
  readonly axes: readonly SignalAxis[];
  readonly followsDensity: boolean;
}

/** y = a + b + ..., on the axes of all; an axis that one lacks repeats it. Other branches are independent up to their means. */
export function sum(terms: readonly Moments[], { axes, followsDensity }: Meeting): SignalStep {
  const groups = jointGroups(...terms);
  const means = terms.map((term) => fieldOnAxes(term.mean, term.axes, axes));
  const total = sumOfFields(means);
  const cross = (values: readonly number[]): number =>
    values.reduce((all, value) => all + value, 0) ** 2 - values.reduce((squares, value) => squares + value * value, 0);
  const meeting = cross(terms.map(meanOf));
  const squares = sumOfFields(terms.map((term) => fieldOnAxes(term.square, term.axes, axes)));
  const pairs = everyMask(groups, (mask) => terms.reduce((all, term) => all + pairIn(term, groups, mask), 0) + meeting);
  const followed = followsDensity ? sumOfDensities(terms) : undefined;
  const told: Told = withPositions(
    { axes, groups, square: mapField(squares, (square) => square + meeting), pairs },
    joined(terms, groups, (all, value) => all + value, meeting),
  );
  const output: Moments = {
    ...told,
    mean: total,
    density: followed === undefined ? undefined : densitySource({ isOfGaussian: false, key: '' }, () => followed.sum().density),
    exampleNoise: noiseOfExamples(terms),
    sizeNoise: noiseOfTerms(terms),
    likeness: likenessOfSum(terms, { axes, groups }),
  };
  const back = (gradient: GradientMoments): readonly GradientMoments[] =>
    terms.map((term, index) => {
      const piece = gathered(term, gradient, followed?.index === index && gradient.conditional !== undefined ? followed.sum() : undefined);
      const projection = projectionOfTerm(term, output, gradient);
      const sized = gradient.sized === undefined ? undefined : (gradient.sized * meanSquare(term)) / meanSquare(output);
      return { ...turnedTo(term, piece, { output, terms, radial: gradient.radial }), projection, sized };
    });
  return simpleStep(output, back, { noise: noiseOfSum(terms) });
}

/** All terms by position, where one of them is: what two of them have is put together one after the other. */
function joined(
  terms: readonly Told[],
  groups: readonly PositionGroup[],
  combine: (all: number, value: number) => number,
  more = 0,
): PositionPairs | undefined {
  const axis = terms.find(({ byPosition }) => byPosition !== undefined)?.byPosition?.axis;
  const [first, ...others] = axis === undefined ? [] : terms.map((term) => toldAlong(term, groups, axis));
  const whole = others.reduce(
    (all, term) => (all === undefined || term === undefined ? undefined : joinPositions(all, term, combine)),
    first,
  );
  return whole === undefined || more === 0 ? whole : mapPositions(whole, (value) => value + more);
}

/**
 * Of what the gradient has along the sum y, a term x gets the part along itself, (x^T y)^2 / (x^T x y^T y); the rest lies across it. Where
 * means of terms meet, y^T y is more than the sum of theirs, and what an even gradient has along them adds up by amplitude, not by square.
 */
function turnedTo(
  term: Moments,
  piece: GradientMoments,
  { output, terms, radial = 0 }: { readonly output: Moments; readonly terms: readonly Moments[]; readonly radial: number | undefined },
): GradientMoments {
  const [own, whole] = [meanSquare(term), meanSquare(output)];
  const elements = countOf(term.axes);
  if (own <= 0 || whole <= 0 || elements !== countOf(output.axes)) return piece;
  const examples = output.groups.every(isOfExamples) ? examplesIn(output.groups) : 0;
  const meeting = Math.max(0, whole - terms.reduce((sum, each) => sum + meanSquare(each), 0)) / whole;
  const along = radial + meanSquare(piece) * examples * (meeting > 1e-9 ? meeting : 0);
  if (along === 0) return piece;
  const part = (own + meanOf(term) * (meanOf(output) - meanOf(term))) ** 2 / (own * whole);
  const even = meanSquare(piece) * elements;
  const across = even > 0 ? 1 + (radial - along * part) / even : 1;
  return {
    ...piece,
    square: scaleField(piece.square, across),
    pairs: piece.pairs.map((pair) => pair * across),
    byPosition: piece.byPosition === undefined ? undefined : mapPositions(piece.byPosition, (value) => value * across),
    radial: along * part,
  };
}

/** E[x x' g g'] of a term x, which is its part of the variance of the sum y times y, and a rest that y says nothing of, from that of y. */
function projectionOfTerm(term: Moments, output: Moments, { projection, groups, pairs }: GradientMoments): PairMoments | undefined {
  const variance = centredPair(output, 0);
  if (projection === undefined || groups !== output.groups || term.groups.length !== groups.length || variance <= 0) return undefined;
  const part = centredPair(term, 0) / variance;
  return everyMask(term.groups, (mask) => {
    const there = maskIn(groups, term.groups, mask);
    const pair = pairs[there] ?? 0;
    return pair * centredPair(term, mask) + part * part * ((projection[there] ?? 0) - pair * centredPair(output, there));
  });
}

/**
 * Terms that come of one stream have its sizes of examples in common: what the term whose examples are the least unlike has is of one
 * origin in all, and what others have beyond that arose on their ways.
 */
function noiseOfExamples(terms: readonly Moments[]): number | undefined {
  const total = terms.reduce((all, term) => all + meanSquare(term), 0);
  if (total <= 0 || terms.every(({ exampleNoise }) => exampleNoise === undefined)) return undefined;
  const common = Math.min(...terms.map(({ exampleNoise }) => exampleNoise ?? 0));
  return terms.reduce((all, term) => all + ((term.exampleNoise ?? 0) - common) * (meanSquare(term) / total) ** 2, common);
}

/** The one term whose distribution was followed, plus the Gaussians of the others. */
function sumOfDensities(terms: readonly Moments[]): { readonly index: number; readonly sum: () => GaussianSum } | undefined {
  const followed = terms.flatMap((term, index) => (term.density === undefined ? [] : [{ index, density: term.density }]));
  const [only] = followed;
  const others = terms.filter((term) => term.density === undefined);
  const mean = others.reduce((all, term) => all + meanOf(term), 0);
  const variance = others.reduce((all, term) => all + meanSquare(term) - meanOf(term) ** 2, 0);
  if (only === undefined || followed.length !== 1 || variance <= 0) return undefined;
  let made: GaussianSum | undefined;
  return { index: only.index, sum: () => (made ??= plusGaussian(only.density.get(), mean, variance)) };
}

/** The gradient of one term: that of the sum, added up along the axes that repeat it. */
function gathered(term: Moments, gradient: GradientMoments, seen: GaussianSum | undefined): GradientMoments {
  const repeated = gradient.axes.filter(({ name }) => !term.axes.some((axis) => axis.name === name && axis.size > 1));
  const grouped = gradient.groups.filter(({ axes }) => axes.some((name) => repeated.some((axis) => axis.name === name)));
  const count = countOf(repeated);
  const units = count / positionsOf(grouped);
  const adds = (mask: number): number => {
    let all = 0;
    for (let along = 0; along < 1 << grouped.length; along += 1) {
      const there = maskIn(gradient.groups, term.groups, mask) | maskIn(gradient.groups, grouped, along);
      all += multiplicity(grouped, along) * (gradient.pairs[there] ?? 0);
    }
    return units * positionsOf(grouped) * all;
  };
  const conditional = seen !== undefined && gradient.conditional !== undefined ? seen.seenFromFirst(gradient.conditional) : undefined;
  const pairs = everyMask(term.groups, adds);
  const averagedField = repeated.reduce(
    (field, { name }) =>
      averagedAlong(
        field,
        gradient.axes.findIndex((axis) => axis.name === name),
      ),
    gradient.square,
  );
  const level = meanSquare(gradient);
  const square = scaleField(fieldOnAxes(averagedField, gradient.axes, term.axes), level > 0 ? (pairs[0] ?? 0) / level : 0);
  const { byPosition } = gradient;
  const told = byPosition === undefined || repeated.length > 0 ? undefined : toldAlong(gradient, term.groups, byPosition.axis);
  return {
    ...withPositions({ axes: term.axes, groups: term.groups, square, pairs }, told),
    logVariance: gradient.logVariance,
    gram: repeated.length > 0 || term.groups.length === 0 ? undefined : gramOf(gradient, term.groups),
    conditional,
  };
}

/** The cross terms of two branches: 4 q_a q_b / (q_a + q_b)^2 over the units. */
function noiseOfSum(terms: readonly Moments[]): number {
  const [a, b] = terms;
  if (a === undefined || b === undefined) return 0;
  const [one, other] = [meanSquare(a), meanSquare(b)];
  if (one + other <= 0) return 0;
  const units = countOf(a.axes) / positionsOf(a.groups);
  const alike = (x: Moments, mask: number): number => (meanSquare(x) > 0 ? pairIn(x, a.groups, mask) / meanSquare(x) : 0);
  let spread = 0;
  for (let mask = 0; mask < 1 << a.groups.length; mask += 1)
    spread += multiplicity(a.groups, mask) * (mask === 0 ? 1 : Math.abs(alike(a, mask) * alike(b, mask)));
  return ((4 * one * other) / ((one + other) ** 2 * units)) * (spread / positionsOf(a.groups));
}

/** y = a * b * ..., of independent factors. Backward: the gradient times the squares of the others. */
export function product(factors: readonly Moments[], axes: readonly SignalAxis[]): SignalStep {
  const groups = jointGroups(...factors);
  const times = (others: readonly Moments[], of: (factor: Moments) => Field): Field =>
    others.reduce(
      (all, factor) => combineFields(all, fieldOnAxes(of(factor), factor.axes, axes), (a, b) => a * b),
      evenField(1, axes.length),
    );
  const square = times(factors, (factor) => factor.square);
  // Large factors may meet large ones by position: the mean of the field, not the product of means.
  const pairs = everyMask(groups, (mask) =>
    mask === 0 ? meanOfField(square) : factors.reduce((all, factor) => all * pairIn(factor, groups, mask), 1),
  );
  const output: Moments = {
    ...withPositions<Told>(
      { axes, groups, square, pairs },
      joined(factors, groups, (all, value) => all * value),
    ),
    mean: times(factors, (factor) => factor.mean),
  };
  const isFixed = (factor: Moments): boolean => meanSquare(factor) - meanOf(factor) ** 2 <= 1e-12 * meanSquare(factor);
  const noise = factors.filter((factor) => !isFixed(factor)).length > 1 ? 6 / Math.max(1, countOf(axes)) : 0;
  const isCentred = meanOf(output) ** 2 <= 1e-6 * meanSquare(output);
  return simpleStep(output, (gradient) =>
    factors.map((factor, index) => {
      const others = factors.filter((_, other) => other !== index);
      const seen = combineFields(
        gradient.square,
        times(others, (other) => other.square),
        (g, q) => g * q,
      );
      const pairs = everyMask(groups, (mask) =>
        mask === 0
          ? meanOfField(seen)
          : ((isCentred ? throughProduct(gradient, factor, { groups, mask }) : undefined) ??
            others.reduce((all, other) => all * pairIn(other, groups, mask), pairIn(gradient, groups, mask))),
      );
      const passed: GradientMoments = {
        ...withPositions<Told>(
          { axes, groups, square: seen, pairs },
          joined([gradient, ...others], groups, (all, value) => all * value),
        ),
        logVariance: gradient.logVariance + noise,
      };
      const back = gathered(factor, passed, undefined);
      // Each factor times its gradient is the product times its own.
      return isCentred && factor.groups.length === groups.length ? { ...back, projection: gradient.projection } : back;
    }),
  );
}

interface PairPlace {
  readonly groups: readonly PositionGroup[];
  readonly mask: number;
}

/** E of the gradients of a factor that is repeated along positions, from E[y y' g g'] of the product y: that over E[a a']. */
function throughProduct({ projection, groups }: GradientMoments, factor: Moments, place: PairPlace): number | undefined {
  const alike = pairIn(factor, place.groups, place.mask);
  if (projection === undefined || groups !== place.groups || factor.groups.length === groups.length || alike <= 0) return undefined;
  return (projection[place.mask] ?? 0) / alike;
}

/** Tensors one after the other along an axis. */
export function concatenation(parts: readonly Moments[], axis: string, axes: readonly SignalAxis[]): SignalStep {
  const sizes = parts.map((part) => part.axes.find(({ name }) => name === axis)?.size ?? 1);
  const total = sizes.reduce((all, size) => all + size, 0);
  const groups = groupsAlong(jointGroups(...parts), axis, total);
  const at = groups.findIndex((group) => group.axes.includes(axis));
  const weighted = (of: (part: Moments) => number): number =>
    parts.reduce((all, part, index) => all + of(part) * (sizes[index] ?? 0), 0) / total;
  const pairs = everyMask(groups, (mask) =>
    at >= 0 && (mask & (1 << at)) !== 0
      ? pairsAlong(parts, sizes, { groups, mask, total })
      : weighted((part) => pairIn(part, groups, mask)),
  );
  const isPosition = at >= 0;
  const output: Moments = {
    axes,
    groups,
    mean: isPosition ? laid(parts, sizes, { axes, axis, of: (part) => part.mean }) : mixed(parts, sizes, { axes, of: (part) => part.mean }),
    square: isPosition
      ? laid(parts, sizes, { axes, axis, of: (part) => part.square })
      : mixed(parts, sizes, { axes, of: (part) => part.square }),
    pairs,
    kinds: isPosition ? undefined : joinedKinds(parts),
  };
  return simpleStep(output, (gradient) => {
    // Parts have fewer units to average over; what varies does so for each of the directions that gradients of positions take.
    const isPlain = groups.every(isOfExamples);
    const directions = isPlain ? squaredProducts(gramOf(gradient), gradient.groups) : 1 / Math.min(positionsOf(groups), 9);
    let start = 0;
    return parts.map((part, index) => {
      const size = sizes[index] ?? 1;
      const noise = isPosition ? 0 : directions * Math.max(0, 2 / unitsOf(part) - 2 / (countOf(axes) / positionsOf(groups)));
      const piece = slicedGradient(part, gradient, { axis, start, size, noise });
      start += size;
      const { level, kinds } = kindsOfPart(parts, gradient, index);
      return kinds === undefined && level === 1 ? piece : { ...scaleGradient(piece, level), kinds };
    });
  });
}

interface Laying {
  readonly axes: readonly SignalAxis[];
  readonly of: (part: Moments) => Field;
}

/** Units of unlike tensors become one kind of unit: the mean of their moments. */
function mixed(parts: readonly Moments[], sizes: readonly number[], { axes, of }: Laying): Field {
  const total = sizes.reduce((all, size) => all + size, 0);
  return sumOfFields(parts.map((part, index) => scaleField(fieldOnAxes(of(part), part.axes, axes), (sizes[index] ?? 0) / total)));
}

/** Along positions each keeps its own. */
function laid(parts: readonly Moments[], sizes: readonly number[], { axes, axis, of }: Laying & { readonly axis: string }): Field {
  const at = axes.findIndex(({ name }) => name === axis);
  const total = sizes.reduce((all, size) => all + size, 0);
  let start = 0;
  const pieces = parts.map((part, index) => {
    const size = sizes[index] ?? 1;
    const piece = placed(fieldOnAxes(of(part), part.axes, axes), { at, start, size, total });
    start += size;
    return piece;
  });
  return sumOfFields(pieces);
}

interface Placing {
  readonly at: number;
  readonly start: number;
  readonly size: number;
  readonly total: number;
}

/** The field between zeros along an axis. */
function placed(field: Field, { at, start, size, total }: Placing): Field {
  const inner = field.extents.slice(at + 1).reduce((all, extent) => all * extent, 1);
  const held = field.extents[at] ?? 1;
  const outer = field.values.length / (inner * held);
  const values = new Float64Array(outer * total * inner);
  for (let o = 0; o < outer; o += 1)
    for (let along = 0; along < size; along += 1)
      for (let i = 0; i < inner; i += 1)
        values[(o * total + start + along) * inner + i] = field.values[(o * held + (held === 1 ? 0 : along)) * inner + i] ?? 0;
  return { extents: field.extents.map((extent, index) => (index === at ? total : extent)), values };
}

interface Slicing {
  readonly axis: string;
  readonly start: number;
  readonly size: number;
  readonly noise: number;
}

function slicedGradient(part: Moments, gradient: GradientMoments, { axis, start, size, noise }: Slicing): GradientMoments {
  const at = gradient.axes.findIndex(({ name }) => name === axis);
  const square = sliced(gradient.square, { at, start, size });
  const level = meanOfField(square);
  // Of the pairs along the axis, those inside of the stretch are taken to be as all are.
  const groups = groupsAlong(gradient.groups, axis, size).filter((group) => group.size > 1);
  const pairs = everyMask(groups, (mask) => (mask === 0 ? level : pairIn(gradient, groups, mask)));
  const axes = gradient.axes.map((each) => (each.name === axis ? { name: axis, size } : each));
  return gathered(part, { axes, groups, square, pairs, logVariance: gradient.logVariance + noise }, undefined);
}

/** A stretch of a field along one axis. */
export function sliced(field: Field, { at, start, size }: Omit<Placing, 'total'>): Field {
  const held = field.extents[at] ?? 1;
  if (held === 1) return field;
  const inner = field.extents.slice(at + 1).reduce((all, extent) => all * extent, 1);
  const outer = field.values.length / (inner * held);
  const values = new Float64Array(outer * size * inner);
  for (let o = 0; o < outer; o += 1)
    values.set(field.values.subarray((o * held + start) * inner, (o * held + start + size) * inner), o * size * inner);
  return { extents: field.extents.map((extent, index) => (index === at ? size : extent)), values };
}

interface Along {
  readonly groups: readonly PositionGroup[];
  readonly mask: number;
  readonly total: number;
}

/** Pairs along the axis lie in one part, or in two, which meet in their means. */
function pairsAlong(parts: readonly Moments[], sizes: readonly number[], { groups, mask, total }: Along): number {
  let sum = 0;
  for (const [index, part] of parts.entries()) {
    const size = sizes[index] ?? 0;
    sum += size * (size - 1) * pairIn(part, groups, mask);
    sum +=
      size *
      (total - size) *
      meanOf(part) *
      (parts.reduce((all, other, at) => all + (at === index ? 0 : meanOf(other) * (sizes[at] ?? 0)), 0) / Math.max(1, total - size));
  }
  return sum / (total * Math.max(1, total - 1));
}

/** The groups where the axis has its new size; an axis of positions of size 1 before has no group, and is given one if it is of positions elsewhere. */
function groupsAlong(groups: readonly PositionGroup[], axis: string, total: number): readonly PositionGroup[] {
  return groups.map((group) => (group.axes.includes(axis) && group.axes.length === 1 ? { axes: group.axes, size: total } : group));
}
