// The largest element along axes. Where several are equal TensorFlow.js gives each of them the whole gradient; here the first takes it.
import * as tf from '@tensorflow/tfjs';

/** The largest along the axes, which stay with size 1. */
export function largest(x: tf.Tensor, axes: readonly number[]): tf.Tensor {
  const others = x.shape.map((_, axis) => axis).filter((axis) => !axes.includes(axis));
  const shape = x.shape.map((size, axis) => (axes.includes(axis) ? 1 : size));
  const rows = x.transpose([...others, ...axes]).reshape([-1, axes.reduce((product, axis) => product * (x.shape[axis] ?? 1), 1)]);
  return firstLargest(rows).reshape(shape);
}

/** The largest of each row, with a gradient of its own. */
function firstLargest(rows: tf.Tensor): tf.Tensor {
  if (rows.dtype !== 'float32') return rows.max(1);
  const reduce = tf.customGrad((given, save) => {
    if (!(given instanceof tf.Tensor) || save instanceof tf.Tensor) throw new Error('rows are reduced');
    const columns = tf.range(0, given.shape[1] ?? 1, 1, 'int32');
    save([given.argMax(1).expandDims(1).equal(columns).toFloat()]);
    return {
      value: given.max(1),
      gradFunc: (dy: tf.Tensor, [isFirst]: tf.Tensor[]) => (isFirst === undefined ? dy : dy.expandDims(1).mul(isFirst)),
    };
  });
  return reduce(rows);
}
