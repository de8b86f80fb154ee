// Index arithmetic of shaders: affine forms over whole-number variables, with quotients and remainders worked out by what is known of ranges.
import {
  addSizes,
  divideSizesExactly,
  floorDivideSizes,
  isKnown,
  isNeverNegativeForPositive,
  isWhole,
  multiplySizes,
  printSize,
  sameSize,
  subtractSizes,
  type Size,
} from '@trammel/tensor';
import { deepest, type Placed, type Scope } from './scope.js';
import { call, named, sizeText, type Writer } from './writer.js';

/** The least and the greatest value; undefined where the sign of a symbolic coefficient is open. */
export interface Range {
  readonly least: Size;
  readonly greatest: Size;
}

/** A whole-number variable of the shader. */
export interface Atom {
  readonly name: string;
  readonly scope: Scope;
  readonly range: Range | undefined;
  /** For a variable that is floor(base / divisor). */
  readonly quotient: { readonly base: Index; readonly divisor: Size } | undefined;
}

/** sum(coefficient * atom) + offset, each atom once, in the order of their names. */
export interface Index {
  readonly terms: readonly { readonly atom: Atom; readonly coefficient: Size }[];
  readonly offset: Size;
  readonly range: Range | undefined;
}

/** The same index everywhere. */
export function fixedIndex(offset: Size): Index {
  return { terms: [], offset, range: { least: offset, greatest: offset } };
}

/** The variable as an index. */
export function indexOfAtom(atom: Atom): Index {
  return { terms: [{ atom, coefficient: 1 }], offset: 0, range: atom.range };
}

/** A variable from 0 to below `count`. */
export function counter(name: string, scope: Scope, count: Size): Index {
  return indexOfAtom({ name, scope, range: { least: 0, greatest: subtractSizes(count, 1) }, quotient: undefined });
}

/** a + by * b */
export function addIndices(a: Index, b: Index, by: Size = 1): Index {
  const coefficients = new Map(a.terms.map(({ atom, coefficient }) => [atom.name, { atom, coefficient }]));
  for (const { atom, coefficient } of b.terms) {
    const before = coefficients.get(atom.name)?.coefficient ?? 0;
    coefficients.set(atom.name, { atom, coefficient: addSizes(before, multiplySizes(coefficient, by)) });
  }
  const terms = [...coefficients.values()].filter(({ coefficient }) => coefficient !== 0);
  terms.sort((s, t) => s.atom.scope.depth - t.atom.scope.depth || compareNames(s.atom.name, t.atom.name));
  return { terms, offset: addSizes(a.offset, multiplySizes(b.offset, by)), range: sumOfRanges(a.range, scaledRange(b.range, by)) };
}

/** index + offset */
export function shifted(index: Index, offset: Size): Index {
  return addIndices(index, fixedIndex(offset));
}

/** sum(indices * strides) */
export function linear(indices: readonly Index[], strides: readonly Size[]): Index {
  return indices.reduce((sum, index, at) => addIndices(sum, index, strides[at] ?? 0), fixedIndex(0));
}

/** The index, of which more is known than its form tells. */
export function withRange(index: Index, range: Range): Index {
  return { ...index, range };
}

/** True when the index is proved to be at least 0 and below the size. */
export function isInside({ range }: Index, size: Size): boolean {
  return range !== undefined && isAtLeast(range.least, 0) && isAtLeast(subtractSizes(size, 1), range.greatest);
}

/** True when the index is proved to be 0 or more. */
export function isNeverBelowZero({ range }: Index): boolean {
  return range !== undefined && isAtLeast(range.least, 0);
}

/** Text that is the same only for equal indices. */
export function keyOfIndex({ terms, offset }: Index): string {
  return `${terms.map(({ atom, coefficient }) => `${atom.name}*${printSize(coefficient)}`).join('+')}+${printSize(offset)}`;
}

