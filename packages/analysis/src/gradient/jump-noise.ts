// What the copies of a jump do to changes: one linear map, taken as often as there are copies. Where sources arise copies stand alone.
import type { Backflow, Jump } from './backflow.js';
import { carryThrough, rowsBack, type Carrier, type NoiseOfEvent, type Way } from './carrying.js';
import type { Event } from './flow.js';
import { createLinearPowers, type LinearPowers, type Matrix } from './linear-powers.js';
import { numbersOf, type Response, type Tangents } from './responses.js';
import { addScaled, createRows, spreadsIn, type Variances } from './rows.js';

/** The noise of a jump, through which changes were carried forward. */
export interface JumpNoise {
  /** Takes what is known at the end of the jump to its beginning. */
  readonly goBack: (way: Way) => void;
  /** Of an event of the model, so many copies before it; asked once `goBack` was called. */
  readonly at: (event: Event, ahead: number) => NoiseOfEvent | undefined;
  /** The first copies of stretches, and copies in which sources arise, by how many come before the model. */
  readonly marks: readonly number[];
}

interface Setting extends Carrier {
  readonly back: Backflow;
  readonly variances: Variances;
}

/** By how many copies before the model: which source arises at which instance of the model. */
export type Injections = ReadonlyMap<number, ReadonlyMap<number, number>>;

/** Copies that follow each other, in none of which a source arises. */
interface Stretch {
  /** Of the first of them. */
  readonly ahead: number;
  readonly count: number;
  /** The changes of what it takes, by number. */
  readonly start: Matrix;
  /** d ln E ||g||^2 behind the last of them; made on the way back. */
  end: Float64Array | undefined;
}

/** A copy in which sources arise. */
interface Single {
  readonly ahead: number;
  /** By event of the model. */
  readonly answers: readonly (readonly Response[])[];
  /** Made on the way back. */
  told: ReadonlyMap<Event, NoiseOfEvent> | undefined;
}

/** Carries changes forward through a jump. */
export function createJumpNoise(jump: Jump, injections: Injections, setting: Setting): JumpNoise {
  const { model, count, entry } = jump;
  const { known, sources, back, variances } = setting;
  const size = entry.moments === undefined ? 0 : numbersOf(entry.moments).length;
  const map = copyMapOf(jump, size, setting);
  const singles: Single[] = [];
  const stretches: Stretch[] = [];
  let start = matrixOf(known.tangents[entry.index] ?? [], size, sources);
  let left = count;
  for (const ahead of [...injections.keys()].sort((a, b) => b - a)) {
    stretches.push({ ahead: left, count: left - ahead, start, end: undefined });
    known.tangents[model.entry.index] = tangentsOf(advanced(start, left - ahead, map));
    const injected = injections.get(ahead) ?? new Map<number, number>();
    singles.push({ ahead, answers: model.events.map((event) => carryThrough(event, { known, injected, sources })), told: undefined });
    start = matrixOf(known.tangents[model.exit.index] ?? [], size, sources);
    left = ahead - 1;
  }
  stretches.push({ ahead: left, count: left, start, end: undefined });
  known.tangents[model.entry.index] = tangentsOf(advanced(start, left, map));
  const marks = [...stretches, ...singles].flatMap(({ ahead, ...rest }) => ('count' in rest && rest.count === 0 ? [] : [ahead]));
  return {
    marks: marks.sort((a, b) => b - a),
    goBack: (way) => {
      let row = way.logarithms[model.entry.index] ?? new Float64Array(sources);
      for (let at = stretches.length - 1; at >= 0; at -= 1) {
        const stretch = stretches[at];
        if (stretch !== undefined) row = wholeBack(stretch, row, map);
        const single = singles[at - 1];
        if (single !== undefined) row = singleBack(single, row, { jump, way, variances });
      }
      way.logarithms[model.entry.index] = undefined;
      way.logarithms[entry.index] = back.gradients[entry.index] === undefined ? undefined : row;
    },
    at: (event, ahead) => {
      const single = singles.find((each) => each.ahead === ahead);
      if (single !== undefined) return single.told?.get(event);
      const stretch = stretches.find((each) => ahead <= each.ahead && ahead > each.ahead - each.count);
      return stretch === undefined ? undefined : toldIn(stretch, { event, ahead }, { map, variances });
    },
  };
}

/** How one copy answers to changes, all of it linear. */
interface CopyMap {
  /** Columns times this are the numbers of what the copy gives, from those of what it takes; transposed, as rows multiply from the left. */
  readonly forward: LinearPowers;
  /** d ln E ||g||^2 at the entry: by number of the entry, then by that behind the copy; as rows (w, 1) -> (w', 1). */
  readonly backward: LinearPowers;
  /** By which part it follows that behind the copy. */
  readonly share: number;
  readonly size: number;
  /** In the same form, of each output and parameter of an event of the model. */
  readonly inside: ReadonlyMap<Event, ReturnType<typeof rowsBack<Float64Array | undefined>>>;
}

