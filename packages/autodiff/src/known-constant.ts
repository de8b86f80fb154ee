// Tensors that are one number everywhere: recognised, and made. Not the folding of what is computed from them.
import { broadcastTo, constant, type Value } from '@trammel/program';
import type { Shape } from '@trammel/tensor';

/** The number that the value is everywhere, where that is plain to see. */
export function numberEverywhere(value: Value): number | undefined {
  const { instruction } = value;
  if (instruction.op === 'constant') return instruction.value;
  // A view of a scalar reads it everywhere unless a condition cuts it.
  if (instruction.op !== 'view' || instruction.where.length > 0) return undefined;
  const { operand } = instruction;
  return operand.instruction.op === 'constant' ? operand.instruction.value : undefined;
}

/** That number everywhere. */
export function filled(value: number, shape: Shape): Value {
  return broadcastTo(constant(value), shape);
}

/** The value repeated over `shape`; a number is repeated from itself and not from where it was repeated before. */
export function repeated(value: Value, shape: Shape): Value {
  const known = numberEverywhere(value);
  return known === undefined ? broadcastTo(value, shape) : filled(known, shape);
}
