// An instruction with other operands: the counterpart of operandsOf. Bodies of recurrences are left to the caller.
import type { Instruction, Recurrence, Value } from './value.js';

/** What operands become. */
export interface Replacement {
  readonly value: (operand: Value) => Value;
  readonly recurrence: (recurrence: Recurrence) => Recurrence;
}

/** The instruction with its operands replaced; the same object where it has none. */
export function mapOperands(instruction: Instruction, by: Replacement): Instruction {
  switch (instruction.op) {
    case 'constant':
    case 'size':
    case 'input':
    case 'parameter':
    case 'iota':
    case 'random':
      return instruction;
    case 'map':
      return { ...instruction, operands: instruction.operands.map((operand) => by.value(operand)) };
    case 'view':
    case 'accumulate':
    case 'reduce':
      return { ...instruction, operand: by.value(instruction.operand) };
    case 'contract':
      return { ...instruction, left: by.value(instruction.left), right: by.value(instruction.right) };
    case 'gather':
      return { ...instruction, table: by.value(instruction.table), indices: by.value(instruction.indices) };
    case 'scatterAdd':
      return { ...instruction, updates: by.value(instruction.updates), indices: by.value(instruction.indices) };
    case 'scan':
      return { ...instruction, recurrence: by.recurrence(instruction.recurrence) };
  }
}

/** The recurrence fed by other values of the outside; its body, which reads placeholders only, stays. */
export function mapSources(recurrence: Recurrence, by: (operand: Value) => Value): Recurrence {
  return {
    ...recurrence,
    states: recurrence.states.map((state) => ({ ...state, initial: by(state.initial) })),
    sequences: recurrence.sequences.map((part) => ({ ...part, source: by(part.source) })),
    captured: recurrence.captured.map((part) => ({ ...part, source: by(part.source) })),
  };
}
