// What the layers of this project have in common: settings that are saved with the model, weights, one way to compute.
import * as tf from '@tensorflow/tfjs';

/** Whether batch statistics and dropout are those of training. */
export type Mode = 'training' | 'inference';

/** The size of each axis; null where it is only known when the model runs. */
export type Shape = (number | null)[];

/** A weight that a layer has. */
export interface Weight {
  readonly name: string;
  readonly shape: number[];
  /** Running statistics are not trained. */
  readonly trainable?: false;
}

/** A layer that is a function of tensors, its settings and its weights. */
export abstract class CoreLayer<Settings extends object = object> extends tf.layers.Layer {
  readonly settings: Settings;
  private readonly variables = new Map<string, tf.LayerVariable>();

  constructor(settings: Settings & { readonly name?: string }) {
    super({ ...settings });
    this.settings = settings;
  }

  /** The result for inputs as they come; nothing else needs to be disposed of. */
  protected abstract compute(inputs: readonly tf.Tensor[], mode: Mode): tf.Tensor | tf.Tensor[];

  /** The shape of the result; that of the first input unless said. */
  protected shapeOf([first = []]: readonly Shape[]): Shape | Shape[] {
    return first;
  }

  /** The weights for inputs of these shapes, where there are any. */
  protected weightsFor?(inputs: readonly Shape[]): readonly Weight[];

  /** The value of a weight that the layer has; undefined for another name. */
  protected weight(name: string): tf.Tensor | undefined {
    return this.variables.get(name)?.read();
  }

  /** The value of a weight that the layer is known to have. */
  protected present(name: string): tf.Tensor {
    const value = this.weight(name);
    if (value === undefined) throw new Error(`${this.name} has no weight ${name}`);
    return value;
  }

  protected write(name: string, value: tf.Tensor): void {
    this.variables.get(name)?.write(value);
  }

  override build(inputShape: Shape | Shape[]): void {
    for (const { name, shape, trainable } of this.weightsFor?.(listOf(inputShape)) ?? []) {
      const initializer = tf.initializers.zeros();
      this.variables.set(name, this.addWeight(name, shape, 'float32', initializer, undefined, trainable ?? true));
    }
    super.build(inputShape);
  }

  override call(inputs: tf.Tensor | tf.Tensor[], kwargs: Readonly<Record<string, unknown>>): tf.Tensor | tf.Tensor[] {
    const mode = kwargs['training'] === true ? 'training' : 'inference';
    return tf.tidy(() => this.compute(Array.isArray(inputs) ? inputs : [inputs], mode));
  }

  override computeOutputShape(inputShape: Shape | Shape[]): Shape | Shape[] {
    return this.shapeOf(listOf(inputShape));
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), ...this.settings };
  }
}

/** One shape or several as several. */
function listOf(shapes: Shape | Shape[]): Shape[] {
  return isList(shapes) ? shapes : [shapes];
}

const isList = (shapes: Shape | Shape[]): shapes is Shape[] => Array.isArray(shapes[0]);

/** Truth values count as 0 and 1. */
export const asNumbers = (x: tf.Tensor): tf.Tensor => (x.dtype === 'bool' ? x.toInt() : x);

/** The first of the inputs, which every layer has that calls this. */
export function sole([input]: readonly tf.Tensor[]): tf.Tensor {
  if (input === undefined) throw new Error('the layer needs an input');
  return input;
}