/** floor(index / divisor), for a divisor of 1 or more. */
export function quotient(writer: Writer, index: Index, divisor: Size): Index {
  if (divisor === 1) return index;
  if (isInside(index, divisor)) return fixedIndex(0);
  const range = index.range === undefined ? undefined : quotientRange(index.range, divisor);
  if (range !== undefined && sameSize(range.least, range.greatest)) return fixedIndex(range.least);
  // floor((d*A + B) / d) = A + floor(B / d)
  const split = splitBy(index, divisor);
  const whole = split.whole.terms.length > 0 || split.whole.offset !== 0;
  const rest = whole ? split.rest : { ...split.rest, range: index.range ?? split.rest.range };
  const result = addIndices(split.whole, isInside(rest, divisor) ? fixedIndex(0) : quotientOfRest(writer, rest, divisor));
  return range === undefined ? result : withRange(result, range);
}

/** index - divisor * floor(index / divisor) */
export function remainder(writer: Writer, index: Index, divisor: Size): Index {
  if (isInside(index, divisor)) return index;
  const rest = addIndices(index, quotient(writer, index, divisor), multiplySizes(divisor, -1));
  return withRange(rest, { least: 0, greatest: subtractSizes(divisor, 1) });
}

/** The index as an expression, with the parts that change less often named further out. */
export function indexText(writer: Writer, index: Index): Placed {
  let parts: string[] = [];
  let scope = writer.body;
  const { terms, offset } = index;
  const sum = (): string => (parts.length === 0 ? '0' : parts.join(' + ').replaceAll('+ -', '- '));
  for (const { atom, coefficient } of terms) {
    if (atom.scope.depth > scope.depth) {
      if (parts.length > 1 || parts.some((part) => part.includes('*'))) parts = [named({ text: sum(), scope }, 'j').text];
      ({ scope } = atom);
    }
    parts.push(product(writer, atom.name, coefficient));
  }
  if (offset !== 0 || parts.length === 0) parts.push(sizeText(writer, offset));
  return { text: sum(), scope };
}

/** As `indexText`, with a known offset written even where it is 0 or less, so that neighbours are written alike and templates hold them once. */
export function addressText(writer: Writer, index: Index): Placed {
  if (!isKnown(index.offset) || index.terms.length === 0) return indexText(writer, index);
  const { text, scope } = indexText(writer, { ...index, offset: 0 });
  return { text: `${text} + ${index.offset.toString()}`, scope };
}

/** A new variable that is the expression. */
export function indexOfText(placed: Placed, range: Range | undefined): Index {
  const { text, scope } = named(placed, 'j');
  return indexOfAtom({ name: text, scope, range, quotient: undefined });
}

/** The axes' indices of an index into all of their elements, the last axis the fastest. */
export function unflatten(writer: Writer, flat: Index, sizes: readonly Size[]): readonly Index[] {
  const indices: Index[] = [];
  let below: Size = 1;
  for (const [back, size] of [...sizes].reverse().entries()) {
    const whole = quotient(writer, flat, below);
    const isFirst = back === sizes.length - 1;
    indices.push(isFirst ? withRange(whole, { least: 0, greatest: subtractSizes(size, 1) }) : remainder(writer, whole, size));
    below = multiplySizes(below, size);
  }
  return indices.reverse();
}

/** The scope in which the index is known. */
export function scopeOfIndices(indices: readonly Index[], outer: Scope): Scope {
  return deepest(
    indices.flatMap(({ terms }) => terms.map(({ atom }) => atom.scope)),
    outer,
  );
}

/** Names that count, such as j9 and j10, in the order of their numbers. */
function compareNames(a: string, b: string): number {
  return a.length - b.length || (a < b ? -1 : a > b ? 1 : 0);
}

function isAtLeast(a: Size, b: Size): boolean {
  return isNeverNegativeForPositive(subtractSizes(a, b));
}

