// Batch normalisation. That of TensorFlow.js keeps the biased variance as its running statistic; this one keeps the unbiased one.
import * as tf from '@tensorflow/tfjs';
import { product } from './axes.js';
import { CoreLayer, sole, type Mode, type Shape, type Weight } from './layer.js';

export interface BatchNormSettings {
  readonly epsilon: number;
  /** How much of the running statistics each batch replaces. Keras calls 1 minus this its momentum. */
  readonly momentum: number;
  /** Whether the result is scaled and shifted by weights; true unless given. */
  readonly scale?: boolean;
  readonly center?: boolean;
}

/**
 * Each feature, along the last axis, standardised over the batch; in inference by the running statistics. What is given beside the first tensor
 * is not read: it is there so that this call comes after the one that gave it, as running statistics follow from the order of calls.
 */
export class BatchNorm extends CoreLayer<BatchNormSettings> {
  static readonly className = 'BatchNorm';

  protected override weightsFor([shape = []]: readonly Shape[]): readonly Weight[] {
    const features = [shape.at(-1) ?? 1];
    const { scale = true, center = true } = this.settings;
    return [
      ...(scale ? [{ name: 'weight', shape: features }] : []),
      ...(center ? [{ name: 'bias', shape: features }] : []),
      { name: 'running_mean', shape: features, trainable: false },
      { name: 'running_var', shape: features, trainable: false },
    ];
  }

  protected override compute(inputs: readonly tf.Tensor[], mode: Mode): tf.Tensor {
    const x = sole(inputs);
    const { mean, variance } =
      mode === 'training' ? this.ofBatch(x) : { mean: this.present('running_mean'), variance: this.present('running_var') };
    const [scale, offset] = [this.weight('weight') ?? tf.onesLike(mean), this.weight('bias') ?? tf.zerosLike(mean)];
    const rows = x.as4D(-1, 1, 1, x.shape.at(-1) ?? 1);
    const result = tf.batchNorm(rows, mean.as1D(), variance.as1D(), offset.as1D(), scale.as1D(), this.settings.epsilon);
    return result.reshape(x.shape);
  }

  /** The moments of the batch, to which the running statistics move. */
  private ofBatch(x: tf.Tensor): { readonly mean: tf.Tensor; readonly variance: tf.Tensor } {
    const positions = Array.from({ length: x.rank - 1 }, (_, axis) => axis);
    const { mean, variance } = tf.moments(x, positions);
    const count = product(x.shape.slice(0, -1)) ?? 1;
    this.move('running_mean', mean);
    this.move('running_var', variance.mul(count / (count - 1)));
    return { mean, variance };
  }

  /** running = (1 - momentum)*running + momentum*batch */
  private move(name: string, batch: tf.Tensor): void {
    const { momentum } = this.settings;
    this.write(
      name,
      this.present(name)
        .mul(1 - momentum)
        .add(batch.mul(momentum)),
    );
  }
}
tf.serialization.registerClass(BatchNorm);
