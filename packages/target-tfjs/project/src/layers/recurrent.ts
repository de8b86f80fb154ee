// Recurrent layers by the equations of PyTorch: a bias for the input and one for the state, the reset gate behind the product.
import * as tf from '@tensorflow/tfjs';
import { elementsAlong, joined, partsOf } from './axes.js';
import { CoreLayer, sole, type Mode, type Shape, type Weight } from './layer.js';

export interface RecurrentSettings {
  readonly units: number;
  readonly layers: number;
  readonly bidirectional: boolean;
  /** The states of all steps, or of the last one. */
  readonly returns: 'sequence' | 'last';
  readonly useBias: boolean;
  /** Between layers, in training. */
  readonly dropout: number;
}

/** One step: what the input and the state come to, gate after gate, and the states before; the first state is put out. */
export type Step = (fromInput: readonly tf.Tensor[], fromState: readonly tf.Tensor[], states: readonly tf.Tensor[]) => readonly tf.Tensor[];

/** A recurrence over [batch, time, features] with any cell. */
export abstract class Recurrent<Settings extends RecurrentSettings = RecurrentSettings> extends CoreLayer<Settings> {
  protected abstract readonly gates: number;
  protected abstract readonly states: number;
  protected abstract step(...given: Parameters<Step>): ReturnType<Step>;

  protected override weightsFor([shape = []]: readonly Shape[]): readonly Weight[] {
    const { units, useBias } = this.settings;
    const outgoing = this.gates * units;
    return this.suffixes().flatMap((suffixes, layer) =>
      suffixes.flatMap((suffix): readonly Weight[] => {
        const incoming = layer === 0 ? (shape.at(-1) ?? 1) : units * suffixes.length;
        const biases = useBias ? ['bias_ih', 'bias_hh'].map((name) => ({ name: name + suffix, shape: [outgoing] })) : [];
        return [
          { name: `weight_ih${suffix}`, shape: [incoming, outgoing] },
          { name: `weight_hh${suffix}`, shape: [units, outgoing] },
          ...biases,
        ];
      }),
    );
  }

  protected override compute(inputs: readonly tf.Tensor[], mode: Mode): tf.Tensor {
    const { layers, returns, dropout } = this.settings;
    let sequence = sole(inputs);
    for (const [layer, suffixes] of this.suffixes().entries()) {
      const passes = suffixes.map((suffix) => this.pass(sequence, suffix));
      const isLast = layer === layers - 1;
      if (isLast && returns === 'last')
        return joined(
          passes.map(({ last }) => last),
          1,
        );
      const outputs = joined(
        passes.map(({ outputs: each }) => tf.stack([...each], 1)),
        2,
      );
      const isDropped = !isLast && mode === 'training' && dropout > 0;
      sequence = !isDropped ? outputs : dropout === 1 ? tf.zerosLike(outputs) : tf.dropout(outputs, dropout);
    }
    return sequence;
  }

  protected override shapeOf([[batch = null, time = null] = []]: readonly Shape[]): Shape {
    const features = this.settings.units * (this.settings.bidirectional ? 2 : 1);
    return this.settings.returns === 'last' ? [batch, features] : [batch, time, features];
  }

  /** What the names of weights end in, by layer and direction. */
  private suffixes(): readonly (readonly string[])[] {
    const { layers, bidirectional } = this.settings;
    return Array.from({ length: layers }, (_, layer) => (bidirectional ? [`_l${layer}`, `_l${layer}_reverse`] : [`_l${layer}`]));
  }

  /** One direction of one layer, from states of zeros. */
  private pass(sequence: tf.Tensor, suffix: string): { readonly outputs: readonly tf.Tensor[]; readonly last: tf.Tensor } {
    const [batch = 1, time = 1, features = 1] = sequence.shape;
    const { units } = this.settings;
    const fromInputs = this.linear(sequence.reshape([-1, features]), 'ih', suffix).reshape([batch, time, -1]);
    const steps = elementsAlong(fromInputs, 1);
    const isReverse = suffix.endsWith('reverse');
    const outputs: tf.Tensor[] = [];
    let states: readonly tf.Tensor[] = Array.from({ length: this.states }, () => tf.zeros([batch, units]));
    for (const fromInput of isReverse ? [...steps].reverse() : steps) {
      const fromState = this.linear(states[0] ?? fromInput, 'hh', suffix);
      states = this.step(partsOf(fromInput, this.gates, 1), partsOf(fromState, this.gates, 1), states);
      outputs.push(states[0] ?? fromInput);
    }
    const last = outputs.at(-1) ?? sequence;
    return { outputs: isReverse ? outputs.reverse() : outputs, last };
  }

  private linear(x: tf.Tensor, of: 'ih' | 'hh', suffix: string): tf.Tensor {
    const product = tf.matMul(x, this.present(`weight_${of}${suffix}`));
    const bias = this.weight(`bias_${of}${suffix}`);
    return bias === undefined ? product : product.add(bias);
  }
}

/** The gate of that number, from the input and the state together. */
export function total(fromInput: readonly tf.Tensor[], fromState: readonly tf.Tensor[], gate: number): tf.Tensor {
  return part(fromInput, gate).add(part(fromState, gate));
}

/** An entry of a list that is known to have it. */
export function part(list: readonly tf.Tensor[], index: number): tf.Tensor {
  const found = list[index];
  if (found === undefined) throw new Error(`there is no gate or state ${index}`);
  return found;
}
