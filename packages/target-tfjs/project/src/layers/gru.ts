// Gated recurrent units, with the reset gate behind the product, as in cuDNN; TensorFlow.js has it before.
import * as tf from '@tensorflow/tfjs';
import { part, Recurrent, total, type Step } from './recurrent.js';

/** h' = (1 - z) n + z h with n = tanh(x_n + r h_n), where the gates are r, z, n in this order. */
export class Gru extends Recurrent {
  static readonly className = 'Gru';
  protected override readonly gates = 3;
  protected override readonly states = 1;

  protected override step(...[fromInput, fromState, states]: Parameters<Step>): readonly tf.Tensor[] {
    const [reset, update] = [total(fromInput, fromState, 0).sigmoid(), total(fromInput, fromState, 1).sigmoid()];
    const candidate = part(fromInput, 2)
      .add(reset.mul(part(fromState, 2)))
      .tanh();
    return [
      tf
        .scalar(1)
        .sub(update)
        .mul(candidate)
        .add(update.mul(part(states, 0))),
    ];
  }
}
tf.serialization.registerClass(Gru);
