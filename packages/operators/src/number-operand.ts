// Numbers that stand where a tensor could: `x * 2`, `1 - x`, `scores / sqrt(d)`. Not tensors of one element.
import { isKnown, type ElementType, type Size } from '@trammel/tensor';
import { sizeValue, squareRoot, type Operand } from '@trammel/program';
import type { Argument } from './argument.js';
import { byName, optional, type Attribute, type AttributeKind } from './attribute.js';

/** A number as it is written; a size may be symbolic. */
export type NumberOperand =
  | { readonly kind: 'number'; readonly value: number; readonly elementType: ElementType }
  | { readonly kind: 'size'; readonly size: Size }
  | { readonly kind: 'squareRoot'; readonly of: Size };

/** A number, a size, or the square root of a size that is not known yet. */
export const numberOperand: AttributeKind<NumberOperand> = { expects: 'a number', bareName: 'value', words: [], read: readNumber };

function readNumber(argument: Argument): NumberOperand | undefined {
  if (argument.kind === 'real') return { kind: 'number', value: argument.value, elementType: 'f32' };
  if (argument.kind === 'size') {
    const { value } = argument;
    return isKnown(value) ? { kind: 'number', value: Number(value), elementType: 'int' } : { kind: 'size', size: value };
  }
  if (argument.kind !== 'call' || argument.name !== 'sqrt' || argument.positional.length !== 1) return undefined;
  const [of] = argument.positional.map(readNumber);
  if (of?.kind === 'number') return { kind: 'number', value: Math.sqrt(of.value), elementType: 'f32' };
  return of?.kind === 'size' ? { kind: 'squareRoot', of: of.size } : undefined;
}

/** The number within a program. */
export function operandOf(number: NumberOperand): Operand {
  if (number.kind === 'number') return number.value;
  return number.kind === 'size' ? sizeValue(number.size) : squareRoot(sizeValue(number.of));
}

/** What the number is an element of. */
export function elementTypeOf(number: NumberOperand): ElementType {
  if (number.kind === 'number') return number.elementType;
  return number.kind === 'size' ? 'int' : 'f32';
}

/** The attributes of an operator with a sign: the number on either side of it, where one of its operands is a number. */
export interface NumberSides {
  readonly right: NumberOperand | undefined;
  readonly left: NumberOperand | undefined;
}

const side = (documentation: string): Attribute<NumberOperand | undefined> =>
  optional<NumberOperand | undefined>(numberOperand, undefined, '', documentation);

/** `x - 1` is `sub(x, right=1)`, or `sub(1)` in a chain; `1 - x` is `sub(x, left=1)`. */
export const numberSides = {
  right: side('A number in the place of the second tensor.'),
  left: byName(side('A number in the place of the first tensor.')),
};
