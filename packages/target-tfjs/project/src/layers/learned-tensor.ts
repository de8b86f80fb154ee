// A tensor that is learned and depends on no input.
import * as tf from '@tensorflow/tfjs';
import { CoreLayer, type Shape, type Weight } from './layer.js';

export interface LearnedTensorSettings {
  readonly shape: readonly number[];
}

/** The weight itself. The input is not read: a model is a graph that begins at its inputs. */
export class LearnedTensor extends CoreLayer<LearnedTensorSettings> {
  static readonly className = 'LearnedTensor';

  protected override weightsFor(): readonly Weight[] {
    return [{ name: 'weight', shape: [...this.settings.shape] }];
  }

  protected override compute(): tf.Tensor {
    return this.present('weight').clone();
  }

  protected override shapeOf(): Shape {
    return [...this.settings.shape];
  }
}
tf.serialization.registerClass(LearnedTensor);
