// Sums of products over named axes. TensorFlow.js has einsum, without a gradient.
import * as tf from '@tensorflow/tfjs';
import { CoreLayer, type Shape } from './layer.js';

export interface EinsumSettings {
  /** `N h T d, N h S d -> N h T S`: what the result lacks is summed over. */
  readonly equation: string;
}

/** The sum of products, from left to right, two tensors at a time. */
export class Einsum extends CoreLayer<EinsumSettings> {
  static readonly className = 'Einsum';

  protected override compute(inputs: readonly tf.Tensor[]): tf.Tensor {
    const { operands, result } = parse(this.settings.equation);
    const named = inputs.map((value, index): Named => ({ value: value.toFloat(), axes: operands[index] ?? [] }));
    const [first, ...others] = named;
    if (first === undefined) throw new Error('a sum of products needs a tensor');
    const whole = others.reduce((left, right, index) => {
      const later = others.slice(index + 1).flatMap(({ axes }) => axes);
      return multiplied(left, right, [...result, ...later]);
    }, first);
    const ordered = arranged(summed(whole, result), result);
    return inputs.every(({ dtype }) => dtype !== 'float32') ? ordered.toInt() : ordered;
  }

  protected override shapeOf(shapes: readonly Shape[]): Shape {
    const { operands, result } = parse(this.settings.equation);
    const sizes = new Map(operands.flatMap((axes, index) => axes.map((axis, at) => [axis, shapes[index]?.[at] ?? null] as const)));
    return result.map((axis) => sizes.get(axis) ?? null);
  }
}
tf.serialization.registerClass(Einsum);

interface Named {
  readonly value: tf.Tensor;
  readonly axes: readonly string[];
}

function parse(equation: string): { readonly operands: readonly (readonly string[])[]; readonly result: readonly string[] } {
  const words = (text: string): readonly string[] => text.split(/\s+/).filter((word) => word !== '');
  const [left = '', right = ''] = equation.split('->');
  return { operands: left.split(',').map(words), result: words(right) };
}

/** The axes that both have and nobody needs later are summed over in one matrix product. */
function multiplied(left: Named, right: Named, kept: readonly string[]): Named {
  const a = summed(left, [...kept, ...right.axes]);
  const b = summed(right, [...kept, ...left.axes]);
  const both = a.axes.filter((axis) => b.axes.includes(axis));
  const [batch, over] = [both.filter((axis) => kept.includes(axis)), both.filter((axis) => !kept.includes(axis))];
  const rows = a.axes.filter((axis) => !both.includes(axis));
  const columns = b.axes.filter((axis) => !both.includes(axis));
  const value = tf.matMul(asMatrices(a, [batch, rows, over]), asMatrices(b, [batch, over, columns]));
  const axes = [...batch, ...rows, ...columns];
  return { axes, value: value.reshape(axes.map((axis) => sizeOf(a, axis) ?? sizeOf(b, axis) ?? 1)) };
}

const sizeOf = ({ axes, value }: Named, axis: string): number | undefined => value.shape[axes.indexOf(axis)];

/** As a batch of matrices, whose three axes are made of these. */
function asMatrices(operand: Named, groups: readonly (readonly string[])[]): tf.Tensor3D {
  const [batch = 1, rows = 1, columns = 1] = groups.map((group) => group.reduce((total, axis) => total * (sizeOf(operand, axis) ?? 1), 1));
  return arranged(operand, groups.flat()).reshape([batch, rows, columns]);
}

const arranged = ({ value, axes }: Named, wanted: readonly string[]): tf.Tensor =>
  value.transpose(wanted.map((axis) => axes.indexOf(axis)));

function summed(operand: Named, kept: readonly string[]): Named {
  const lost = operand.axes.flatMap((axis, index) => (kept.includes(axis) ? [] : [index]));
  if (lost.length === 0) return operand;
  return { value: operand.value.sum(lost), axes: operand.axes.filter((axis) => kept.includes(axis)) };
}
