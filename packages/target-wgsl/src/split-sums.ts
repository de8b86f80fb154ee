// Long sums with few results, such as the gradients of the weights of convolutions, in two steps. Else a few invocations would do all.
import { contract, mapValues, order, program, reduceSum, type Program, type Value } from '@trammel/program';
import { isKnown, type Axis } from '@trammel/tensor';
import { loopAxes, nominal, nominalCount } from './weight-of-work.js';

/** Contractions with fewer results than this leave most of a device idle. */
const fewResults = 1 << 13;
/** Sums shorter than this are not worth a second step, nor are parts of them. */
const [longSum, longPart] = [1 << 10, 32];
/** More than this is not kept between the steps. */
const mostParts = 1 << 20;

/** The same outputs; what is summed last is one axis of what was summed. Of recurrences the bodies stay as they are. */
export function splitSums(original: Program): Program {
  const now = mapValues(original.values, inTwoSteps);
  return program(original.inputs, original.parameters, original.outputs.map(now));
}

function inTwoSteps(value: Value): Value {
  const { instruction } = value;
  const last = splitAxis(value);
  if (instruction.op !== 'contract' || last === undefined) return value;
  const names = value.shape.map(({ name }) => name);
  const parts = contract(
    instruction.left,
    instruction.right,
    instruction.over.filter((name) => name !== last.name),
  );
  return { ...order(reduceSum(parts, [last.name]), names), elementType: value.elementType };
}

/** The axis that is summed last: the first of those that are long enough. */
function splitAxis(value: Value): Axis | undefined {
  const axes = value.instruction.op === 'contract' ? loopAxes(value) : [];
  const [results, length] = [nominalCount(value.shape), nominalCount(axes)];
  if (results >= fewResults || length < longSum) return undefined;
  return axes.find(({ name, size }) => {
    const parts = nominal(size);
    const isOpenOrLong = !isKnown(size) || parts >= 8;
    return isOpenOrLong && length / parts >= longPart && results * parts <= mostParts && !value.shape.some((axis) => axis.name === name);
  });
}
