// A map with each operand read once, and the expressions that its bounds are made of. Written once for each map; no numbers yet.
import { derivative } from '@trammel/autodiff';
import { scalar, type Instruction, type Scalar, type Value } from '@trammel/program';

export type Mapping = Extract<Instruction, { readonly op: 'map' }>;

/** An operand of real numbers. */
export interface Variable {
  readonly index: number;
  readonly operand: Value;
  /** |d(expression)/d(operand)| */
  readonly steepness: Scalar;
}

/** |f| <= offset + sum of steepness * |variable|, at its greatest. */
export interface Growth {
  readonly variables: readonly Variable[];
  /** |f| - sum of |variable| * factor, where the factors are arguments that stand behind all operands, in the order of the variables. */
  readonly offset: Scalar;
}

export interface Form {
  readonly expression: Scalar;
  readonly variables: readonly Variable[];
  /** By all variables together and by each alone. */
  readonly growths: readonly Growth[];
}

/** More variables than this are only taken all together. */
const severally = 3;

export function formOf({ expression, operands }: Mapping): Form {
  // A tensor that is read twice is one variable.
  const once = scalar.substituteArguments(expression, (index) => scalar.argument(firstOf(operands, index)));
  const variables = operands.flatMap((operand, index): readonly Variable[] =>
    operand.elementType !== 'f32' || operands.indexOf(operand) !== index
      ? []
      : [{ index, operand, steepness: scalar.absolute(derivative(once, (other) => other === index)) }],
  );
  const alone = variables.length > 1 && variables.length <= severally ? variables.map((variable) => [variable]) : [];
  const growths = [variables, ...alone].map((some) => ({ variables: some, offset: offsetOf(once, some, operands.length) }));
  return { expression: once, variables, growths };
}

function firstOf(operands: readonly Value[], index: number): number {
  const operand = operands[index];
  return operand === undefined ? index : operands.indexOf(operand);
}

function offsetOf(expression: Scalar, variables: readonly Variable[], behind: number): Scalar {
  return variables.reduce<Scalar>(
    (rest, { index }, position) =>
      scalar.subtract(rest, scalar.multiply(scalar.argument(behind + position), scalar.absolute(scalar.argument(index)))),
    scalar.absolute(expression),
  );
}
