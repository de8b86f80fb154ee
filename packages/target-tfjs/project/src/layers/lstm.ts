// Long short-term memory. That of TensorFlow.js has one bias instead of two.
import * as tf from '@tensorflow/tfjs';
import { part, Recurrent, total, type Step } from './recurrent.js';

/** c' = f c + i g and h' = o tanh(c'), with the gates i, f, g, o in this order. */
export class Lstm extends Recurrent {
  static readonly className = 'Lstm';
  protected override readonly gates = 4;
  protected override readonly states = 2;

  protected override step(...[fromInput, fromState, states]: Parameters<Step>): readonly tf.Tensor[] {
    const gate = (index: number): tf.Tensor => total(fromInput, fromState, index);
    const memory = gate(1)
      .sigmoid()
      .mul(part(states, 1))
      .add(gate(0).sigmoid().mul(gate(2).tanh()));
    return [gate(3).sigmoid().mul(memory.tanh()), memory];
  }
}
tf.serialization.registerClass(Lstm);
