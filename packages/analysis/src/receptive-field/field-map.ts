// What the units of a tensor read of an input, along the two axes that can be drawn: as data that tells it of any unit. Not a picture.
import { substituteShape, type Shape, type SymbolValues } from '@trammel/tensor';
import type { AxisRelation } from './axis-relation.js';
import type { Family } from './family.js';
import { imageOf } from './family.js';
import { indicesOf, intersect, isEmpty, runsOf as runsOfSet, type IntegerSet } from './integer-set.js';
import type { Accesses, ValueRelation } from './value-relation.js';

/** Runs [first, last] of indices. */
export type FieldRuns = readonly (readonly [number, number])[];

/**
 * Which indices of one axis of the input a unit reads. For a unit at index i = period*q + r of its axis `along` the runs offsets[r],
 * moved by step*q; the same runs, offsets[0], for every unit where `along` is undefined. What lies outside of the input is not cut off.
 */
export interface IndexMap {
  readonly along: 'down' | 'across' | undefined;
  readonly period: number;
  readonly step: number;
  readonly offsets: readonly FieldRuns[];
}

/** One way of reading: the product of what is read down and across. */
export interface PlaneMap {
  readonly down: IndexMap;
  readonly across: IndexMap;
}

/** All that units of any channel read: the union of the ways. */
export interface FieldMap {
  readonly ways: readonly PlaneMap[];
  /** False where more is told than is read, or where the input wraps around or is mirrored at its borders. */
  readonly isExact: boolean;
}

/** Positions of the two axes in a shape; `down` is undefined where there is one such axis only. */
export interface PlanePositions {
  readonly down: number | undefined;
  readonly across: number;
}

/** More numbers than this are no description of a map. */
const mostRuns = 256;

/** A tensor with its two axes. */
export interface PlanedShape {
  readonly shape: Shape;
  readonly plane: PlanePositions;
}

/** Undefined where a way depends on several axes of the unit at once, or takes too many runs to tell. */
export function fieldMapOf(accesses: Accesses, unit: PlanedShape, input: PlanedShape, sizes: SymbolValues): FieldMap | undefined {
  const read = { unit: known(unit, sizes), input: known(input, sizes) };
  const ways = accesses.map((way) => planeMapOf(way, read));
  const told = ways.flatMap((way) => way ?? []);
  const runs = told.flatMap(({ down, across }) => [...down.offsets, ...across.offsets]).reduce((sum, own) => sum + own.length, 0);
  if (told.length < ways.length || told.length === 0 || runs > mostRuns) return undefined;
  const drawn = accesses.flatMap((way) =>
    [input.plane.down, input.plane.across].flatMap((at) => (at === undefined ? [] : (way[at] ?? []))),
  );
  return { ways: told, isExact: drawn.every(({ exactness }) => exactness === 'exact') && !tiesToOthers(drawn, unit.plane) };
}

interface Read {
  readonly unit: PlanedShape;
  readonly input: PlanedShape;
}

const known = ({ shape, plane }: PlanedShape, sizes: SymbolValues): PlanedShape => ({ shape: substituteShape(shape, sizes), plane });

/** Where other axes of the unit, such as its channels, decide what is read, a picture for all of them tells more than each reads. */
const tiesToOthers = (relations: readonly AxisRelation[], { down, across }: PlanePositions): boolean =>
  relations.some(({ terms }) => terms.some(({ axis }) => axis !== down && axis !== across));

function planeMapOf(way: ValueRelation, read: Read): PlaneMap | undefined {
  const { plane } = read.input;
  const across = indexMapOf(way[plane.across], plane.across, read);
  const down = plane.down === undefined ? onlyIndex : indexMapOf(way[plane.down], plane.down, read);
  return across === undefined || down === undefined ? undefined : { down, across };
}

const onlyIndex: IndexMap = { along: undefined, period: 1, step: 0, offsets: [[[0, 0]]] };

function indexMapOf(relation: AxisRelation | undefined, position: number, { unit, input }: Read): IndexMap | undefined {
  const whole = indicesOf(Number(input.shape[position]?.size ?? 0));
  const [only, ...others] = relation?.terms ?? [];
  if (relation === undefined || others.length > 0) return undefined;
  if (only === undefined) return fixedMap(intersect(relation.fixed, whole));
  const { down, across } = unit.plane;
  if (only.axis !== down && only.axis !== across) {
    const reached = imageOf(only.family, indicesOf(Number(unit.shape[only.axis]?.size ?? 0)));
    return fixedMap(intersect(reached, whole));
  }
  return movingMap(only.family, only.axis === across ? 'across' : 'down');
}

const fixedMap = (set: IntegerSet): IndexMap => ({ along: undefined, period: 1, step: 0, offsets: [runsOfSet(set)] });

function movingMap({ period, step, offsets, isTable }: Family, along: 'down' | 'across'): IndexMap | undefined {
  if (period > mostRuns || offsets.some((set) => !isEmpty(set) && !isFinite(set))) return undefined;
  return { along, period, step: isTable ? 0 : step, offsets: offsets.map(runsOfSet) };
}

const isFinite = ({ ends }: IntegerSet): boolean => ends.every(Number.isFinite);
