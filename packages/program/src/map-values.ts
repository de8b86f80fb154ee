// Values of a program in order, each over what its operands have become. What a value becomes is the caller's.
import { present } from '@trammel/tensor';
import { mapOperands, mapSources } from './map-operands.js';
import type { Recurrence, Value } from './value.js';

/** What a value becomes; `over` is the value over its new operands, and the original itself where none of them has changed. */
export type Change = (over: Value, original: Value) => Value;

/**
 * What each of the values has become; `known` are those that are not to be gone through. Operands stand before their uses. Of recurrences the
 * sources are replaced, once for all results, and the bodies stay.
 */
export function mapValues(
  values: readonly Value[],
  change: Change,
  known: ReadonlyMap<Value, Value> = new Map<Value, Value>(),
): (value: Value) => Value {
  const made = new Map<Value, Value>(known);
  const recurrences = new Map<Recurrence, Recurrence>();
  const now = (value: Value): Value => present(made.get(value), () => 'operands come before their uses');
  const fed = (recurrence: Recurrence): Recurrence => {
    const found = recurrences.get(recurrence) ?? mapSources(recurrence, now);
    recurrences.set(recurrence, found);
    return found;
  };
  for (const value of values) {
    if (made.has(value)) continue;
    const instruction = mapOperands(value.instruction, { value: now, recurrence: fed });
    made.set(value, change(instruction === value.instruction ? value : { ...value, instruction }, value));
  }
  return now;
}
