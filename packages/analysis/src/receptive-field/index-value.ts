// Values that depend on nothing but their index: constants, counters, and what is made of them. Not on inputs or weights.
import type { Value } from '@trammel/program';
import type { SymbolValues } from '@trammel/tensor';
import { elementAt } from './element-at.js';
import { numberOf } from './known-coordinate.js';
import { partialScalar } from './partial-scalar.js';
import { viewReader } from './view-reader.js';

/** The number at each index, and the axes that it depends on; `at` takes a whole index and looks at those axes only. */
export interface IndexValue {
  readonly axes: readonly number[];
  readonly at: (index: readonly number[]) => number;
}

/** The value as a function of its index, from those of its operands; undefined where it depends on something else. */
export function indexValueOf(value: Value, known: (operand: Value) => IndexValue | undefined, sizes: SymbolValues): IndexValue | undefined {
  const { instruction } = value;
  switch (instruction.op) {
    case 'constant':
      return { axes: [], at: () => instruction.value };
    case 'size': {
      const size = numberOf(instruction.size, sizes);
      return size === undefined ? undefined : { axes: [], at: () => size };
    }
    case 'iota':
      return { axes: [0], at: (index) => elementAt(index, 0) };
    case 'map': {
      const operands = instruction.operands.flatMap((operand) => known(operand) ?? []);
      if (operands.length < instruction.operands.length) return undefined;
      const at = (index: readonly number[]): number =>
        partialScalar(instruction.expression, { argument: (argument) => operands[argument]?.at(index), sizes }).value ?? Number.NaN;
      return { axes: [...new Set(operands.flatMap((operand) => operand.axes))], at };
    }
    case 'view': {
      const operand = known(instruction.operand);
      if (operand?.axes.length === 0 && instruction.coordinates.length === 0 && instruction.where.length === 0) return operand;
      const reader = operand === undefined ? undefined : viewReader(value, instruction, sizes);
      if (operand === undefined || reader === undefined) return undefined;
      const at = (index: readonly number[]): number => {
        const read = reader.read(index);
        return read === undefined ? instruction.fill : operand.at(read);
      };
      return { axes: reader.axesBehind(operand.axes), at };
    }
    default:
      return undefined;
  }
}
