// Signal rules that follow from the meaning: functions of single elements, and elements in other places.
import { elementwise, rearrangement, type PlacedAxis, type SignalStep } from '@trammel/signal';
import { scalar, type Program, type Scalar, type Value } from '@trammel/program';
import { featureAxis, roleOf } from '@trammel/tensor';
import { soleMoments, type SignalCall } from './signal.js';

/** The rule of an operator on one tensor that computes each element from one, or moves elements about; undefined for any other. */
export function signalOfMeaning(call: SignalCall<unknown>): SignalStep | undefined {
  const expression = elementFunction(call.program);
  if (expression !== undefined) return elementwise(soleMoments(call), call.transferOf(expression));
  const sources = call.program.outputs.map((output) => sourcesOf(output));
  const placements = sources.flatMap((found, index) =>
    found === undefined ? [] : [{ axes: placedAxes(call, found, index), filled: 1, fill: 0 }],
  );
  return placements.length === sources.length ? rearrangement(soleMoments(call), placements) : undefined;
}

/** The meaning as one expression of argument 0, where it maps every element of the input by itself. */
export function elementFunction({ inputs: [x], outputs: [output, ...others] }: Program): Scalar | undefined {
  return x === undefined || output === undefined || others.length > 0 ? undefined : expressionOf(output, x);
}

function expressionOf(value: Value, x: Value): Scalar | undefined {
  if (value === x) return scalar.argument(0);
  const { instruction } = value;
  switch (instruction.op) {
    case 'constant':
      return scalar.number(instruction.value);
    case 'size':
      return scalar.ofSize(instruction.size);
    case 'view':
      // A number that is repeated is that number everywhere.
      return instruction.operand.shape.length === 0 ? expressionOf(instruction.operand, x) : undefined;
    case 'map': {
      const parts = instruction.operands.map((operand) => expressionOf(operand, x));
      const known = parts.flatMap((part) => (part === undefined ? [] : [part]));
      return known.length === parts.length
        ? scalar.substituteArguments(instruction.expression, (index) => known[index] ?? scalar.number(Number.NaN))
        : undefined;
    }
    default:
      return undefined;
  }
}

/** For each axis of a value, the axes of the input that its index moves along; undefined where more than views is at work. */
function sourcesOf(value: Value): ReadonlyMap<string, ReadonlySet<string>> | undefined {
  const { instruction, shape } = value;
  if (instruction.op === 'input') return new Map(shape.map(({ name }) => [name, new Set([name])]));
  if (instruction.op === 'map') {
    const [operand, ...others] = instruction.operands;
    const isPlain = instruction.expression.kind === 'argument' && others.length === 0;
    return isPlain && operand !== undefined ? sourcesOf(operand) : undefined;
  }
  if (instruction.op !== 'view') return undefined;
  const inner = sourcesOf(instruction.operand);
  if (inner === undefined) return undefined;
  const found = new Map(shape.map(({ name }) => [name, new Set<string>()]));
  for (const [at, { terms }] of instruction.coordinates.entries()) {
    const read = inner.get(instruction.operand.shape[at]?.name ?? '') ?? new Set<string>();
    for (const { axis } of terms) for (const source of read) found.get(shape[axis]?.name ?? '')?.add(source);
  }
  return found;
}

function placedAxes(call: SignalCall<unknown>, sources: ReadonlyMap<string, ReadonlySet<string>>, index: number): readonly PlacedAxis[] {
  const axes = call.outputs[index] ?? [];
  const feature = featureAxis(axes)?.name;
  return axes.map(({ name, size }) => {
    const role = roleOf(name);
    const from = [...(sources.get(name) ?? [])];
    return { name, size, from, isPosition: name !== feature && (role === 'space' || role === 'time' || role === 'batch') };
  });
}
