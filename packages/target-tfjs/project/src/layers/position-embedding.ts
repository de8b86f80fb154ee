// A learned vector for each position, added. The Layers API has no layer that knows positions.
import * as tf from '@tensorflow/tfjs';
import { CoreLayer, sole, type Shape, type Weight } from './layer.js';

export interface PositionEmbeddingSettings {
  /** How many positions there are vectors for. */
  readonly length: number;
  /** The axis of the positions; features lie along the last. */
  readonly axis: number;
}

/** y[t, :] = x[t, :] + weight[t, :] */
export class PositionEmbedding extends CoreLayer<PositionEmbeddingSettings> {
  static readonly className = 'PositionEmbedding';

  protected override weightsFor([shape = []]: readonly Shape[]): readonly Weight[] {
    return [{ name: 'weight', shape: [this.settings.length, shape.at(-1) ?? 1] }];
  }

  protected override compute(inputs: readonly tf.Tensor[]): tf.Tensor {
    const x = sole(inputs);
    const { axis } = this.settings;
    const [count = 1, features = 1] = [x.shape[axis], x.shape.at(-1)];
    const vectors = this.present('weight').slice([0, 0], [count, features]);
    return x.add(vectors.reshape(x.shape.map((size, index) => (index === axis || index === x.rank - 1 ? size : 1))));
  }
}
tf.serialization.registerClass(PositionEmbedding);
