// Which values one kernel makes together: a contraction or a reduction with what is done to its results, and whole rows at once.
import { operandsOf, type Program, type Recurrence, type Value } from '@trammel/program';
import { sameSize, type Shape } from '@trammel/tensor';
import { coneOf, type Access, type Cone } from './cone.js';
import { bindingLimit, type Memory } from './materialize.js';
import { isHeavy, loopAxes, nominalCount } from './weight-of-work.js';

/** Values that one kernel writes. Their axes are those of the rows, and of what runs along each row. */
export interface Group {
  readonly kind: 'rows' | 'tiles';
  /** One invocation works on a row, or several do together; of a contraction, the axes of its result. */
  readonly rows: Shape;
  readonly along: Shape;
  /** For each value the position of each of its axes within rows and along; -1 for an axis of one element that has none. */
  readonly members: Map<Value, readonly number[]>;
  /** The contraction whose results are written, or what is made of them. */
  readonly contraction: Value | undefined;
}

/** One thing to be done, in order. */
export type Work =
  | { readonly kind: 'group'; readonly group: Group }
  | { readonly kind: 'scatter'; readonly value: Value }
  | { readonly kind: 'scan'; readonly recurrence: Recurrence };

/** Rows that are few and long are better summed up first, and then gone through by many. */
const [fewRows, longRow] = [64, 2048];

interface State {
  readonly work: Work[];
  /** Where in the work a value is written. */
  readonly positions: Map<Value, number>;
  readonly isLeaf: (value: Value) => boolean;
  readonly memory: Memory;
  readonly copies: ReadonlyMap<Value, readonly unknown[]>;
  /** For each value that is written, which others are worked out from it. */
  readonly readers: ReadonlyMap<Value, ReadonlySet<Value>>;
  readonly outputs: ReadonlySet<Value>;
}

/** What else is known of the values: which stand for a part of a tensor in memory, and which are also written to other tensors. */
export interface Surrounding {
  readonly isSliced: (value: Value) => boolean;
  readonly copies: ReadonlyMap<Value, readonly unknown[]>;
}

/** The work of a program in order. */
export function fuse(program: Program, memory: Memory, { isSliced, copies }: Surrounding): readonly Work[] {
  const isLeaf = (value: Value): boolean => memory.isInMemory(value) || isSliced(value);
  const state: State = {
    work: [],
    positions: new Map(),
    isLeaf,
    memory,
    copies,
    readers: writtenReaders(program, memory, isLeaf),
    outputs: new Set(program.outputs),
  };
  const recurrences = new Set<Recurrence>();
  for (const value of program.values) {
    const { instruction } = value;
    if (instruction.op === 'scan' && !recurrences.has(instruction.recurrence)) {
      recurrences.add(instruction.recurrence);
      state.work.push({ kind: 'scan', recurrence: instruction.recurrence });
    }
    if (instruction.op === 'scan') state.positions.set(value, state.work.length - 1);
    if (!memory.written.has(value)) continue;
    if (instruction.op === 'scatterAdd' && isHeavy(value)) {
      state.work.push({ kind: 'scatter', value });
      state.positions.set(value, state.work.length - 1);
    } else {
      place(value, state);
    }
  }
  return state.work;
}

function place(value: Value, state: State): void {
  const cone = coneOf(value, state.isLeaf);
  if (joins(value, cone, state)) return;
  const heavy = cone.inner.find(
    (part) => part.value.instruction.op !== 'scatterAdd' && loopAxes(part.value).length > 0 && isHeavy(part.value),
  );
  const isContraction = heavy?.value.instruction.op === 'contract';
  const group: Group =
    heavy !== undefined && isContraction
      ? {
          kind: 'tiles',
          rows: heavy.value.shape,
          along: [],
          members: new Map([[value, positionsIn(value, heavy)]]),
          contraction: heavy.value,
        }
      : {
          kind: 'rows',
          rows: value.shape,
          along: loopAxes((heavy ?? ownReduction(value, cone))?.value ?? value),
          members: new Map([[value, value.shape.map((_, axis) => axis)]]),
          contraction: undefined,
        };
  state.work.push({ kind: 'group', group });
  state.positions.set(value, state.work.length - 1);
}

/** A reduction, however short, of which the value takes one result for each of its own elements: what it is over runs along the rows. */
function ownReduction({ shape }: Value, { inner }: Cone): Access | undefined {
  return inner.find(
    ({ value, axes }) => value.instruction.op === 'reduce' && axes.length === shape.length && axes.every((axis) => axis !== undefined),
  );
}

/** The axes of the value as axes of the contraction that it is made of. */
function positionsIn(value: Value, contraction: Access): readonly number[] {
  return value.shape.map((_, axis) => contraction.axes.indexOf(axis));
}

/** Makes the value a member of the group that it reads last, if it can be made there. */
function joins(value: Value, cone: Cone, state: State): boolean {
  const last = Math.max(-1, ...cone.leaves.map((leaf) => state.positions.get(leaf.value) ?? -1));
  const position = last < 0 ? readerOfTheSame(cone, state) : last;
  const work = state.work[position];
  if (work?.kind !== 'group') return false;
  const { group } = work;
  const heavy = cone.inner.filter((part) => loopAxes(part.value).length > 0 && isHeavy(part.value));
  if (group.kind === 'tiles' ? heavy.length > 0 : heavy.some((part) => part.value.instruction.op === 'contract')) return false;
  const members = last < 0 ? sharedReads(cone, group, state) : cone.leaves.flatMap((leaf) => memberRead(leaf, group));
  const isReady = cone.leaves.every((leaf) => group.members.has(leaf.value) || (state.positions.get(leaf.value) ?? -1) < position);
  const positions = isReady ? positionsOf(value, members, group) : undefined;
  if (positions === undefined) return false;
  const isAlong = positions.some((at) => at >= group.rows.length);
  if (isAlong && (heavy.length > 0 || isUneven(group))) return false;
  if (countBindings([...group.members.keys(), value], state) > bindingLimit) return false;
  group.members.set(value, positions);
  state.positions.set(value, position);
  return true;
}

