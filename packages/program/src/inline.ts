// Putting one program into another: its values again, with inputs and parameters bound to values of the outside.
import { present } from '@trammel/tensor';
import { mapOperands, mapSources } from './map-operands.js';
import type { Program, Recurrence, Value } from './value.js';

/** The outputs of the program where `bindings` stand for its inputs and parameters; unbound ones stay as they are. */
export function inline(program: Program, bindings: ReadonlyMap<Value, Value>): readonly Value[] {
  const made = new Map<Value, Value>(bindings);
  const recurrences = new Map<Recurrence, Recurrence>();
  const at = (value: Value): Value => present(made.get(value), () => 'operands come before their uses');
  const outside = (recurrence: Recurrence): Recurrence => {
    const known = recurrences.get(recurrence) ?? mapSources(recurrence, at);
    recurrences.set(recurrence, known);
    return known;
  };
  for (const value of program.values) {
    if (made.has(value)) continue;
    const instruction = mapOperands(value.instruction, { value: at, recurrence: outside });
    // Draws of different copies are independent, so that each copy is a value of its own.
    const isSame = instruction === value.instruction && instruction.op !== 'random';
    made.set(value, isSame ? value : { ...value, instruction });
  }
  return program.outputs.map(at);
}
