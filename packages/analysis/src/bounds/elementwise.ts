// Maps: what is proved of the result, and the steepest slope by each operand. Not the expressions themselves.
import type { Scalar, Value } from '@trammel/program';
import { countOf, fact, type Fact } from './fact.js';
import { magnitude, point } from './interval.js';
import { least, ofNumber, plus, times, toNumber, unknown, type LogBound } from './log-bound.js';
import type { Growth, Mapping } from './map-form.js';
import { greatestOver, rangeOver, type Box } from './scalar-bounds.js';
import type { Setting } from './setting.js';

/** Where the facts about operands are found. */
export type FactOf = (value: Value) => Fact;

/** The largest absolute value of the slope by each of the operands of real numbers. */
export function slopesOf(mapping: Mapping, factOf: FactOf, setting: Setting): ReadonlyMap<Value, LogBound> {
  const box = mapping.operands.map((operand) => factOf(operand).range);
  const { variables } = setting.form(mapping);
  return new Map(variables.map(({ operand, slope }) => [operand, steepest(slope, box, setting)]));
}

const steepest = (slope: Scalar, box: Box, setting: Setting): LogBound => ofNumber(magnitude(rangeOver(setting.prepared(slope), box)));

/** What is proved of the result of a map. */
export function mapFact(value: Value, mapping: Mapping, { factOf, setting }: { readonly factOf: FactOf; readonly setting: Setting }): Fact {
  const { expression, growths } = setting.form(mapping);
  const facts = mapping.operands.map(factOf);
  const range = rangeOver(
    setting.prepared(expression),
    facts.map((operand) => operand.range),
  );
  const count = countOf(value.shape, setting.sizes);
  if (value.elementType !== 'f32') return fact({ range }, count);
  const size = growths.reduce((known, growth) => least(known, sizeBy(growth, { facts, range: magnitude(range), setting })), unknown);
  return fact({ range, size }, count);
}

/**
 * |f| <= offset + sum of steepest slope * |x|, and so for the roots of the mean squares (Minkowski): closer than the range where the
 * elements of x are large one by one and not together. It holds for any factors; the slopes make the offset small.
 */
function sizeBy(
  { variables, offset }: Growth,
  { facts, range, setting }: { readonly facts: readonly Fact[]; readonly range: number; readonly setting: Setting },
): LogBound {
  if (variables.length === 0 || variables.some(({ index }) => facts[index]?.size === unknown)) return unknown;
  const box = facts.map((operand) => operand.range);
  const factors = variables.map(({ slope }) => toNumber(steepest(slope, box, setting)));
  if (!factors.every(Number.isFinite)) return unknown;
  const rest = greatestOver(setting.prepared(offset), [...box, ...factors.map(point)], closeEnough * range);
  return variables.reduce(
    (total, { index }, position) => plus(total, times(ofNumber(factors[position] ?? unknown), facts[index]?.size ?? unknown)),
    ofNumber(Math.max(rest, 0)),
  );
}

/** An offset need be no closer than this, relative to the range. */
const closeEnough = 1e-9;
