// Arithmetic between tensors, or a tensor and a number, element by element; axes that a tensor lacks are repeated.
import { affine, createTape, elementwise, product, sum, type SignalStep } from '@trammel/signal';
import { signalOfMeaning } from './signal-of-meaning.js';
import { knownMoments, noSignal, outputAxes, type SignalCall, type SignalRule } from './signal.js';
import { divide, map, multiply, scalar, squareRoot, type Operand, type Scalar, type Value } from '@trammel/program';
import { present, type ElementType } from '@trammel/tensor';
import { arithmeticType, asFloats, checkBroadcast } from './broadcast.js';
import type { Fault } from './fault.js';
import { elementTypeOf, numberSides, operandOf, type NumberSides } from './number-operand.js';
import { operator, type Call, type InputSpec, type Operands, type Operator } from './operator.js';

/** What is special about one of these operators. */
interface Definition {
  readonly summary: string;
  readonly formulas: readonly string[];
  /** The steps of the example after its inputs x and y. */
  readonly example: string;
  readonly infix?: string;
  readonly combine: (left: Scalar, right: Scalar) => Scalar;
  /** How the meaning is written where `combine` is not all there is to it. */
  readonly special?: (call: Operands<NumberSides>) => Value | undefined;
  readonly gives?: (types: readonly ElementType[]) => ElementType;
  /** How moments of tensors combine; with one tensor it is a function of single elements. */
  readonly ofTensors?: SignalRule<NumberSides>;
}

/** Two or more tensors; a path each in `add { | ... | ... }`. */
const several: readonly InputSpec[] = [{ name: 'x', elementType: 'any', arity: 'variadic' }];

/** Two tensors, the second of which may be a number. */
const pair: readonly InputSpec[] = [
  { name: 'a', elementType: 'any', arity: 'one' },
  { name: 'b', elementType: 'any', arity: 'optional' },
];

/** The tensors and numbers that are combined, from left to right. */
export function operandsOf({ attributes: { left, right }, values }: Operands<NumberSides>): readonly Operand[] {
  return [left, ...values, right].flatMap((operand) => (operand === undefined ? [] : ['kind' in operand ? operandOf(operand) : operand]));
}

/** The element types of what is combined. */
function elementTypesOf({ attributes: { left, right }, inputs }: Call<NumberSides>): readonly ElementType[] {
  return [
    ...inputs.map((input) => input.elementType),
    ...[left, right].flatMap((side) => (side === undefined ? [] : [elementTypeOf(side)])),
  ];
}

/** Whether there are operands enough, and not too many, and their shapes broadcast. */
export function checkOperands(name: string, call: Call<NumberSides>, most: number): readonly Fault[] {
  const { left, right } = call.attributes;
  const count = call.inputs.length + [left, right].filter((side) => side !== undefined).length;
  const message = `\`${name}\` needs two tensors, or a tensor and a number`;
  if (count < 2)
    return [
      { code: 'bad-input', message, help: [{ text: `write the other one between the parentheses: \`${name}(2)\`, \`${name}(a, b)\`` }] },
    ];
  return count > most ? [{ code: 'bad-input', message: `${message}, and is given ${count} of them` }] : checkBroadcast(name, call.inputs);
}

/** One combination of two operands; a number becomes part of the expression. */
export function combined(combine: Definition['combine'], elementType: ElementType): (left: Operand, right: Operand) => Value {
  return (left, right) => {
    const values = [left, right].filter((operand) => typeof operand !== 'number');
    const term = (operand: Operand): Scalar =>
      typeof operand === 'number' ? scalar.number(operand) : scalar.argument(values.indexOf(operand));
    return map(combine(term(left), term(right)), values, elementType);
  };
}

function arithmetic(name: string, inputs: readonly InputSpec[], definition: Definition): Operator<NumberSides> {
  const { summary, formulas, example, infix, combine, special, gives = arithmeticType, ofTensors = noSignal } = definition;
  const most = inputs.some(({ arity }) => arity === 'variadic') ? Number.POSITIVE_INFINITY : 2;
  return operator({
    category: 'arithmetic',
    summary,
    formulas,
    example: `net Example {\n  input x: [N, C=16], y: [N, C=16]\n  ${example}\n}\n`,
    inputs,
    attributes: numberSides,
    ...(infix === undefined ? {} : { infix }),
    check: (call) => checkOperands(name, call, most),
    // Of whole numbers and truth values nothing is told that could be computed with.
    signal: (call) => (call.moments.includes(undefined) ? undefined : call.inputs.length === 1 ? signalOfMeaning(call) : ofTensors(call)),
    meaning: (call) => {
      const step = combined(combine, gives(elementTypesOf(call)));
      const [first, second, ...others] = operandsOf(call);
      const start = step(
        present(first, () => `${name} has two operands`),
        present(second, () => `${name} has two operands`),
      );
      return [special?.(call) ?? others.reduce<Value>(step, start)];
    },
  });
}

