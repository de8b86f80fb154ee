// What is known of a value whatever the inputs are: that it is a certain number outside of a region. Not what it depends on.
import type { Affine, Coordinate, Instruction, Value } from '@trammel/program';
import { addSizes, multiplySizes, subtractSizes, type Shape, type Size, type SymbolValues } from '@trammel/tensor';
import { isAlwaysInside } from './always-inside.js';
import { elementAt } from './element-at.js';
import type { IndexValue } from './index-value.js';
import { combinationsOf, withIndices } from './half-space.js';
import { countOf, indicesOf } from './integer-set.js';
import { formOf, numberOf, valueOfForm } from './known-coordinate.js';
import { canHide, literalsOf, partialScalar, type Outcome } from './partial-scalar.js';
import { viewReader, type View } from './view-reader.js';

/** The value is `constant` at every index outside of the region. Masks and padding are such facts. */
export interface Fact {
  readonly constant: number;
  readonly inside: Region;
}

/**
 * Indices told by affine forms that are all 0 or more there, because a mask says so or, for a border, because the elements behind them
 * exist; or told one by one along the axes that they depend on.
 */
export type Region =
  | { readonly kind: 'forms'; readonly forms: readonly Affine[]; readonly isBorder: boolean }
  | { readonly kind: 'points'; readonly axes: readonly number[]; readonly has: (index: readonly number[]) => boolean };

/** What is known of operands. */
export interface KnownOperands {
  readonly facts: (operand: Value) => readonly Fact[];
  readonly indexed: (operand: Value) => IndexValue | undefined;
  readonly sizes: SymbolValues;
}

type MapInstruction = Extract<Instruction, { op: 'map' }>;

/** The facts of a value, from those of its operands. */
export function factsOf(value: Value, known: KnownOperands): readonly Fact[] {
  const { instruction } = value;
  switch (instruction.op) {
    case 'view':
      return viewFacts(value, instruction, known);
    case 'map':
      return mapFacts(value, instruction, known);
    default:
      return [];
  }
}

/** The number that an operand is everywhere. */
export function constantOf(index: IndexValue | undefined): number | undefined {
  return index?.axes.length === 0 ? index.at([]) : undefined;
}

/** The numbers that let other operands not matter: as a factor, or as a term. */
const telling: readonly number[] = [0, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];

function mapFacts(value: Value, { expression, operands }: MapInstruction, { facts, indexed, sizes }: KnownOperands): readonly Fact[] {
  const indices = operands.map(indexed);
  const handedOn = operands.flatMap((operand, position) =>
    facts(operand).flatMap(({ constant, inside }) => {
      const argument = (index: number): number | undefined => (index === position ? constant : constantOf(indices[index]));
      const result = partialScalar(expression, { argument, sizes }).value;
      return result === undefined ? [] : [{ constant: result, inside }];
    }),
  );
  const known = knownPoints({ expression, operands }, { facts, indexed, sizes });
  if (known === undefined || indices.every((index) => index !== undefined)) return handedOn;
  const { axes, at } = known;
  const selected = constantsMet(known, value.shape, sizes).map((constant): Fact => ({
    constant,
    inside: { kind: 'points', axes, has: (index) => at(index).value !== constant },
  }));
  return [...handedOn, ...selected];
}

/** Up to how many indices are looked at to see whether a fact says anything. */
const sampleLimit = 1 << 12;

/** The numbers among `telling` that the map comes to at some index; those that it may come to where there are too many to look at. */
function constantsMet(known: KnownPoints, shape: Shape, sizes: SymbolValues): readonly number[] {
  const candidates = telling.filter((constant) => known.constants.has(constant));
  if (candidates.length === 0) return [];
  const box = shape.map(({ size }, axis) => indicesOf(known.axes.includes(axis) ? (numberOf(size, sizes) ?? sampleLimit + 1) : 1));
  const count = known.axes.reduce((product, axis) => product * countOf(elementAt(box, axis)), 1);
  const combinations = count > sampleLimit ? undefined : combinationsOf(box, known.axes);
  if (combinations === undefined) return candidates;
  const origin = box.map(() => 0);
  const met = new Set(combinations.map((indices) => known.at(withIndices(origin, known.axes, indices)).value));
  return candidates.filter((constant) => met.has(constant));
}

/** What a map comes to at single indices, and the axes on which that depends. */
export interface KnownPoints {
  readonly axes: readonly number[];
  readonly at: (index: readonly number[]) => Outcome;
  /** Numbers that it may come to, for all that its expression and its operands say. */
  readonly constants: ReadonlySet<number>;
}

