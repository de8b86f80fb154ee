// Which indices along one axis of an input a unit reads, told as a size, a stride and offsets. Not the relation behind it.
import { addSizes, multiplySizes, substituteSize, subtractSizes, type Size } from '@trammel/tensor';
import { isAll, type AxisRelation, type Exactness } from './axis-relation.js';
import type { Unit } from './channel-field.js';
import { unitSizes, wholeAxis } from './coordinate-relation.js';
import { elementAt } from './element-at.js';
import { imageOf, type Family } from './family.js';
import { covers, intersect, isEmpty, isInterval, maximumOf, minimumOf, sum, type IntegerSet } from './integer-set.js';

/**
 * A unit at index i of the axis of its tensor that runs along this one reads the indices stride*i + from to stride*i + to, cut to those
 * that exist. Where the indices do not depend on the unit, or not on one axis of it alone, the stride is 0 and they are all that any
 * unit reads. Units of different channels may read more or less: what any of them reads is told.
 */
export interface AxisField {
  /** Of the input. */
  readonly axis: string;
  /** The axes of the unit's tensor that the indices depend on; none where every unit reads the same. */
  readonly along: readonly string[];
  /** How many indices lie between the first and the last that a unit reads, both included, where none is cut off; the most of any phase. */
  readonly size: Size;
  /** A fraction after upsampling. */
  readonly stride: number;
  readonly from: Size;
  readonly to: Size;
  /** Whether not every index between is read. */
  readonly holes: boolean;
  /** After upsampling, for i = phases*q + phase: the first and last index, less stride*phases*q; undefined for a phase that reads nothing. */
  readonly phases?: readonly ({ readonly from: number; readonly to: number } | undefined)[];
  readonly exactness: Exactness;
}

/** How the relation of an input's axis is told. */
export function axisFieldOf(relation: AxisRelation, axis: { readonly name: string; readonly size: Size }, unit: Unit): AxisField {
  const size = substituteSize(axis.size, unit.sizes);
  const along = relation.terms.map((term) => elementAt(unit.shape, term.axis).name);
  const told = { axis: axis.name, along, exactness: relation.exactness };
  const whole = wholeAxis(size, unit.sizes);
  const [only] = relation.terms;
  if (isAll(relation) || (only === undefined && covers(relation.fixed, whole))) return { ...told, ...wholeOf(size) };
  if (only === undefined) return { ...told, ...extentOf(intersect(relation.fixed, whole)) };
  const isEven = relation.terms.length === 1 && !only.family.isTable;
  if (isEven)
    return { ...told, ...evenField(only.family, { input: size, unit: substituteSize(elementAt(unit.shape, only.axis).size, unit.sizes) }) };
  const sizes = unitSizes(unit);
  const images = relation.terms.map((term) => imageOf(term.family, wholeAxis(elementAt(unit.shape, term.axis).size, unit.sizes)));
  const reached = intersect(images.reduce(sum, relation.fixed), whole);
  if (sizes.some((size) => size === undefined) || covers(reached, whole)) return { ...told, ...wholeOf(size) };
  return { ...told, ...extentOf(reached) };
}

type Told = Pick<AxisField, 'size' | 'stride' | 'from' | 'to' | 'holes' | 'phases'>;

function wholeOf(size: Size): Told {
  return { size, stride: 0, from: 0, to: subtractSizes(size, 1), holes: false };
}

function extentOf(set: IntegerSet): Told {
  if (isEmpty(set)) return { size: 0, stride: 0, from: 0, to: -1, holes: false };
  const [from, to] = [minimumOf(set), maximumOf(set)];
  return { size: to - from + 1, stride: 0, from, to, holes: !isInterval(set) };
}

function evenField(family: Family, size: { readonly input: Size; readonly unit: Size }): Told {
  const { period, step, offsets } = family;
  const stride = step / period;
  const filled = offsets.map((set, phase) => (isEmpty(set) ? undefined : { from: minimumOf(set), to: maximumOf(set), phase }));
  const phases = filled.flatMap((phase) => phase ?? []);
  const least = Math.min(...phases.map(({ from, phase }) => (from * period - step * phase) / period));
  const greatest = Math.max(...phases.map(({ to, phase }) => (to * period - step * phase) / period));
  const longest = Math.max(...phases.map(({ from, to }) => to - from + 1));
  const told = {
    size: Number.isFinite(longest) ? longest : size.input,
    stride,
    from: Number.isFinite(least) ? least : subtractSizes(0, farthest(stride, size.unit)),
    to: Number.isFinite(greatest) ? greatest : addSizes(subtractSizes(size.input, 1), farthest(-stride, size.unit)),
    holes: offsets.some((set) => !isEmpty(set) && !isInterval(set)),
  };
  if (period === 1) return told;
  return { ...told, phases: filled.map((phase) => (phase === undefined ? undefined : { from: phase.from, to: phase.to })) };
}

/** The farthest that the stride moves forward over an axis of that size: the end of a set without one is cut off there. */
function farthest(stride: number, size: Size): Size {
  return stride > 0 && Number.isInteger(stride) ? multiplySizes(subtractSizes(size, 1), stride) : stride > 0 ? size : 0;
}