export const add = arithmetic('add', several, {
  summary: 'The sum of tensors, or of a tensor and a number, element by element.',
  formulas: ['y = a + b + ...', 'additions = output elements * (operands - 1)'],
  example: 'add { | x -> dense(16) | x }',
  infix: '+',
  combine: scalar.add,
  ofTensors: (call) => sum(knownMoments(call), { axes: outputAxes(call), followsDensity: call.followsDensity }),
});

export const sub = arithmetic('sub', pair, {
  summary: 'The difference of two tensors, or of a tensor and a number, element by element.',
  formulas: ['y = a - b', 'additions = output elements'],
  example: 'x - y',
  infix: '-',
  combine: scalar.subtract,
  ofTensors: differenceSignal,
});

export const mul = arithmetic('mul', several, {
  summary: 'The product of tensors, or of a tensor and a number, element by element.',
  formulas: ['y = a * b * ...', 'multiplications = output elements * (operands - 1)'],
  example: 'mul { | x -> dense(16) -> sigmoid | x }',
  infix: '*',
  combine: scalar.multiply,
  ofTensors: (call) => product(knownMoments(call), outputAxes(call)),
});

export const div = arithmetic('div', pair, {
  summary: 'The quotient of two tensors, or of a tensor and a number, element by element.',
  formulas: ['y = a / b', 'multiplications = output elements: a division counts as one'],
  example: 'x / 2',
  infix: '/',
  combine: scalar.divide,
  ofTensors: quotientSignal,
  gives: () => 'f32',
});

/** Exponents up to this one are written as multiplications. */
const largestPower = 8;

/** x^n for whole n from 1 by repeated squaring: the power for n/2, squared, times x for an odd n. */
function wholePower(x: Value, exponent: number): Value {
  if (exponent === 1) return x;
  const half = wholePower(x, Math.floor(exponent / 2));
  const square = multiply(half, half);
  return exponent % 2 === 0 ? square : multiply(square, x);
}

/** Powers with a fixed exponent that need no power function, which is undefined for negative numbers on some machines. */
function simplePower({ attributes: { left, right }, values: [x] }: Operands<NumberSides>): Value | undefined {
  if (x === undefined || left !== undefined || right?.kind !== 'number') return undefined;
  const { value } = right;
  if (value === 0.5) return squareRoot(x);
  if (!Number.isInteger(value) || value === 0 || Math.abs(value) > largestPower) return undefined;
  const power = wholePower(asFloats(x), Math.abs(value));
  return value < 0 ? divide(1, power) : power;
}

export const pow = arithmetic('pow', pair, {
  summary: 'A tensor to the power of a number or of another tensor, element by element.',
  formulas: [
    'y = a^b',
    `a whole exponent from 1 to ${largestPower} is multiplications by repeated squaring: 1 for a square, 2 for a cube`,
    'any other exponent is one activation for each element',
  ],
  example: 'x ^ 2',
  infix: '^',
  combine: scalar.power,
  special: simplePower,
  gives: () => 'f32',
});

export const maximum = arithmetic('maximum', several, {
  summary: 'The largest of tensors, or of a tensor and a number, element by element.',
  formulas: ['y = max(a, b, ...); on a tie each takes half of the gradient', 'comparisons = output elements * (operands - 1)'],
  example: 'maximum(x, y)',
  combine: scalar.maximum,
});

export const minimum = arithmetic('minimum', several, {
  summary: 'The smallest of tensors, or of a tensor and a number, element by element.',
  formulas: ['y = min(a, b, ...); on a tie each takes half of the gradient', 'comparisons = output elements * (operands - 1)'],
  example: 'minimum(x, y)',
  combine: scalar.minimum,
});

/** a + (-1) b */
function differenceSignal(call: SignalCall<NumberSides>): SignalStep | undefined {
  const { tape, inputs } = createTape(knownMoments(call));
  const [a, b] = inputs;
  if (a === undefined || b === undefined) return undefined;
  const negative = tape.apply([b], affine(b.moments, -1, 0));
  return tape.finish(
    tape.apply([a, negative], sum([a.moments, negative.moments], { axes: outputAxes(call), followsDensity: call.followsDensity })),
  );
}

/** a (1 / b), where b is a function of single elements that keeps away from 0; elsewhere 1 / b has no second moment. */
function quotientSignal(call: SignalCall<NumberSides>): SignalStep | undefined {
  const { tape, inputs } = createTape(knownMoments(call));
  const [a, b] = inputs;
  const points = [...(b?.moments.density?.get().points ?? [])];
  const keepsAway = points.every((point) => point > 0) || points.every((point) => point < 0);
  if (a === undefined || b === undefined || points.length === 0 || !keepsAway) return undefined;
  const inverse = tape.apply([b], elementwise(b.moments, call.transferOf(scalar.divide(scalar.number(1), scalar.argument(0)))));
  return tape.finish(tape.apply([a, inverse], product([a.moments, inverse.moments], outputAxes(call))));
}
