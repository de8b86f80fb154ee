// Scalar expressions as short programs over registers, each of which holds one block of elements. Equal parts are worked out once.
import type { BinaryFunction, Scalar, UnaryFunction } from '@trammel/program';
import { numberOf, type Sizing } from './sizes.js';

/** One operation on registers. */
export type Operation =
  | { readonly kind: 'unary'; readonly function: UnaryFunction; readonly operands: readonly [number] }
  | { readonly kind: 'binary'; readonly function: BinaryFunction; readonly operands: readonly [number, number] }
  /** The condition, then what is taken where it is not 0, then what is taken where it is. */
  | { readonly kind: 'select'; readonly operands: readonly [number, number, number] };

/** Where the elements of a register come from. */
export type Register =
  | { readonly kind: 'argument'; readonly index: number }
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'operation'; readonly operation: Operation };

/** Registers in an order in which they can be computed. */
export interface ScalarCode {
  readonly registers: readonly Register[];
  readonly result: number;
}

export function scalarCode(expression: Scalar, sizing: Sizing): ScalarCode {
  const registers: Register[] = [];
  const known = new Map<string, number>();
  const keep = (register: Register, key: string): number => {
    const before = known.get(key);
    if (before !== undefined) return before;
    registers.push(register);
    known.set(key, registers.length - 1);
    return registers.length - 1;
  };
  const operate = (operation: Operation): number =>
    keep(
      { kind: 'operation', operation },
      `${operation.kind === 'select' ? 'select' : operation.function} ${operation.operands.join(' ')}`,
    );
  const number = (value: number): number => keep({ kind: 'number', value }, `number ${Object.is(value, -0) ? '-0' : value}`);
  const write = (part: Scalar): number => {
    switch (part.kind) {
      case 'argument':
        return keep({ kind: 'argument', index: part.index }, `argument ${part.index}`);
      case 'number':
        return number(part.value);
      case 'size':
        return number(numberOf(sizing, part.size));
      case 'activation':
        return write(part.body);
      case 'unary':
        return operate({ kind: 'unary', function: part.function, operands: [write(part.operand)] });
      case 'binary':
        return operate({ kind: 'binary', function: part.function, operands: [write(part.left), write(part.right)] });
      case 'select':
        return operate({ kind: 'select', operands: [write(part.condition), write(part.whenTrue), write(part.whenFalse)] });
    }
  };
  return { result: write(expression), registers };
}
