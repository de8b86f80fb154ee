// Rows of a table by number. An embedding whose table is used elsewhere too cannot be a layer of its own.
import * as tf from '@tensorflow/tfjs';
import { CoreLayer, type Shape } from './layer.js';

/** Of a table [rows, features] and numbers of any shape: the row of each number, along a last axis. */
export class PickRows extends CoreLayer {
  static readonly className = 'PickRows';

  protected override compute([table, indices]: readonly tf.Tensor[]): tf.Tensor {
    if (table === undefined || indices === undefined) throw new Error('rows are picked from a table by numbers');
    return tf.gather(table, indices.toInt());
  }

  protected override shapeOf([table = [], indices = []]: readonly Shape[]): Shape {
    return [...indices, table[1] ?? null];
  }
}
tf.serialization.registerClass(PickRows);