/** Undefined where no operand that is known by its index can make another one not matter. */
export function knownPoints(
  { expression, operands }: Pick<MapInstruction, 'expression' | 'operands'>,
  known: KnownOperands,
): KnownPoints | undefined {
  const { facts, indexed, sizes } = known;
  const indices = operands.map(indexed);
  const isIndexed = new Set(indices.flatMap((index, position) => (index === undefined ? [] : [position])));
  if (indices.every((index) => index === undefined || index.axes.length === 0) || !canHide(expression, isIndexed)) return undefined;
  const regions = operands.map((operand) =>
    facts(operand).flatMap(({ constant, inside }) => {
      const points = pointsOf(inside, sizes);
      return points === undefined ? [] : [{ constant, points }];
    }),
  );
  const axes = [...indices.flatMap((index) => index?.axes ?? []), ...regions.flatMap((own) => own.flatMap(({ points }) => points.axes))];
  const argument = (position: number, index: readonly number[]): number | undefined =>
    indices[position]?.at(index) ?? regions[position]?.find(({ points }) => !points.has(index))?.constant;
  const constants = new Set([
    ...literalsOf(expression),
    ...indices.flatMap((index) => constantOf(index) ?? []),
    ...operands.flatMap((operand) =>
      facts(operand).flatMap(({ constant, inside }) => (inside.kind === 'forms' && inside.isBorder ? [] : [constant])),
    ),
  ]);
  return {
    axes: [...new Set(axes)],
    at: (index) => partialScalar(expression, { argument: (position) => argument(position, index), sizes }),
    constants,
  };
}

function viewFacts(value: Value, view: View, known: KnownOperands): readonly Fact[] {
  const missing = view.coordinates.flatMap((coordinate, axis) => {
    const { size } = elementAt(view.operand.shape, axis);
    return isAlwaysInside(coordinate, value.shape, size) ? [] : [bordersOf(coordinate, size)];
  });
  const own = [
    { forms: view.where, isBorder: false },
    { forms: missing.flatMap((borders) => borders ?? []), isBorder: true },
  ].flatMap(({ forms, isBorder }): Fact[] =>
    forms.length === 0 ? [] : [{ constant: view.fill, inside: { kind: 'forms', forms, isBorder } }],
  );
  const reader = missing.includes(undefined) ? viewReader(value, view, known.sizes) : undefined;
  if (reader !== undefined) {
    const has = (index: readonly number[]): boolean => reader.read(index) !== undefined;
    own.push({ constant: view.fill, inside: { kind: 'points', axes: reader.axesBehind([]), has } });
  }
  const isFilled = view.where.length > 0 || missing.length > 0;
  return [...own, ...known.facts(view.operand).flatMap((fact) => seenThrough(fact, value, view, { isFilled, sizes: known.sizes }) ?? [])];
}

/** The fact about the operand as one about the view. */
function seenThrough(
  { constant, inside }: Fact,
  value: Value,
  view: View,
  how: { readonly isFilled: boolean; readonly sizes: SymbolValues },
): Fact | undefined {
  // Where the view takes its fill, the fact must hold of the fill too.
  if (inside.kind === 'forms' && (!how.isFilled || constant === view.fill)) {
    const forms = inside.forms.map((form) => substituted(form, view, value.shape));
    const known = forms.flatMap((form) => form ?? []);
    if (known.length === forms.length) return { constant, inside: { ...inside, forms: known } };
  }
  const points = pointsOf(inside, how.sizes);
  const reader = viewReader(value, view, how.sizes);
  if (points === undefined || reader === undefined) return undefined;
  const has = (index: readonly number[]): boolean => {
    const read = reader.read(index);
    return read === undefined ? constant !== view.fill : points.has(read);
  };
  return { constant, inside: { kind: 'points', axes: reader.axesBehind(points.axes), has } };
}

function pointsOf(region: Region, sizes: SymbolValues): Extract<Region, { kind: 'points' }> | undefined {
  if (region.kind === 'points') return region;
  const forms = region.forms.flatMap((form) => formOf(form, sizes) ?? []);
  if (forms.length < region.forms.length) return undefined;
  const axes = [...new Set(forms.flatMap((form) => form.terms.map((term) => term.axis)))];
  return { kind: 'points', axes, has: (index) => forms.every((form) => valueOfForm(form, index) >= 0) };
}

/** The conditions 0 <= coordinate < size; undefined where they are not affine. */
function bordersOf(coordinate: Coordinate, size: Size): readonly Affine[] | undefined {
  if (coordinate.divisor !== 1 || coordinate.modulus !== undefined || coordinate.outside !== 'fill') return undefined;
  const { terms, offset } = coordinate;
  const negated = terms.map(({ axis, coefficient }) => ({ axis, coefficient: multiplySizes(coefficient, -1) }));
  return [
    { terms, offset },
    { terms: negated, offset: subtractSizes(subtractSizes(size, 1), offset) },
  ];
}

/** The form over the operand's indices as one over those of the view; undefined where the view makes it something else. */
function substituted(form: Affine, view: View, shape: Shape): Affine | undefined {
  let offset = form.offset;
  const terms: Affine['terms'][number][] = [];
  for (const { axis, coefficient } of form.terms) {
    const coordinate = elementAt(view.coordinates, axis);
    const isAffine = coordinate.divisor === 1 && coordinate.modulus === undefined;
    const { size } = elementAt(view.operand.shape, axis);
    if (!isAffine || (coordinate.outside !== 'fill' && !isAlwaysInside({ ...coordinate, outside: 'fill' }, shape, size))) return undefined;
    offset = addSizes(offset, multiplySizes(coefficient, coordinate.offset));
    for (const term of coordinate.terms) terms.push({ axis: term.axis, coefficient: multiplySizes(coefficient, term.coefficient) });
  }
  return { terms, offset };
}
