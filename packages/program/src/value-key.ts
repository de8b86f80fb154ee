// Text that two values have in common only if they are computed alike: how common subexpressions are found.
import { printShape, printSize } from '@trammel/tensor';
import { printNumber, printScalar } from './print-scalar.js';
import { keyOfAffine, keyOfCoordinate } from './simplify-coordinate.js';
import type { Coordinate, Affine, Recurrence, Value } from './value.js';

/** Numbers that stand for operands and recurrences. */
export interface Numbering {
  readonly value: (value: Value) => number;
  readonly recurrence: (recurrence: Recurrence) => number;
}

/** The key of the value; undefined for what is unlike all else: what the program is given, and draws. */
export function keyOfValue(value: Value, numbering: Numbering): string | undefined {
  const text = keyOfInstruction(value, numbering);
  return text === undefined ? undefined : `${text} : ${value.elementType}${printShape(value.shape)}`;
}

function keyOfInstruction({ instruction }: Value, numbering: Numbering): string | undefined {
  const id = (operand: Value): string => `$${numbering.value(operand)}`;
  switch (instruction.op) {
    case 'input':
    case 'parameter':
    case 'random':
      return undefined;
    case 'constant':
      return `constant ${printNumber(instruction.value)}`;
    case 'size':
      return `size ${printSize(instruction.size)}`;
    case 'iota':
      return 'iota';
    case 'map':
      return `map ${printScalar(instruction.expression, (index) => `#${index}`)} of ${instruction.operands.map(id).join(' ')}`;
    case 'view':
      return `view ${id(instruction.operand)} ${keyOfIndices(instruction.coordinates, instruction.where)} ${printNumber(instruction.fill)}`;
    case 'accumulate':
      return `accumulate ${id(instruction.operand)} ${keyOfIndices(instruction.coordinates, instruction.where)}`;
    case 'reduce':
      return `reduce ${instruction.reducer} ${id(instruction.operand)} ${[...instruction.axes].sort().join(' ')}`;
    case 'contract':
      return `contract ${id(instruction.left)} ${id(instruction.right)} ${[...instruction.over].sort().join(' ')}`;
    case 'gather':
      return `gather ${id(instruction.table)} ${id(instruction.indices)} ${instruction.axis}`;
    case 'scatterAdd':
      return `scatterAdd ${id(instruction.updates)} ${id(instruction.indices)} ${instruction.axis}`;
    case 'scan':
      return `scan ${numbering.recurrence(instruction.recurrence)} ${instruction.result} ${instruction.index}`;
  }
}

function keyOfIndices(coordinates: readonly Coordinate[], where: readonly Affine[]): string {
  return `[${coordinates.map(keyOfCoordinate).join(', ')}] where ${where.map(keyOfAffine).join(', ')}`;
}
