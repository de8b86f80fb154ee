// The way back through the values of one program, last to first. Not the rules, and not what a program is given.
import type { Recurrence, Value } from '@trammel/program';
import type { Activity } from './activity.js';
import type { Contribution } from './adjoint.js';
import { contributionsOf } from './adjoints.js';
import { reverseRecurrence, type RecurrenceSite } from './scan-adjoint.js';
import { sumOf } from './sum.js';

/** What the way back found. */
export interface Reversal {
  /** For each value that a gradient arrives at, the sum of what arrives. */
  readonly gradients: ReadonlyMap<Value, Value>;
  /** For a recurrence that was reversed, the same one with what its reversal reads among its outputs. */
  readonly stored: ReadonlyMap<Recurrence, Recurrence>;
}

/** From gradients at some values to gradients at all active values that these depend on; `values` are operands first. */
export function backpropagate(values: readonly Value[], activity: Activity, seeds: readonly Contribution[]): Reversal {
  const arrived = new Map<Value, Value[]>();
  const gradients = new Map<Value, Value>();
  const stored = new Map<Recurrence, Recurrence>();
  const wants = (value: Value): boolean => activity.values.has(value);
  const give = (contributions: readonly Contribution[]): void => {
    for (const { to, gradient } of contributions) {
      const parts = arrived.get(to);
      if (parts !== undefined) parts.push(gradient);
      else if (wants(to)) arrived.set(to, [gradient]);
    }
  };
  const results = resultsByRecurrence(values);
  give(seeds);
  for (let index = values.length - 1; index >= 0; index -= 1) {
    const value = values[index];
    if (value === undefined) continue;
    const [part, ...others] = arrived.get(value) ?? [];
    const gradient = part === undefined ? undefined : sumOf(part, others);
    if (gradient !== undefined) gradients.set(value, gradient);
    const { instruction } = value;
    if (instruction.op !== 'scan') {
      if (gradient !== undefined) give(contributionsOf(instruction, { value, gradient, wants }));
    } else if (results.get(instruction.recurrence)?.[0] === value) {
      const { recurrence } = instruction;
      const body = activity.bodies.get(recurrence);
      const arriving = gradientsOf(results.get(recurrence) ?? [], gradients);
      if (body === undefined || (arriving.states.length === 0 && arriving.outputs.length === 0)) continue;
      const reversed = reverseRecurrence({ recurrence, body, gradients: arriving }, backpropagate);
      stored.set(recurrence, reversed.stored);
      give(reversed.contributions);
    }
  }
  return { gradients, stored };
}

/** The results of each recurrence in order: at the first, coming from behind, the gradients of all of them are known. */
function resultsByRecurrence(values: readonly Value[]): ReadonlyMap<Recurrence, readonly Value[]> {
  const results = new Map<Recurrence, Value[]>();
  for (const value of values) {
    if (value.instruction.op !== 'scan') continue;
    const known = results.get(value.instruction.recurrence);
    if (known === undefined) results.set(value.instruction.recurrence, [value]);
    else known.push(value);
  }
  return results;
}

/** The gradients of the results of a recurrence by their index; no holes are filled. */
function gradientsOf(results: readonly Value[], gradients: ReadonlyMap<Value, Value>): RecurrenceSite['gradients'] {
  const states: (Value | undefined)[] = [];
  const outputs: (Value | undefined)[] = [];
  for (const value of results) {
    const gradient = gradients.get(value);
    if (gradient === undefined || value.instruction.op !== 'scan') continue;
    (value.instruction.result === 'state' ? states : outputs)[value.instruction.index] = gradient;
  }
  return { states, outputs };
}
