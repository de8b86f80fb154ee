// Gradients that are others times a number: what recurs, copy after copy, where a network repeats itself. Not the rules that make them so.
import { mapField } from './field.js';
import { countOf, meanSquare, type GradientMoments } from './moments.js';

/** Agreement to so many parts of the whole. */
const tolerance = 1e-13;

/** The gradient times a factor, all squares of it; undefined where it holds what has no such multiple. */
export function multipleOf(gradient: GradientMoments, factor: number): GradientMoments | undefined {
  if (isPaired(gradient)) return undefined;
  const times = (value: number): number => value * factor;
  return {
    ...gradient,
    square: mapField(gradient.square, times),
    pairs: gradient.pairs.map(times),
    byPosition: gradient.byPosition && { ...gradient.byPosition, tables: gradient.byPosition.tables.map((table) => table.map(times)) },
    conditional: gradient.conditional?.map(times),
    projection: gradient.projection?.map(times),
    radial: gradient.radial === undefined ? undefined : times(gradient.radial),
  };
}

/** Scores and what makes them: products of two tensors, of which each goes its own way. */
const isPaired = ({ coherent, leaning, factors, scores }: GradientMoments): boolean =>
  [coherent, leaning, factors, scores].some((part) => part !== undefined);

/** By which factor `next` is a multiple of a gradient of the same tensor, whatever their log-variances are; undefined where it is none. */
export function ratioOf(next: GradientMoments, gradient: GradientMoments): number | undefined {
  const level = meanSquare(gradient);
  const ratio = level === 0 ? 1 : meanSquare(next) / level;
  // Where numbers have gone out of range, nothing is told of their ratio, and nothing changes any more.
  const factor = Number.isNaN(ratio) ? 1 : ratio;
  const expected = multipleOf(gradient, factor);
  if (expected === undefined || isPaired(next)) return undefined;
  return areAlike(expected, next) ? factor : undefined;
}

function areAlike(one: GradientMoments, other: GradientMoments): boolean {
  const level = Math.abs(meanSquare(one));
  const [tables, otherTables] = [one.byPosition?.tables ?? [], other.byPosition?.tables ?? []];
  return (
    one.isLanding === other.isLanding &&
    areNear([one.square.values, one.pairs, ...tables], [other.square.values, other.pairs, ...otherTables], level) &&
    areNear([one.conditional], [other.conditional], level) &&
    areNear([one.projection], [other.projection], largest(one.projection)) &&
    areNear([numbers(one.radial)], [numbers(other.radial)], level * countOf(one.axes)) &&
    areNear([numbers(one.sized)], [numbers(other.sized)], 1) &&
    areNear([numbers(one.narrowness)], [numbers(other.narrowness)], 1) &&
    areNear([currentsOf(one)], [currentsOf(other)], 1) &&
    areNear([gramOf(one)], [gramOf(other)], 1)
  );
}

type Numbers = ArrayLike<number>;

const numbers = (value: number | undefined): Numbers | undefined => (value === undefined ? undefined : [value]);
const currentsOf = ({ current }: GradientMoments): Numbers | undefined => current && [current.even, current.odd, current.own];

/** The first of sizes and of products says nothing. */
const gramOf = ({ gram }: GradientMoments): Numbers | undefined => gram && [gram.own, ...gram.sizes.slice(1), ...gram.products.slice(1)];

function largest(values: readonly number[] | undefined): number {
  return (values ?? []).reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}

/** Whether lists of numbers are the same up to a part of `whole`. */
function areNear(lists: readonly (Numbers | undefined)[], others: readonly (Numbers | undefined)[], whole: number): boolean {
  return lists.length === others.length && lists.every((list, at) => isNear(list, others[at], whole));
}

function isNear(list: Numbers | undefined, other: Numbers | undefined, whole: number): boolean {
  if (list === undefined || other === undefined) return list === other;
  if (list.length !== other.length) return false;
  for (let at = 0; at < list.length; at += 1) {
    const [one, two] = [list[at] ?? 0, other[at] ?? 0];
    if (!Object.is(one, two) && !(Math.abs(one - two) <= tolerance * Math.max(whole, Math.abs(one)))) return false;
  }
  return true;
}
