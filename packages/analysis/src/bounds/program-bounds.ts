// A program from its inputs to its outputs and back: what is proved of every value, and how far a gradient grows. Not graphs.
import type { Program, Recurrence, Value } from '@trammel/program';
import { anything, type Fact } from './fact.js';
import { nothing, one, plus, times, type LogBound } from './log-bound.js';
import { recurrenceBounds, type RecurrenceBounds } from './scan-bounds.js';
import type { Setting } from './setting.js';
import { factOf } from './value-fact.js';
import { gainsOf, type Gain } from './value-gains.js';

export interface ProgramBounds {
  readonly fact: (value: Value) => Fact;
  /** What the gradient at each value does not exceed, for a gradient of norm 1 at `root`; nothing where none arrives. */
  readonly gains: (root: Value) => (value: Value) => LogBound;
}

/** The bounds with these facts about inputs and parameters. */
export function boundsOfProgram({ values }: Program, given: ReadonlyMap<Value, Fact>, setting: Setting): ProgramBounds {
  const facts = new Map<Value, Fact>(given);
  const fact = (value: Value): Fact => facts.get(value) ?? anything;
  const recurrences = new Map<Recurrence, RecurrenceBounds>();
  const loop = (recurrence: Recurrence): RecurrenceBounds => {
    const known = recurrences.get(recurrence) ?? recurrenceBounds(recurrence, { fact, setting, boundsOf: boundsOfProgram });
    recurrences.set(recurrence, known);
    return known;
  };
  for (const value of values) {
    const { instruction } = value;
    if (!facts.has(value))
      facts.set(value, instruction.op === 'scan' ? loop(instruction.recurrence).fact(value) : factOf(value, fact, setting));
  }
  const steps = new Map<Value, readonly Gain[]>();
  const stepsFrom = (value: Value): readonly Gain[] => {
    const { instruction } = value;
    const known =
      steps.get(value) ?? (instruction.op === 'scan' ? loop(instruction.recurrence).gains(value) : gainsOf(value, fact, setting));
    steps.set(value, known);
    return known;
  };
  return { fact, gains: (root) => goBack(values, root, stepsFrom) };
}

/** By the triangle inequality, what arrives at a value on several ways adds up. */
function goBack(values: readonly Value[], root: Value, stepsFrom: (value: Value) => readonly Gain[]): (value: Value) => LogBound {
  const arrived = new Map<Value, LogBound>([[root, one]]);
  for (const value of [...values].reverse()) {
    const bound = arrived.get(value) ?? nothing;
    if (bound === nothing || value.elementType !== 'f32') continue;
    for (const [operand, gain] of stepsFrom(value)) {
      if (operand.elementType === 'f32') arrived.set(operand, plus(arrived.get(operand) ?? nothing, times(bound, gain)));
    }
  }
  return (value) => arrived.get(value) ?? nothing;
}
