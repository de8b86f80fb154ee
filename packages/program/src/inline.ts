// Putting one program into another: its values again, with inputs and parameters bound to values of the outside.
import { present } from '@trammel/tensor';
import type { Instruction, Program, Recurrence, Value } from './value.js';

/** The outputs of the program where `bindings` stand for its inputs and parameters; unbound ones stay as they are. */
export function inline(program: Program, bindings: ReadonlyMap<Value, Value>): readonly Value[] {
  const made = new Map<Value, Value>(bindings);
  const recurrences = new Map<Recurrence, Recurrence>();
  const at = (value: Value): Value => present(made.get(value), () => 'operands come before their uses');
  for (const value of program.values) {
    if (!made.has(value)) made.set(value, rebuilt(value, at, recurrences));
  }
  return program.outputs.map(at);
}

function rebuilt(value: Value, at: (value: Value) => Value, recurrences: Map<Recurrence, Recurrence>): Value {
  const instruction = withOperands(value.instruction, at, recurrences);
  return instruction === value.instruction ? value : { ...value, instruction };
}

function withOperands(instruction: Instruction, at: (value: Value) => Value, recurrences: Map<Recurrence, Recurrence>): Instruction {
  switch (instruction.op) {
    case 'constant':
    case 'size':
    case 'input':
    case 'parameter':
    case 'iota': return instruction;
    // Draws of different copies are independent, so each copy is a value of its own.
    case 'random': return { ...instruction };
    case 'map': return { ...instruction, operands: instruction.operands.map(at) };
    case 'view':
    case 'accumulate':
    case 'reduce': return { ...instruction, operand: at(instruction.operand) };
    case 'contract': return { ...instruction, left: at(instruction.left), right: at(instruction.right) };
    case 'gather': return { ...instruction, table: at(instruction.table), indices: at(instruction.indices) };
    case 'scatterAdd': return { ...instruction, updates: at(instruction.updates), indices: at(instruction.indices) };
    case 'scan': {
      const known = recurrences.get(instruction.recurrence) ?? outside(instruction.recurrence, at);
      recurrences.set(instruction.recurrence, known);
      return { ...instruction, recurrence: known };
    }
  }
}

/** The recurrence over other values of the outside; its body, which reads placeholders only, stays. */
function outside(recurrence: Recurrence, at: (value: Value) => Value): Recurrence {
  return {
    ...recurrence,
    states: recurrence.states.map((state) => ({ ...state, initial: at(state.initial) })),
    sequences: recurrence.sequences.map((part) => ({ ...part, source: at(part.source) })),
    captured: recurrence.captured.map((part) => ({ ...part, source: at(part.source) })),
  };
}
