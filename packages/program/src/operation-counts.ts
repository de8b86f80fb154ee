// Operation counts: multiplications, additions, activations and comparisons of programs, exact and symbolic.
import {
  addSizes,
  axisNamed,
  elementCount,
  maximumSize,
  multiplySizes,
  productOfSizes,
  subtractSizes,
  type Size,
} from '@trammel/tensor';
import { binaryFunctions, unaryFunctions, type CountsAs } from './scalar-functions.js';
import type { Scalar } from './scalar.js';
import type { Instruction, Program, Recurrence, Value } from './value.js';
import { recurrenceBody } from './program.js';

/**
 * How often each kind of operation is carried out. A division counts as a multiplication, a subtraction as an
 * addition; a change of sign and a movement of data count as nothing. An activation is one evaluation of a
 * nonlinearity, or of a function such as exp outside of one. A MAC is one term of a contraction, whose
 * multiplication and addition are counted among those too.
 */
export interface OperationCounts {
  readonly multiplications: Size;
  readonly additions: Size;
  readonly activations: Size;
  readonly comparisons: Size;
  readonly macs: Size;
}

const nothing: OperationCounts = { multiplications: 0, additions: 0, activations: 0, comparisons: 0, macs: 0 };

/** The operations of the whole program. */
export function operationCounts(program: Program): OperationCounts {
  return countValues(program.values);
}

/** The operations that compute these values from their operands; a recurrence among them counts once. */
export function countValues(values: Iterable<Value>): OperationCounts {
  const recurrences = new Set<Recurrence>();
  let total = nothing;
  for (const value of values) {
    const { instruction } = value;
    if (instruction.op === 'scan') {
      if (recurrences.has(instruction.recurrence)) continue;
      recurrences.add(instruction.recurrence);
    }
    const counts = countInstruction(value, instruction);
    if (counts !== nothing) total = sumOf(total, counts);
  }
  return total;
}

function sumOf(a: OperationCounts, b: OperationCounts): OperationCounts {
  return {
    multiplications: addSizes(a.multiplications, b.multiplications),
    additions: addSizes(a.additions, b.additions),
    activations: addSizes(a.activations, b.activations),
    comparisons: addSizes(a.comparisons, b.comparisons),
    macs: addSizes(a.macs, b.macs),
  };
}

function times(counts: OperationCounts, by: Size): OperationCounts {
  return {
    multiplications: multiplySizes(counts.multiplications, by),
    additions: multiplySizes(counts.additions, by),
    activations: multiplySizes(counts.activations, by),
    comparisons: multiplySizes(counts.comparisons, by),
    macs: multiplySizes(counts.macs, by),
  };
}

function countInstruction(value: Value, instruction: Instruction): OperationCounts {
  switch (instruction.op) {
    case 'map':
      return countMap(value, instruction.expression);
    case 'reduce':
      return countReduce(value, instruction);
    case 'contract':
      return countContract(value, instruction);
    case 'accumulate':
      // Each element is added to its target, and the first of each target costs nothing.
      return { ...nothing, additions: maximumSize(subtractSizes(elementCount(instruction.operand.shape), elementCount(value.shape)), 0) };
    case 'scatterAdd':
      return { ...nothing, additions: elementCount(instruction.updates.shape) };
    case 'scan':
      return times(operationCounts(recurrenceBody(instruction.recurrence)), instruction.recurrence.length);
    default:
      return nothing;
  }
}

function countReduce(value: Value, { reducer, operand }: Extract<Instruction, { readonly op: 'reduce' }>): OperationCounts {
  // K elements are combined by K - 1 operations.
  const combined = subtractSizes(elementCount(operand.shape), elementCount(value.shape));
  if (reducer === 'sum') return { ...nothing, additions: combined };
  return reducer === 'product' ? { ...nothing, multiplications: combined } : { ...nothing, comparisons: combined };
}

function countContract(value: Value, { left, over }: Extract<Instruction, { readonly op: 'contract' }>): OperationCounts {
  const outputs = elementCount(value.shape);
  if (over.length === 0) return { ...nothing, multiplications: outputs };
  // K terms are K multiplications and K - 1 additions.
  const terms = multiplySizes(outputs, productOfSizes(over.map((name) => axisNamed(left.shape, name)?.size ?? 1)));
  return { ...nothing, multiplications: terms, additions: subtractSizes(terms, outputs), macs: terms };
}

function countMap(value: Value, expression: Scalar): OperationCounts {
  const counts: Record<CountsAs, number> = { multiplication: 0, addition: 0, activation: 0, comparison: 0, nothing: 0 };
  countScalar(expression, counts);
  const { multiplication, addition, activation, comparison } = counts;
  if (multiplication + addition + activation + comparison === 0) return nothing;
  const elements = elementCount(value.shape);
  return {
    multiplications: multiplySizes(elements, multiplication),
    additions: multiplySizes(elements, addition),
    activations: multiplySizes(elements, activation),
    comparisons: multiplySizes(elements, comparison),
    macs: 0,
  };
}

/** Counts one evaluation. Both sides of a select are counted, since a machine that works on many elements runs both. */
function countScalar(expression: Scalar, counts: Record<CountsAs, number>): void {
  switch (expression.kind) {
    case 'argument':
    case 'number':
    case 'size':
      return;
    case 'activation':
      counts.activation += 1;
      return;
    case 'unary':
      counts[unaryFunctions[expression.function].countsAs] += 1;
      countScalar(expression.operand, counts);
      return;
    case 'binary':
      counts[binaryFunctions[expression.function].countsAs] += 1;
      countScalar(expression.left, counts);
      countScalar(expression.right, counts);
      return;
    case 'select':
      countScalar(expression.condition, counts);
      countScalar(expression.whenTrue, counts);
      countScalar(expression.whenFalse, counts);
  }
}
