// Programs: the values that outputs need, in an order in which they can be computed.
import type { Program, Recurrence, Value } from './value.js';

/** The program that computes `outputs` from `inputs` and `parameters`, each of which it keeps though it may be unused. */
export function program(inputs: readonly Value[], parameters: readonly Value[], outputs: readonly Value[]): Program {
  return { inputs, parameters, outputs, values: operandsFirst([...inputs, ...parameters, ...outputs]) };
}

/** What a value is computed from, in the order of its instruction. */
export function operandsOf(value: Value): readonly Value[] {
  const { instruction } = value;
  switch (instruction.op) {
    case 'constant':
    case 'size':
    case 'input':
    case 'parameter':
    case 'iota':
    case 'random':
      return [];
    case 'map':
      return instruction.operands;
    case 'view':
    case 'accumulate':
    case 'reduce':
      return [instruction.operand];
    case 'contract':
      return [instruction.left, instruction.right];
    case 'gather':
      return [instruction.table, instruction.indices];
    case 'scatterAdd':
      return [instruction.updates, instruction.indices];
    case 'scan':
      return recurrenceOperands(instruction.recurrence);
  }
}

/** The body of a recurrence as a program: placeholders of states, slices and captures in; next states and outputs out. */
export function recurrenceBody(recurrence: Recurrence): Program {
  const { states, sequences, captured, outputs } = recurrence;
  const placeholders = [...states, ...sequences, ...captured].map((part) => part.placeholder);
  return program(placeholders, [], [...states.map((state) => state.next), ...outputs]);
}

function recurrenceOperands({ states, sequences, captured }: Recurrence): readonly Value[] {
  return [...states.map((state) => state.initial), ...sequences.map((part) => part.source), ...captured.map((part) => part.source)];
}

/** Topological order without recursion, so that depth is bounded by memory and not by the call stack. */
function operandsFirst(roots: readonly Value[]): readonly Value[] {
  const ordered: Value[] = [];
  const done = new Set<Value>();
  const open = new Set<Value>();
  const stack = [...roots].reverse();
  for (let value = stack.at(-1); value !== undefined; value = stack.at(-1)) {
    if (done.has(value)) {
      stack.pop();
    } else if (open.has(value)) {
      stack.pop();
      done.add(value);
      ordered.push(value);
    } else {
      open.add(value);
      for (const operand of [...operandsOf(value)].reverse()) if (!done.has(operand)) stack.push(operand);
    }
  }
  return ordered;
}
