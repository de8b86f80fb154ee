// Putting one program into another: its values again, with inputs and parameters bound to values of the outside.
import { mapValues } from './map-values.js';
import type { Program, Value } from './value.js';

/** The outputs of the program where `bindings` stand for its inputs and parameters; unbound ones stay as they are. */
export function inline(program: Program, bindings: ReadonlyMap<Value, Value>): readonly Value[] {
  // Draws of different copies are independent, so that each copy is a value of its own.
  const copied = (over: Value): Value => (over.instruction.op === 'random' ? { ...over } : over);
  return program.outputs.map(mapValues(program.values, copied, bindings));
}
