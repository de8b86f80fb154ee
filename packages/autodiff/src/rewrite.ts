// Rebuilding values with some of what they are computed from replaced. Not differentiation.
import { mapOperands, mapSources, operandsOf, type Recurrence, type Value } from '@trammel/program';
import { present } from '@trammel/tensor';

/** What stands for what. */
export interface Rewriting {
  /** What stands for a value; undefined where it is rebuilt from its operands. */
  readonly value: (value: Value) => Value | undefined;
  /** What stands for a recurrence over the same operands, if not itself. */
  readonly recurrences: ReadonlyMap<Recurrence, Recurrence>;
}

type Read = (operand: Value) => Value;

/** The roots after the rewriting. What does not depend on anything replaced stays the same object. */
export function rewrite(roots: readonly Value[], rewriting: Rewriting): readonly Value[] {
  const done = new Map<Value, Value>();
  const rebuilt = new Map<Recurrence, Recurrence>();
  const opened = new Set<Value>();
  const read: Read = (operand) => present(done.get(operand), () => 'operands are rewritten first');
  const recurrence = (original: Recurrence): Recurrence => {
    const instead = rewriting.recurrences.get(original) ?? original;
    const known = rebuilt.get(instead) ?? recurrenceOver(instead, read);
    // Several results share one recurrence, before and after.
    rebuilt.set(instead, known);
    return known;
  };
  const stack = [...roots];
  // A stack of our own, since programs may be deeper than the call stack.
  for (let value = stack.at(-1); value !== undefined; value = stack.at(-1)) {
    if (done.has(value)) {
      stack.pop();
    } else if (opened.has(value)) {
      done.set(value, valueOver(value, read, recurrence));
      stack.pop();
    } else {
      const instead = rewriting.value(value);
      if (instead !== undefined) done.set(value, instead);
      opened.add(value);
      if (instead === undefined) stack.push(...operandsOf(value).filter((operand) => !done.has(operand)));
    }
  }
  return roots.map(read);
}

function valueOver(value: Value, read: Read, recurrence: (original: Recurrence) => Recurrence): Value {
  const { instruction } = value;
  const isUnchanged =
    instruction.op === 'scan'
      ? recurrence(instruction.recurrence) === instruction.recurrence
      : operandsOf(value).every((operand) => read(operand) === operand);
  return isUnchanged ? value : { ...value, instruction: mapOperands(instruction, { value: read, recurrence }) };
}

function recurrenceOver(recurrence: Recurrence, read: Read): Recurrence {
  const { states, sequences, captured } = recurrence;
  const sources = [...states.map((part) => part.initial), ...[...sequences, ...captured].map((part) => part.source)];
  return sources.every((source) => read(source) === source) ? recurrence : mapSources(recurrence, read);
}
