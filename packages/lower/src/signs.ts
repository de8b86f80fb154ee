/** Signs between tensors, or between a tensor and a number: `x + y`, `scores / sqrt(d)`, `-x`. */
import { type Tensor } from '@trammel/graph';
import { type Argument } from '@trammel/operators';
import { argumentOf } from './argument-of.js';
import { nodeAt } from './apply-operator.js';
import { type Place, type SignRequest, type Value, wrong } from './elaboration.js';
import { reportFault } from './faults-of-operators.js';
import { unsuitable } from './faults-of-values.js';
import { type InputTensor } from './inputs-of-call.js';
import { infixOperators, planFor, prefixOperators } from './operator-plan.js';
import { report } from './report.js';

/** Applies the operator that the sign stands for. */
export function applySignBetween(request: SignRequest, place: Place): Value {
  const { sign, span, left, right } = request;
  const name = (left === undefined ? prefixOperators : infixOperators).get(sign);
  if (name === undefined) {
    return report(place, { code: 'wrong-kind', span, message: `\`${sign}\` does not work on tensors` });
  }
  const inputs: InputTensor[] = [];
  const numbers = new Map<string, Argument>();
  for (const [side, operand] of [['left', left] as const, ['right', right] as const]) {
    if (operand === undefined) continue;
    const { value, expression } = operand;
    if (value.kind === 'wrong') return wrong;
    if (value.kind === 'tensor') {
      inputs.push({ tensor: value.tensor, pattern: undefined, origin: { kind: 'operand', span: expression.span, remark: '' } });
      continue;
    }
    const number =
      value.kind === 'size' || value.kind === 'real' || (value.kind === 'call' && value.name === 'sqrt') ? argumentOf(value) : undefined;
    if (number === undefined) return unsuitable(expression, value, { place, needed: 'a tensor or a number' });
    numbers.set(side, number);
  }
  const plan = planFor(name);
  const types = inputs.map(({ tensor }) => tensor.type);
  const site = place.build.compilation.sites.of(
    name,
    { positional: [], named: numbers, inputPatterns: [], resultPattern: undefined },
    types,
  );
  const gathered = { given: [], result: undefined, isWrong: false };
  const faulty = { span, call: undefined, plan, gathered, inputs, defaults: undefined };
  if (!site.ok) return reportFault(site.fault, faulty, place);
  for (const warning of site.value.warnings) reportFault(warning, faulty, place);
  return nodeAt(site.value, { span, inputs: inputs.map(({ tensor }): Tensor => tensor) }, place);
}