function sumOfRanges(a: Range | undefined, b: Range | undefined): Range | undefined {
  return a === undefined || b === undefined ? undefined : { least: addSizes(a.least, b.least), greatest: addSizes(a.greatest, b.greatest) };
}

function scaledRange(range: Range | undefined, by: Size): Range | undefined {
  if (range === undefined || by === 0) return by === 0 ? { least: 0, greatest: 0 } : undefined;
  const [first, second] = [multiplySizes(range.least, by), multiplySizes(range.greatest, by)];
  if (isNeverNegativeForPositive(by)) return { least: first, greatest: second };
  return isNeverNegativeForPositive(multiplySizes(by, -1)) ? { least: second, greatest: first } : undefined;
}

function quotientRange({ least, greatest }: Range, divisor: Size): Range {
  return { least: floorDivideSizes(least, divisor), greatest: floorDivideSizes(greatest, divisor) };
}

/** index = divisor * whole + rest, the terms and the offset each on one side. */
function splitBy(index: Index, divisor: Size): { readonly whole: Index; readonly rest: Index } {
  let whole = fixedIndex(0);
  let rest = fixedIndex(0);
  for (const { atom, coefficient } of index.terms) {
    const factor = wholeQuotient(coefficient, divisor);
    if (factor === undefined) rest = addIndices(rest, indexOfAtom(atom), coefficient);
    else whole = addIndices(whole, indexOfAtom(atom), factor);
  }
  const turns =
    isKnown(index.offset) && isKnown(divisor) ? floorDivideSizes(index.offset, divisor) : (wholeQuotient(index.offset, divisor) ?? 0);
  return { whole: shifted(whole, turns), rest: shifted(rest, subtractSizes(index.offset, multiplySizes(divisor, turns))) };
}

function wholeQuotient(size: Size, divisor: Size): Size | undefined {
  const found = divideSizesExactly(size, divisor);
  return found !== undefined && isWhole(found) ? found : undefined;
}

function quotientOfRest(writer: Writer, rest: Index, divisor: Size): Index {
  // floor((g*A + B) / (g*e)) = floor(A / e) where 0 <= B < g
  for (const { coefficient } of rest.terms) {
    const left = coefficient === 1 || coefficient === -1 || !isAtLeast(coefficient, 2) ? undefined : wholeQuotient(divisor, coefficient);
    if (left === undefined) continue;
    const split = splitBy(rest, coefficient);
    if (isInside(split.rest, coefficient)) return quotient(writer, split.whole, left);
  }
  const [only, ...more] = rest.terms;
  // floor(floor(a / d) / e) = floor(a / (d*e))
  if (only !== undefined && more.length === 0 && only.coefficient === 1 && rest.offset === 0 && only.atom.quotient !== undefined)
    return quotient(writer, only.atom.quotient.base, multiplySizes(only.atom.quotient.divisor, divisor));
  const { text, scope } = indexText(writer, rest);
  const operand = rest.terms.length + (rest.offset === 0 ? 0 : 1) > 1 || text.includes(' ') ? `(${text})` : text;
  const divided = isNeverBelowZero(rest)
    ? `${operand} / ${sizeText(writer, divisor)}`
    : call(writer, 'floorDivide', text, sizeText(writer, divisor));
  const found = named({ text: divided, scope }, 'j');
  const range = rest.range === undefined ? undefined : quotientRange(rest.range, divisor);
  return indexOfAtom({ name: found.text, scope: found.scope, range, quotient: { base: rest, divisor } });
}

function product(writer: Writer, name: string, coefficient: Size): string {
  if (coefficient === 1) return name;
  if (coefficient === -1) return `-${name}`;
  // A minus in front of the whole product lets the sum subtract it.
  if (isKnown(coefficient) && coefficient < 0) return `-${name} * ${sizeText(writer, multiplySizes(coefficient, -1))}`;
  return `${name} * ${sizeText(writer, coefficient)}`;
}
