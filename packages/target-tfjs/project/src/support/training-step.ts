// One step of training: loss, gradients, limits, and the next value of every variable. Not the rounds through the data.
import * as tf from '@tensorflow/tfjs';
import type { Clip } from './clips.js';
import type { Optimizer } from './optimizer.js';
import { generator, withRandom } from './random.js';
import type { Schedule } from './schedules.js';
import { variableOf, type WeightEntry } from './weight-values.js';

/** A network, and its loss as a second model over the same layers. */
export interface Network {
  readonly model: tf.LayersModel;
  /** Its inputs are those of the network and of the loss; its one output is the loss. */
  readonly loss: tf.LayersModel;
}

/** The inputs of the network and of its loss, by name. */
export type Batch = Readonly<Record<string, tf.Tensor>>;

/** How variables follow their gradients. */
export interface Rules {
  readonly optimizer: Optimizer;
  readonly rate: Schedule;
  readonly clip?: Clip;
  readonly seed: number;
}

/** A training on its way. */
export interface Trainer {
  /** Makes step number `step`, counted from 0, and gives the loss before it. */
  readonly advance: (batch: Batch, step: number) => number;
  /** What the optimizer remembers, by the name of the state and of the variable. */
  readonly states: ReadonlyMap<string, tf.Variable>;
}

/** A training in which nothing is remembered yet. */
export function createTrainer(network: Network, weights: readonly WeightEntry[], rules: Rules): Trainer {
  const trained = [...trainedVariables(network, weights)].map(([name, variable]) => {
    const states = rules.optimizer.states.map((state) => {
      const initial = tf.tidy(() => (state.initial === 'zeros' ? tf.zerosLike(variable) : variable.clone()));
      return { name: `${state.name}/${name}`, variable: tf.variable(initial, false) };
    });
    return { variable, states };
  });
  const advance = (batch: Batch, step: number): number =>
    tf.tidy(() => {
      const variables = trained.map(({ variable }) => variable);
      const { loss, gradients } = gradientsOf(network, batch, variables, generator(rules.seed, step));
      const limited = rules.clip?.(gradients) ?? gradients;
      for (const [index, { variable, states }] of trained.entries()) {
        const gradient = limited[index] ?? tf.zerosLike(variable);
        const remembered = states.map((state) => state.variable);
        const next = rules.optimizer.update({ variable, gradient, states: remembered, rate: rules.rate(step), step });
        variable.assign(next.variable);
        for (const [place, state] of remembered.entries()) state.assign(next.states[place] ?? state);
      }
      return loss.dataSync()[0] ?? Number.NaN;
    });
  return { advance, states: new Map(trained.flatMap(({ states }) => states.map(({ name, variable }) => [name, variable] as const))) };
}

/** The variables that are trained, by the names of the network's source. */
export function trainedVariables({ model }: Pick<Network, 'model'>, weights: readonly WeightEntry[]): ReadonlyMap<string, tf.Variable> {
  const found = new Map<string, tf.Variable>();
  for (const entry of weights) {
    const value = variableOf(model, entry).read();
    if (entry.trainable !== false && isVariable(value)) found.set(entry.name, value);
  }
  return found;
}

const isVariable = (value: tf.Tensor): value is tf.Variable => value instanceof tf.Variable;

/** The loss, and its gradient with respect to each variable: zeros where the loss does not depend on it. */
export function gradientsOf(
  network: Network,
  batch: Batch,
  variables: tf.Variable[],
  random: () => number,
): { readonly loss: tf.Scalar; readonly gradients: readonly tf.Tensor[] } {
  const { value, grads } = withRandom(random, () => tf.variableGrads(() => lossOf(network, batch, 'training'), variables));
  return { loss: value, gradients: variables.map((variable) => grads[variable.name] ?? tf.zerosLike(variable)) };
}

/** The loss of a batch. */
export function lossOf({ loss }: Network, batch: Batch, mode: 'training' | 'inference'): tf.Scalar {
  const [value] = outputsOf(loss, batch, mode);
  if (value === undefined) throw new Error('a loss has an output');
  return value.asScalar();
}

/** The outputs of the network at inference, in their order. */
export function predict({ model }: Pick<Network, 'model'>, batch: Batch): readonly tf.Tensor[] {
  return outputsOf(model, batch, 'inference');
}

/** Not `model.predict`, which gives inputs of one axis a second one. */
function outputsOf(model: tf.LayersModel, batch: Batch, mode: 'training' | 'inference'): readonly tf.Tensor[] {
  const outputs = model.apply(inputsOf(model, batch), { training: mode === 'training' });
  return (Array.isArray(outputs) ? outputs : [outputs]).filter((output) => output instanceof tf.Tensor);
}

/** What the model takes of the batch, in its order. */
function inputsOf(model: tf.LayersModel, batch: Batch): tf.Tensor[] {
  return model.inputNames.map((name) => {
    const tensor = batch[name];
    if (tensor === undefined) throw new Error(`the data have no ${name}`);
    return tensor;
  });
}
