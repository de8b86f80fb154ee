// Layer normalisation over any axes, by mean and variance or by the root mean square alone.
import * as tf from '@tensorflow/tfjs';
import { CoreLayer, sole, type Shape, type Weight } from './layer.js';

export interface LayerNormSettings {
  readonly axes: readonly number[];
  readonly epsilon: number;
  /** `rms` divides by the root mean square, and subtracts nothing. */
  readonly kind: 'moments' | 'rms';
  /** Whether the result is scaled and shifted by weights; true unless given. */
  readonly scale?: boolean;
  readonly center?: boolean;
}

/** Each example standardised over some of its axes, then scaled and shifted. */
export class LayerNorm extends CoreLayer<LayerNormSettings> {
  static readonly className = 'LayerNorm';

  protected override weightsFor([shape = []]: readonly Shape[]): readonly Weight[] {
    const { axes, scale = true, center = true } = this.settings;
    const sizes = axes.map((axis) => shape[axis] ?? 1);
    return [...(scale ? [{ name: 'weight', shape: sizes }] : []), ...(center ? [{ name: 'bias', shape: sizes }] : [])];
  }

  protected override compute(inputs: readonly tf.Tensor[]): tf.Tensor {
    const x = sole(inputs);
    const axes = [...this.settings.axes];
    const centered = this.settings.kind === 'rms' ? x : x.sub(x.mean(axes, true));
    const variance = centered.square().mean(axes, true);
    const factor = variance.add(this.settings.epsilon).rsqrt();
    const [weight, bias] = [this.along(x, 'weight'), this.along(x, 'bias')];
    const scaled = centered.mul(weight === undefined ? factor : factor.mul(weight));
    return bias === undefined ? scaled : scaled.add(bias);
  }

  /** A weight with an axis for each of the tensor. */
  private along(x: tf.Tensor, name: string): tf.Tensor | undefined {
    return this.weight(name)?.reshape(x.shape.map((size, axis) => (this.settings.axes.includes(axis) ? size : 1)));
  }
}
tf.serialization.registerClass(LayerNorm);
