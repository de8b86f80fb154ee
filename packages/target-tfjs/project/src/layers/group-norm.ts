// Normalisation of each example over groups of channels and all positions. TensorFlow.js has none.
import * as tf from '@tensorflow/tfjs';
import { CoreLayer, sole, type Shape, type Weight } from './layer.js';

export interface GroupNormSettings {
  /** As many as there are channels unless given: instance normalisation. */
  readonly groups?: number;
  readonly epsilon: number;
  /** Whether the result is scaled and shifted by weights; true unless given. */
  readonly scale?: boolean;
  readonly center?: boolean;
}

/** The batch is the first axis, the channels the last. */
export class GroupNorm extends CoreLayer<GroupNormSettings> {
  static readonly className = 'GroupNorm';

  protected override weightsFor([shape = []]: readonly Shape[]): readonly Weight[] {
    const { scale = true, center = true } = this.settings;
    const channels = [shape.at(-1) ?? 1];
    return [...(scale ? [{ name: 'weight', shape: channels }] : []), ...(center ? [{ name: 'bias', shape: channels }] : [])];
  }

  protected override compute(inputs: readonly tf.Tensor[]): tf.Tensor {
    const x = sole(inputs);
    const channels = x.shape.at(-1) ?? 1;
    const { groups = channels, epsilon } = this.settings;
    const apart = x.reshape([x.shape[0], -1, groups, channels / groups]);
    const centered = apart.sub(apart.mean([1, 3], true));
    const factor = centered.square().mean([1, 3], true).add(epsilon).rsqrt();
    const [weight, bias] = ['weight', 'bias'].map((name) => this.weight(name)?.reshape([1, 1, groups, channels / groups]));
    const scaled = centered.mul(weight === undefined ? factor : factor.mul(weight));
    return (bias === undefined ? scaled : scaled.add(bias)).reshape(x.shape);
  }
}
tf.serialization.registerClass(GroupNorm);