function copyMapOf({ model }: Jump, size: number, { known, back }: Setting): CopyMap {
  const columns = size + 1;
  known.tangents[model.entry.index] = Array.from({ length: size }, (_, number) => unit(columns, number));
  const answers = model.events.map((event) => carryThrough(event, { known, injected: new Map(), sources: columns }));
  const forward = matrixOf(known.tangents[model.exit.index] ?? [], size, columns).map((row) => row.subarray(0, size));
  const way: Way = { back, logarithms: [], rows: createRows(columns) };
  way.logarithms[model.exit.index] = unit(columns, size);
  const inside = new Map<Event, ReturnType<typeof rowsBack<Float64Array | undefined>>>();
  for (let at = model.events.length - 1; at >= 0; at -= 1) {
    const event = model.events[at];
    if (event !== undefined) inside.set(event, rowsBack(event, answers[at] ?? [], { way, tell: (row) => row?.slice() }));
  }
  const entry = way.logarithms[model.entry.index] ?? new Float64Array(columns);
  const share = entry[size] ?? 0;
  // w' = share w A + a, where a copy hands w x + s l on to the one before it.
  const backward = [
    ...forward.map((row) => Float64Array.of(...row.map((value) => share * value), 0)),
    Float64Array.of(...entry.subarray(0, size), 1),
  ];
  return { forward: createLinearPowers(forward), backward: createLinearPowers(backward), share, size, inside };
}

function unit(length: number, at: number): Float64Array {
  const row = new Float64Array(length);
  row[at] = 1;
  return row;
}

/** A row for each number, of zeros where nothing changes. */
function matrixOf(tangents: Tangents, size: number, columns: number): Matrix {
  return Array.from({ length: size }, (_, number) => tangents[number] ?? new Float64Array(columns));
}

const tangentsOf = (matrix: Matrix): Tangents => matrix.map((row) => (row.every((value) => value === 0) ? undefined : row));

/** What so many copies make of changes. */
function advanced(start: Matrix, count: number, { forward, size }: CopyMap): Matrix {
  const columns = start[0]?.length ?? 0;
  return Array.from({ length: size }, (_, number) => combined(start, forward.rowTimes(unit(size, number), count), columns));
}

/** The sum of rows of this length times factors. */
function combined(rows: Matrix, factors: Float64Array, length: number): Float64Array {
  const sum = new Float64Array(length);
  for (const [at, row] of rows.entries()) if (factors[at] !== 0) addScaled(sum, row, factors[at] ?? 0);
  return sum;
}

/** d ln E ||g||^2 at the beginning of a stretch, from that at its end. */
function wholeBack(stretch: Stretch, end: Float64Array, { backward, share, size }: CopyMap): Float64Array {
  stretch.end = end;
  const row = combined(stretch.start, backward.rowTimes(unit(size + 1, size), stretch.count).subarray(0, size), end.length);
  addScaled(row, end, share ** stretch.count);
  return row;
}

interface Asked {
  /** By number of what the copy takes, and by d ln E ||g||^2 behind it. */
  readonly row: Float64Array;
  readonly ahead: number;
}

/** A row of one copy of a stretch, by source. */
function rowIn(
  { ahead: first, count, start, end }: Stretch,
  { row, ahead }: Asked,
  { forward, backward, share, size }: CopyMap,
): Float64Array {
  const before = first - ahead;
  const behind = count - 1 - before;
  const part = row[size] ?? 0;
  // What is known behind the copy goes by what the copy gives, and that by what it takes.
  const later = forward.rowTimes(backward.rowTimes(unit(size + 1, size), behind).subarray(0, size), 1);
  const numbers = row.slice(0, size);
  addScaled(numbers, later, part);
  const sum = combined(start, forward.rowTimes(numbers, before), end?.length ?? 0);
  if (end !== undefined) addScaled(sum, end, part * share ** behind);
  return sum;
}

interface SingleSetting {
  readonly jump: Jump;
  readonly way: Way;
  readonly variances: Variances;
}

function singleBack(single: Single, row: Float64Array, { jump: { model }, way, variances }: SingleSetting): Float64Array {
  way.logarithms[model.entry.index] = undefined;
  way.logarithms[model.exit.index] = row;
  const told = new Map<Event, NoiseOfEvent>();
  for (let at = model.events.length - 1; at >= 0; at -= 1) {
    const event = model.events[at];
    if (event !== undefined) told.set(event, rowsBack(event, single.answers[at] ?? [], { way, tell: spreadsIn(variances) }));
  }
  single.told = told;
  const before = way.logarithms[model.entry.index] ?? new Float64Array(row.length);
  way.logarithms[model.entry.index] = undefined;
  return before;
}

function toldIn(
  stretch: Stretch,
  { event, ahead }: { readonly event: Event; readonly ahead: number },
  { map, variances }: { readonly map: CopyMap; readonly variances: Variances },
): NoiseOfEvent | undefined {
  const rows = map.inside.get(event);
  if (rows === undefined) return undefined;
  const spread = spreadsIn(variances);
  const told = (row: Float64Array | undefined): ReturnType<typeof spread> =>
    spread(row === undefined ? undefined : rowIn(stretch, { row, ahead }, map));
  return {
    outputs: rows.outputs.map(told),
    parameters: new Map([...rows.parameters].map(([name, row]) => [name, told(row)])),
  };
}
