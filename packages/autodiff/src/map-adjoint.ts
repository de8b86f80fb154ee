// The adjoint of a map: y = f(x1, x2...) element by element.
import { sameScalar, scalar, type Scalar, type Value } from '@trammel/program';
import type { Contribution, InstructionOf, Site } from './adjoint.js';
import { derivative } from './derivative.js';
import { folded, isNumber } from './folding.js';
import { filled, numberEverywhere } from './known-constant.js';

/** dL/dxi = dL/dy * df/dxi(x1, x2...), one map for each operand that wants it. */
export function mapAdjoint(instruction: InstructionOf<'map'>, { value, gradient, wants }: Site): readonly Contribution[] {
  const { expression, operands } = instruction;
  const contributions: Contribution[] = [];
  const known = numberEverywhere(gradient);
  const incoming = known === undefined ? scalar.argument(operands.length + 1) : scalar.number(known);
  for (const [position, operand] of operands.entries()) {
    if (operands.indexOf(operand) !== position || !wants(operand)) continue;
    // A tensor that is read twice is one variable: d(x*x) = g * (x + x).
    const slope = derivative(expression, (index) => operands[index] === operand);
    const product = folded(scalar.multiply(incoming, slope), resultIn(expression, operands.length));
    if (isNumber(product, 0)) continue;
    contributions.push({ to: operand, gradient: elementwise(product, [...operands, value, gradient]) });
  }
  return contributions;
}

/** Where a derivative needs the value of the expression again, it reads the result: d exp(x) = g * y. */
function resultIn(expression: Scalar, index: number): (part: Scalar) => Scalar | undefined {
  const body = expression.kind === 'activation' ? expression.body : expression;
  if (body.kind === 'argument' || body.kind === 'number' || body.kind === 'size') return () => undefined;
  const result = scalar.argument(index);
  return (part) => (sameScalar(part, body) ? result : undefined);
}

/** The map over those of the operands that the expression reads; an expression that only reads one is that operand. */
function elementwise(expression: Scalar, operands: readonly Value[]): Value {
  const used: Value[] = [];
  const renumbered = scalar.substituteArguments(expression, (index) => {
    const operand = operands[index];
    if (operand === undefined) return scalar.argument(index);
    const known = used.indexOf(operand);
    if (known < 0) used.push(operand);
    return scalar.argument(known < 0 ? used.length - 1 : known);
  });
  const [first] = used;
  if (renumbered.kind === 'argument' && first !== undefined) return first;
  const { shape } = operands[0] ?? { shape: [] };
  if (renumbered.kind === 'number') return filled(renumbered.value, shape);
  return { instruction: { op: 'map', expression: renumbered, operands: used }, shape, elementType: 'f32' };
}
