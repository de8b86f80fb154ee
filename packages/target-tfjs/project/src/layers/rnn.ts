// The plain recurrent layer.
import * as tf from '@tensorflow/tfjs';
import { Recurrent, total, type RecurrentSettings, type Step } from './recurrent.js';

export interface RnnSettings extends RecurrentSettings {
  readonly activation: 'tanh' | 'relu';
}

/** h' = f(W_ih x + b_ih + W_hh h + b_hh) (Elman 1990) */
export class Rnn extends Recurrent<RnnSettings> {
  static readonly className = 'Rnn';
  protected override readonly gates = 1;
  protected override readonly states = 1;

  protected override step(...[fromInput, fromState]: Parameters<Step>): readonly tf.Tensor[] {
    const sum = total(fromInput, fromState, 0);
    return [this.settings.activation === 'tanh' ? sum.tanh() : sum.relu()];
  }
}
tf.serialization.registerClass(Rnn);
