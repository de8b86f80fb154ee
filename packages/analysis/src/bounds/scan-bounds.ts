// Recurrences: what holds of a state at every step, and how far a gradient grows through all of them. Not the body of a step.
import { recurrenceBody, type Program, type Recurrence, type Value } from '@trammel/program';
import { present } from '@trammel/tensor';
import { numberOf } from '../receptive-field/known-coordinate.js';
import { anything, countOf, fact, type Fact } from './fact.js';
import { contains, everything, hull, type Interval } from './interval.js';
import { nothing, ofNumber, plus, root, square, times, type LogBound } from './log-bound.js';
import { withinLoop, type Setting } from './setting.js';

export interface RecurrenceBounds {
  /** About a result of the recurrence. */
  readonly fact: (result: Value) => Fact;
  readonly gains: (result: Value) => readonly (readonly [Value, LogBound])[];
}

/** The body of a step, bounded. */
interface Body {
  readonly fact: (value: Value) => Fact;
  readonly gains: (root: Value) => (value: Value) => LogBound;
}

interface Around {
  readonly fact: (value: Value) => Fact;
  readonly setting: Setting;
  readonly boundsOf: (program: Program, given: ReadonlyMap<Value, Fact>, setting: Setting) => Body;
}

/** Ranges that still grow after so many steps are taken to be everything. */
const patience = 200;

export function recurrenceBounds(recurrence: Recurrence, around: Around): RecurrenceBounds {
  const { setting } = around;
  const length = numberOf(recurrence.length, setting.sizes) ?? 0;
  const { body, states } = settledBody(recurrence, length, around);
  const resultFact = (result: Value, range: Interval): Fact => fact({ range }, countOf(result.shape, setting.sizes));
  return {
    fact: (result) => {
      const { instruction } = result;
      if (instruction.op !== 'scan') return anything;
      if (instruction.result === 'state') return resultFact(result, states[instruction.index] ?? everything);
      const output = recurrence.outputs[instruction.index];
      return resultFact(result, output === undefined ? everything : body.fact(output).range);
    },
    gains: (result) => gainsThrough(recurrence, { result, length, body }),
  };
}

/** Ranges that hold the states before the first step and after each, and the body for these. */
function settledBody(
  recurrence: Recurrence,
  length: number,
  { fact: known, setting, boundsOf }: Around,
): { readonly body: Body; readonly states: readonly Interval[] } {
  const program = recurrenceBody(recurrence);
  const inLoop = withinLoop(setting);
  const fixed = [
    ...recurrence.sequences.map(
      ({ source, placeholder }) => [placeholder, fact({ range: known(source).range }, countOf(placeholder.shape, setting.sizes))] as const,
    ),
    ...recurrence.captured.map(({ source, placeholder }) => [placeholder, known(source)] as const),
  ];
  const bodyFor = (states: readonly Interval[]): Body => {
    const own = recurrence.states.map(
      ({ placeholder }, index) =>
        [placeholder, fact({ range: states[index] ?? everything }, countOf(placeholder.shape, setting.sizes))] as const,
    );
    return boundsOf(program, new Map([...fixed, ...own]), inLoop);
  };
  let states: readonly Interval[] = recurrence.states.map(({ initial }) => known(initial).range);
  for (let step = 0; ; step += 1) {
    const body = bodyFor(states);
    const after = recurrence.states.map(({ next }) => body.fact(next).range);
    const isSettled = states.every((state, index) => contains(state, after[index] ?? everything));
    if (isSettled) return { body, states };
    const grown = states.map((state, index) => hull(state, after[index] ?? everything));
    // After the last step nothing reads the states any more.
    if (step + 1 >= length) return { body, states: grown };
    states = step < patience ? grown : states.map((state, index) => (contains(state, after[index] ?? everything) ? state : everything));
  }
}

/** What an operand of the recurrence gets. */
type Gains = (readonly [Value, LogBound])[];

/**
 * A gradient g_t at step t reaches the steps before it through the states, each time by a gain; k steps before it is v_k times as large.
 * What all steps give to a slice of a sequence has a norm of (sum of v_k * gain) * |g| at most (Young's inequality for convolutions); what
 * they give to something captured, sqrt(length) times that; the first state gets sqrt(sum of v_k^2) * |g|. A gradient at the last state
 * is one at the last step alone.
 */
function gainsThrough(
  recurrence: Recurrence,
  { result, length, body }: { readonly result: Value; readonly length: number; readonly body: Body },
): Gains {
  const { instruction } = result;
  if (instruction.op !== 'scan' || length === 0) return [];
  const { states, sequences, captured, outputs } = recurrence;
  const fromState = states.map(({ next }) => body.gains(next));
  const isLast = instruction.result === 'state';
  const direct = isLast ? undefined : body.gains(present(outputs[instruction.index], () => 'a result is one of the outputs'));
  // The gain of the gradient at the state before the step by which it began, and of the steps before that.
  let carried = states.map(({ placeholder }, index) =>
    direct === undefined ? (index === instruction.index ? 0 : nothing) : direct(placeholder),
  );
  const through = (placeholder: Value): LogBound =>
    carried.reduce(
      (sum, bound, index) => plus(sum, bound === nothing ? nothing : times(bound, fromState[index]?.(placeholder) ?? nothing)),
      nothing,
    );
  const parts = [...sequences, ...captured].map(({ source, placeholder }, index) => ({
    source,
    placeholder,
    isSlice: index < sequences.length,
  }));
  const sums = parts.map(({ placeholder }) => direct?.(placeholder) ?? nothing);
  const first = states.map(() => nothing);
  for (let step = isLast ? 0 : 1; step < length; step += 1) {
    for (const [index, { placeholder, isSlice }] of parts.entries()) {
      const gain = through(placeholder);
      sums[index] = plus(sums[index] ?? nothing, isLast && isSlice ? square(gain) : gain);
    }
    if (!isLast) for (const [index, bound] of carried.entries()) first[index] = plus(first[index] ?? nothing, square(bound));
    carried = states.map(({ placeholder }) => through(placeholder));
  }
  for (const [index, bound] of carried.entries()) first[index] = plus(first[index] ?? nothing, square(bound));
  const all = root(ofNumber(length));
  return [
    ...parts.map(({ source, isSlice }, index): Gains[number] => {
      const sum = sums[index] ?? nothing;
      return [source, isLast ? (isSlice ? root(sum) : sum) : isSlice ? sum : times(sum, all)];
    }),
    ...states.map(({ initial }, index): Gains[number] => [initial, root(first[index] ?? nothing)]),
  ];
}
