// Scores of keys that come after their query are taken out.
import * as tf from '@tensorflow/tfjs';
import { indicesAlong } from './axes.js';
import { CoreLayer, sole } from './layer.js';

export interface CausalMaskSettings {
  /** The axis of the positions that look, and that of the positions that are looked at. */
  readonly query: number;
  readonly key: number;
}

/** x where key <= query, else minus infinity. */
export class CausalMask extends CoreLayer<CausalMaskSettings> {
  static readonly className = 'CausalMask';

  protected override compute(inputs: readonly tf.Tensor[]): tf.Tensor {
    const x = sole(inputs);
    const { query, key } = this.settings;
    const isSeen = indicesAlong(x.shape, key).lessEqual(indicesAlong(x.shape, query));
    return tf.where(isSeen, x, tf.scalar(Number.NEGATIVE_INFINITY));
  }
}
tf.serialization.registerClass(CausalMask);
