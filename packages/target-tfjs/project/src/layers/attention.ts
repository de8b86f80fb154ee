// Multi-head attention: self attention, or cross attention with a memory. TensorFlow.js has no such layer.
import * as tf from '@tensorflow/tfjs';
import { repeated } from './axes.js';
import { CoreLayer, type Mode, type Shape, type Weight } from './layer.js';

export interface AttentionSettings {
  readonly heads: number;
  /** How many heads keys and values have; each serves as many heads of queries. */
  readonly keyHeads: number;
  readonly causal: boolean;
  /** The base of the angles by which pairs of features turn with their position; no turning unless given. */
  readonly ropeBase?: number;
  readonly dropout: number;
  readonly useBias: boolean;
}

/** Of [batch, time, features], and of a memory alike. */
export class Attention extends CoreLayer<AttentionSettings> {
  static readonly className = 'Attention';

  protected override weightsFor([query = [], memory = query]: readonly Shape[]): readonly Weight[] {
    const { heads, keyHeads, useBias } = this.settings;
    const [features, from] = [query.at(-1) ?? 1, memory.at(-1) ?? 1];
    const shared = (features / heads) * keyHeads;
    const linear = (prefix: string, input: number, output: number): readonly Weight[] => [
      { name: `${prefix}_weight`, shape: [input, output] },
      ...(useBias ? [{ name: `${prefix}_bias`, shape: [output] }] : []),
    ];
    return [
      ...linear('q', features, features),
      ...linear('k', from, shared),
      ...linear('v', from, shared),
      ...linear('out', features, features),
    ];
  }

  protected override compute([x, memory = x]: readonly tf.Tensor[], mode: Mode): tf.Tensor {
    if (x === undefined || memory === undefined) throw new Error('attention needs an input');
    const { heads, keyHeads, causal } = this.settings;
    const [batch = 1, time = 1, features = 1] = x.shape;
    const unit = features / heads;
    const q = this.turned(inHeads(this.linear('q', x), heads, unit));
    const k = shared(this.turned(inHeads(this.linear('k', memory), keyHeads, unit)), heads / keyHeads);
    const v = shared(inHeads(this.linear('v', memory), keyHeads, unit), heads / keyHeads);
    const scores = tf.matMul(q, k, false, true).div(Math.sqrt(unit));
    const weights = (causal ? masked(scores) : scores).softmax();
    const kept = mode === 'training' ? this.dropped(weights) : weights;
    const joined = tf.matMul(kept, v).transpose([0, 2, 1, 3]).reshape([batch, time, features]);
    return this.linear('out', joined);
  }

  /** x W + b along the last axis. */
  private linear(prefix: string, x: tf.Tensor): tf.Tensor {
    const flat = x.reshape([-1, x.shape.at(-1) ?? 1]);
    const result = tf.matMul(flat, this.present(`${prefix}_weight`)).reshape([...x.shape.slice(0, -1), -1]);
    const bias = this.weight(`${prefix}_bias`);
    return bias === undefined ? result : result.add(bias);
  }

  private dropped(weights: tf.Tensor): tf.Tensor {
    const { dropout } = this.settings;
    if (dropout === 0) return weights;
    return dropout === 1 ? tf.zerosLike(weights) : tf.dropout(weights, dropout);
  }

  /** y_i = x_i cos - x_{i+d/2} sin and y_{i+d/2} = x_{i+d/2} cos + x_i sin at angle t * base^(-2i/d) (Su et al. 2021). */
  private turned(x: tf.Tensor): tf.Tensor {
    const { ropeBase } = this.settings;
    if (ropeBase === undefined) return x;
    const [time = 1, unit = 1] = x.shape.slice(-2);
    const exponents = tf.range(0, unit / 2).mul(-2 / unit);
    const angles = tf.range(0, time).reshape([time, 1]).mul(tf.pow(ropeBase, exponents));
    const [cosine, sine] = [angles.cos(), angles.sin()];
    const [low, high] = tf.split(x, 2, -1);
    if (low === undefined || high === undefined) throw new Error('features turn in pairs');
    return tf.concat([low.mul(cosine).sub(high.mul(sine)), high.mul(cosine).add(low.mul(sine))], -1);
  }
}
tf.serialization.registerClass(Attention);

/** [batch, time, heads*unit] as [batch, heads, time, unit]. */
function inHeads(x: tf.Tensor, heads: number, unit: number): tf.Tensor {
  const [batch = 1, time = 1] = x.shape;
  return x.reshape([batch, time, heads, unit]).transpose([0, 2, 1, 3]);
}

/** Each head of keys as often as heads of queries share it. */
function shared(x: tf.Tensor, times: number): tf.Tensor {
  if (times === 1) return x;
  const [batch = 1, heads = 1, time = 1, unit = 1] = x.shape;
  return repeated(x.reshape([batch, heads, 1, time, unit]), [batch, heads, times, time, unit]).reshape([batch, heads * times, time, unit]);
}

/** Minus infinity where the key comes after the query. */
function masked(scores: tf.Tensor): tf.Tensor {
  const [queries = 1, keys = 1] = scores.shape.slice(-2);
  const isSeen = tf
    .range(0, keys)
    .reshape([1, keys])
    .lessEqual(tf.range(0, queries).reshape([queries, 1]));
  return tf.where(isSeen, scores, tf.scalar(Number.NEGATIVE_INFINITY));
}
