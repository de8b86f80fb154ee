// Maps: what is proved of the result, and the steepest slope by each operand. Not the expressions themselves.
import type { Scalar, Value } from '@trammel/program';
import { countOf, fact, type Fact } from './fact.js';
import { contains, everything, point } from './interval.js';
import { least, nothing, ofNumber, plus, times, toNumber, unknown, type LogBound } from './log-bound.js';
import type { Growth, Mapping } from './map-form.js';
import { greatestOver, rangeOver, type Box, type Greatest } from './scalar-bounds.js';
import type { Setting } from './setting.js';

/** Where the facts about operands are found. */
export type FactOf = (value: Value) => Fact;

/** The largest absolute value of the slope by each of the operands of real numbers. */
export function slopesOf(mapping: Mapping, factOf: FactOf, setting: Setting): ReadonlyMap<Value, LogBound> {
  const box = mapping.operands.map((operand) => factOf(operand).range);
  const { variables } = setting.form(mapping);
  return new Map(variables.map(({ operand, steepness }) => [operand, steepest(steepness, box, setting)]));
}

/** A chain of many nonlinearities adds up what is lost here; ranges and offsets are used once. */
const slopesCloseTo = 1e-8;
const rangesCloseTo = 1e-5;
const offsetsCloseTo = 1e-3;

/** Most maps are steepest at one place, which most boxes hold: there, what holds everywhere is the best that can be said. */
function steepest(steepness: Scalar, box: Box, setting: Setting): LogBound {
  const prepared = setting.prepared(steepness);
  const search = (over: Box): Greatest => greatestOver(prepared, over, { relative: slopesCloseTo, absolute: 0 });
  const anywhere = setting.anywhere(steepness, () => search(box.map(() => everything)));
  const isHere = prepared.arguments.every((index) => contains(box[index] ?? everything, anywhere.place[index] ?? everything));
  if (isHere && anywhere.bound <= anywhere.found * (1 + slopesCloseTo)) return ofNumber(anywhere.bound);
  return setting.steepest(steepness, box, () => ofNumber(Math.max(search(box).bound, 0)));
}

/** What is proved of the result of a map. */
export function mapFact(value: Value, mapping: Mapping, { factOf, setting }: { readonly factOf: FactOf; readonly setting: Setting }): Fact {
  const { expression, growths } = setting.form(mapping);
  const facts = mapping.operands.map(factOf);
  const range = rangeOver(
    setting.prepared(expression),
    facts.map((operand) => operand.range),
    rangesCloseTo,
  );
  const count = countOf(value.shape, setting.sizes);
  if (value.elementType !== 'f32') return fact({ range }, count);
  return fact({ range, size: growths.reduce((known, growth) => least(known, sizeBy(growth, facts, setting)), unknown) }, count);
}

/**
 * |f| <= offset + sum of steepest slope * |x|, and so for the roots of the mean squares (Minkowski): closer than the range where the
 * elements of x are large one by one and not together. It holds for any factors; the slopes make the offset small.
 */
function sizeBy({ variables, offset }: Growth, facts: readonly Fact[], setting: Setting): LogBound {
  const box = facts.map((operand) => operand.range);
  const parts = variables.map(({ index, steepness }) => ({
    slope: steepest(steepness, box, setting),
    size: facts[index]?.size ?? unknown,
  }));
  const linear = parts.reduce((sum, { slope, size }) => plus(sum, times(slope, size)), nothing);
  if (variables.length === 0 || linear === unknown) return unknown;
  const factors = parts.map(({ slope }) => point(toNumber(slope)));
  const close = { relative: offsetsCloseTo, absolute: offsetsCloseTo * toNumber(linear) };
  const rest = greatestOver(setting.prepared(offset), [...box, ...factors], close).bound;
  return plus(
    ofNumber(Math.max(rest, 0)),
    parts.reduce((sum, { size }, at) => plus(sum, times(ofNumber(factors[at]?.high ?? 0), size)), nothing),
  );
}