/** A read of what the group makes or reads too, with the axes of the group that its axes are there. */
interface SharedRead extends Access {
  readonly positions: readonly (number | undefined)[];
}

function memberRead(leaf: Access, { members }: Group): readonly SharedRead[] {
  const positions = members.get(leaf.value);
  return positions === undefined ? [] : [{ ...leaf, positions }];
}

/** The last group that reads a tensor that the cone reads too, where all of these are there from the beginning. */
function readerOfTheSame(cone: Cone, { work, isLeaf }: State): number {
  const wanted = new Set(cone.leaves.map(({ value }) => value));
  return work.findLastIndex(
    (item) =>
      item.kind === 'group' &&
      [...item.group.members.keys()].some((member) => coneOf(member, isLeaf).leaves.some(({ value }) => wanted.has(value))),
  );
}

/** The reads of the cone that members of the group do too, at the places where these do. */
function sharedReads(cone: Cone, { members }: Group, { isLeaf }: State): readonly SharedRead[] {
  const reads = [...members].flatMap(([member, own]) =>
    coneOf(member, isLeaf).leaves.map(({ value, axes }) => ({
      value,
      positions: axes.map((axis) => (axis === undefined ? undefined : own[axis])),
    })),
  );
  return cone.leaves.flatMap((leaf) => {
    const read = reads.find(({ value }) => value === leaf.value);
    return read === undefined ? [] : [{ ...leaf, positions: read.positions }];
  });
}

function isUneven({ rows, along }: Group): boolean {
  return nominalCount(rows) < fewRows && nominalCount(along) > longRow;
}

/** By value that lies in memory: those in memory that are worked out from it, and what else needs it there. */
function writtenReaders(program: Program, { written }: Memory, isLeaf: (value: Value) => boolean): ReadonlyMap<Value, ReadonlySet<Value>> {
  const readers = new Map<Value, Set<Value>>();
  const add = (value: Value, reader: Value): void => {
    const known = readers.get(value) ?? new Set();
    known.add(reader);
    readers.set(value, known);
  };
  for (const value of program.values) {
    if (written.has(value)) for (const leaf of coneOf(value, isLeaf).leaves) add(leaf.value, value);
    if (value.instruction.op === 'scan') for (const operand of operandsOf(value)) add(operand, value);
  }
  return readers;
}

/** How many tensors a kernel would have that makes these values, and writes those that others need. */
function countBindings(values: readonly Value[], { isLeaf, copies, readers, outputs }: State): number {
  const own = new Set(values);
  const isNeeded = (value: Value): boolean => outputs.has(value) || [...(readers.get(value) ?? [])].some((reader) => !own.has(reader));
  const all = new Set(values.filter((value, at) => at === values.length - 1 || isNeeded(value)));
  for (const value of values) for (const { value: leaf } of coneOf(value, (part) => !own.has(part) && isLeaf(part)).leaves) all.add(leaf);
  return all.size + values.reduce((sum, value) => sum + (copies.get(value)?.length ?? 0), 0);
}

/** The axes of the value as axes of the group, if it reads the members at its own rows and has the rows, or rows and all along. */
function positionsOf(value: Value, members: readonly SharedRead[], group: Group): readonly number[] | undefined {
  const found: (number | undefined)[] = value.shape.map(() => undefined);
  if (members.length === 0) return undefined;
  for (const { value: member, axes, positions } of members) {
    for (const [axis, position] of positions.entries()) {
      if (position === undefined || position < 0 || member.shape[axis]?.size === 1) continue;
      const own = axes[axis];
      const isRow = position < group.rows.length;
      if (own === undefined || (found[own] ?? position) !== position) {
        if (isRow) return undefined;
        continue;
      }
      if (!sameSize(value.shape[own]?.size ?? 1, member.shape[axis]?.size ?? 1)) return undefined;
      found[own] = position;
    }
  }
  return completed(value.shape, found, group);
}

function completed(shape: Shape, found: (number | undefined)[], { rows, along }: Group): readonly number[] | undefined {
  const all = [...rows, ...along];
  const positions = shape.map((axis, at) => {
    if (found[at] !== undefined || axis.size === 1) return found[at] ?? -1;
    const open = all.flatMap((own, position) =>
      position >= rows.length && !found.includes(position) && sameSize(own.size, axis.size) ? [{ name: own.name, position }] : [],
    );
    const choice = open.find(({ name }) => name === axis.name) ?? open[0];
    found[at] = choice?.position;
    return choice?.position;
  });
  const known = positions.filter((position) => position !== undefined);
  if (known.length < positions.length || new Set(known.filter((at) => at >= 0)).size < known.filter((at) => at >= 0).length)
    return undefined;
  const has = (position: number): boolean => all[position]?.size === 1 || known.includes(position);
  const hasRows = rows.every((_, position) => has(position));
  const hasAlong = along.map((_, at) => has(rows.length + at));
  return hasRows && (known.every((at) => at < rows.length) || hasAlong.every(Boolean)) ? known : undefined;
}
