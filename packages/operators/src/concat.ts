// Tensors laid one after the other along an axis that they have. Along a new one it is stack.
import { concatenation } from '@trammel/signal';
import { knownMoments, outputAxes } from './signal.js';
import { broadcastTo, constant, map, pad, scalar, type Scalar, type Value } from '@trammel/program';
import {
  axisNamed,
  broadcastShapes,
  present,
  printShape,
  printSize,
  sameSize,
  subtractSizes,
  sumOfSizes,
  type Shape,
  type Size,
  type TensorType,
} from '@trammel/tensor';
import { required } from './attribute.js';
import { checkAxes } from './axis-faults.js';
import { checkSameElements, listInputs } from './broadcast.js';
import type { Fault } from './fault.js';
import { axisName } from './kinds.js';
import { operator, type InputSpec } from './operator.js';

const several: readonly InputSpec[] = [{ name: 'x', elementType: 'any', arity: 'variadic' }];

export interface ConcatAttributes {
  readonly axis: string;
}

export const concat = operator<ConcatAttributes>({
  category: 'shape',
  summary: 'Tensors one after the other along an axis; along other axes their sizes are equal, and an axis that one lacks is repeated.',
  formulas: ['out = sum of the sizes along the axis', 'computes nothing'],
  example: 'net Example {\n  input x: [N, C=16, H=8, W=8]\n  concat(C) {\n    | conv(8, 1x1)\n    | conv(8, 3x3, pad=same)\n  }\n}\n',
  inputs: several,
  attributes: { axis: required(axisName, 'The axis along which the tensors follow each other.') },
  check: ({ attributes: { axis }, inputs }) => {
    const missing = inputs.flatMap(({ shape }, index) => checkAxes(shape, [axis], { kind: 'input', index }));
    return missing.length > 0 ? missing : [...checkSameElements('concat', inputs), ...checkOtherAxes(axis, inputs)];
  },
  signal: (call) => concatenation(knownMoments(call), call.attributes.axis, outputAxes(call)),
  meaning: ({ attributes: { axis }, values }) => [following(axis, values)],
});

/** Axes besides `axis` must agree where two tensors have them. */
function checkOtherAxes(axis: string, inputs: readonly TensorType[]): readonly Fault[] {
  const met = new Map<string, { readonly size: Size; readonly index: number }>();
  for (const [index, { shape }] of inputs.entries()) {
    for (const { name, size } of shape.filter((other) => other.name !== axis)) {
      const known = met.get(name) ?? { size, index };
      met.set(name, known);
      if (sameSize(known.size, size)) continue;
      return [
        {
          code: 'shape-mismatch',
          at: { kind: 'input', index },
          against: { kind: 'input', index: known.index },
          message: `\`concat\` along ${axis} needs equal sizes elsewhere, but axis ${name} is ${printSize(known.size)} in one and ${printSize(size)} in the other`,
          notes: listInputs(inputs),
        },
      ];
    }
  }
  return [];
}

/** The shape of all axes but one, as far as any value has them, in the order of the value with the most axes. */
function commonShape(axis: string, values: readonly Value[]): Shape {
  const common = broadcastShapes(values.map(({ shape }) => shape.map((old) => (old.name === axis ? { name: axis, size: 1 } : old))));
  return 'shape' in common ? common.shape : [];
}

/**
 * Each value is laid between zeros where the others stand, and ones laid in the same way tell whose turn it is: nothing is computed.
 * out[i] = i < n1 ? x1[i] : i < n1 + n2 ? x2[i - n1] : ...
 */
export function following(axis: string, values: readonly Value[]): Value {
  const common = commonShape(axis, values);
  const sizes = values.map(({ shape }) => present(axisNamed(shape, axis), () => `${printShape(shape)} has axis ${axis}`).size);
  const total = sumOfSizes(sizes);
  const laid = values.map((value, index) => {
    const size = sizes[index] ?? 0;
    const before = sumOfSizes(sizes.slice(0, index));
    const within = { before, after: subtractSizes(total, sumOfSizes([before, size])) };
    const whole = broadcastTo(
      value,
      common.map((old) => (old.name === axis ? { name: axis, size } : old)),
    );
    return { part: pad(whole, axis, within), turn: pad(broadcastTo(constant(1), [{ name: axis, size }]), axis, within) };
  });
  const [first] = laid.map(({ part }) => part);
  // The last one has what is left, and needs no turn of its own.
  const turns = laid.slice(0, -1).map(({ turn }) => turn);
  const chosen = laid
    .map((_, index): Scalar => scalar.argument(turns.length + index))
    .reduceRight((later, part, index) => scalar.select(scalar.argument(index), part, later));
  const part = present(first, () => 'there is a tensor');
  return turns.length === 0 ? part : map(chosen, [...turns, ...laid.map((other) => other.part)], part.elementType);
}
