// What the bounds of one network are worked out with: its sizes, the probability it may fail with, and what was worked out before.
import type { Program, Scalar, Value } from '@trammel/program';
import { recurrenceBody } from '@trammel/program';
import type { SymbolValues } from '@trammel/tensor';
import { formOf, type Form, type Mapping } from './map-form.js';
import type { LogBound } from './log-bound.js';
import type { Box, Greatest } from './scalar-bounds.js';
import { prepare, type Prepared } from './pieces.js';
import { structureOf, type Structure } from './structures.js';
import { viewCounts, type ViewCounts } from './view-counts.js';

export interface Setting {
  readonly sizes: SymbolValues;
  readonly tails: Tails;
  /** For bounds that hold for numbers of one range only: a step of a loop is bounded for many ranges before one is found that stays. */
  readonly tailsOfSums: Tails;
  readonly prepared: (expression: Scalar) => Prepared;
  readonly form: (mapping: Mapping) => Form;
  /** Where an expression is greatest of all. */
  readonly anywhere: (expression: Scalar, make: () => Greatest) => Greatest;
  /** What was last worked out of an expression over that box. */
  readonly steepest: (expression: Scalar, box: Box, make: () => LogBound) => LogBound;
  /** Of a view or an accumulation. */
  readonly counts: (value: Value) => ViewCounts;
  readonly structure: (value: Value) => Structure | undefined;
}

/** Bounds that may fail. Each has the same small probability, so that all of them together fail with no more than what is stated. */
export interface Tails {
  /** The lesser of what is certain and what holds with the probability that each may fail with. */
  readonly least: (certain: number, probable: (probability: number) => number) => number;
  /** Whether anything rests on a bound that may fail. */
  readonly areUsed: () => boolean;
}

/** Tails for so many bounds that fail together with no more than that probability; with none, only what is certain. */
export function tailsOf(events: number, probability: number): Tails {
  const each = probability / Math.max(events, 1);
  let used = false;
  return {
    least: (certain, probable) => {
      const other = each > 0 ? probable(each) : certain;
      if (!(other < certain)) return certain;
      used = true;
      return other;
    },
    areUsed: () => used,
  };
}

/** No evaluation of the program rests on more bounds that may fail: two for each parameter, three from each side of a contraction. */
export function eventsIn({ values, parameters }: Program): number {
  let events = 2 * parameters.length;
  for (const { instruction } of values) {
    if (instruction.op === 'contract') events += 6;
    if (instruction.op === 'scan') events += eventsIn(recurrenceBody(instruction.recurrence));
  }
  return events;
}

export function createSetting(sizes: SymbolValues, tails: Tails): Setting {
  const prepared = new Map<Scalar, Prepared>();
  const slopes = new Map<Scalar, { readonly box: Box; readonly bound: LogBound }>();
  const anywhere = new Map<Scalar, Greatest>();
  const forms = new Map<Mapping, Form>();
  const counts = new Map<Value, ViewCounts>();
  const structures = new Map<Value, Structure | undefined>();
  return {
    sizes,
    tails,
    tailsOfSums: tails,
    form: (mapping) => remembered(forms, mapping, () => formOf(mapping)),
    prepared: (expression) => remembered(prepared, expression, () => prepare(expression, sizes)),
    anywhere: (expression, make) => remembered(anywhere, expression, make),
    steepest: (expression, box, make) => {
      const last = slopes.get(expression);
      if (last !== undefined && isSameBox(last.box, box)) return last.bound;
      const bound = make();
      slopes.set(expression, { box, bound });
      return bound;
    },
    counts: (value) => remembered(counts, value, () => viewCounts(value, sizes)),
    structure: (value) => {
      if (!structures.has(value)) structures.set(value, structureOf(value, sizes));
      return structures.get(value);
    },
  };
}

/** As the setting, within the body of a loop. */
export const withinLoop = (setting: Setting): Setting => ({ ...setting, tailsOfSums: tailsOf(0, 0) });

function isSameBox(a: Box, b: Box): boolean {
  return a.length === b.length && a.every(({ low, high }, index) => low === b[index]?.low && high === b[index].high);
}

function remembered<Key, Made>(known: Map<Key, Made>, key: Key, make: () => Made): Made {
  const made = known.get(key) ?? make();
  known.set(key, made);
  return made;
}
