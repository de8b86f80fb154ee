/// <reference types="@webgpu/types" />
// A network with its weights: loaded, run, trained, read back, let go. What generated modules export.
import { fillInitial } from '@trammel/drawing';
import type { Parameter } from '@trammel/operators';
import { hash, streamWithin } from '@trammel/program';
import { bytesOfFloats, floatsOf, readSafetensors, writeSafetensors } from '@trammel/weights';
import type { ModelData } from '../src/model-data.js';
import { ModelError } from './faults.js';
import { loadModel, type InputElements, type Model, type Tensor } from './model.js';

/** A network as data: its passes (inference, then a step of training where there is one), and how what is kept begins. */
export interface NetworkData extends ModelData {
  readonly name: string;
  readonly parameters: readonly (Pick<Parameter, 'initializer' | 'fans'> & { readonly name: string; readonly shape: readonly number[] })[];
  /** What an optimizer remembers of a parameter: it begins as zeros, or as the parameter. */
  readonly states: readonly { readonly name: string; readonly parameter: string; readonly initial: 'zeros' | 'parameter' }[];
}

/** The bytes of a safetensors file, or numbers by the names of the weights. */
export type Weights = ArrayBuffer | Uint8Array | Readonly<Record<string, ArrayLike<number>>>;

/** One step of training. */
export interface Training {
  readonly loss: number;
  readonly rate: number;
}

/** Where weights come from that are not given, and draws in training. */
export interface LoadOptions {
  readonly seed?: number;
}

/** The inputs of a pass. */
export type Inputs = Readonly<Record<string, InputElements>>;

/** The pass of inference, and that of training. */
const passes = { inference: 0, training: 1 } as const;

/** The input that says how many steps were made. */
const stepInput = 'training.step';

/** A network on a device. */
export class Network {
  /** The weights that were read last, as a safetensors file: what is left if the device is lost. */
  lastWeights: Uint8Array | undefined;
  /** How many steps of training were made. */
  steps = 0;
  private readonly model: Model;
  private readonly data: NetworkData;
  private readonly seed: number;

  constructor(model: Model, data: NetworkData, seed: number) {
    this.model = model;
    this.data = data;
    this.seed = seed;
  }

  /** The outputs for these inputs. */
  async run(inputs: Inputs): Promise<Record<string, Tensor>> {
    return this.model.run(passes.inference, inputs, hash(this.seed));
  }

  /** Makes one step of training and gives the loss before it. Steps may be begun before the last one was read. */
  async train(inputs: Inputs): Promise<Training> {
    const step = this.steps;
    this.steps += 1;
    const all = { ...inputs, [stepInput]: [step] };
    const { loss, rate } = await this.model.run(passes.training, all, hash(streamWithin(hash(this.seed), step)));
    const value = loss?.data[0] ?? Number.NaN;
    if (!Number.isFinite(value)) {
      throw new ModelError(
        'not-finite',
        `the loss of step ${step + 1} is ${value}: take a smaller rate or clip gradients, and load the weights of an earlier step`,
      );
    }
    return { loss: value, rate: rate?.data[0] ?? Number.NaN };
  }

  /** All weights as a safetensors file. */
  async weights(): Promise<Uint8Array> {
    const read = await this.model.read(this.data.parameters.map(({ name }) => name));
    const tensors = this.data.parameters.map(({ name, shape }) => ({
      name,
      type: 'F32' as const,
      shape,
      bytes: bytesOfFloats(read[name]?.data ?? new Float32Array(0)),
    }));
    const bytes = writeSafetensors(tensors);
    this.lastWeights = bytes;
    return bytes;
  }

  /** The bytes on the device: of what is kept, and of the arena at its largest so far. */
  get bytes(): { readonly kept: number; readonly arena: number } {
    return this.model.bytes;
  }

  /** Frees all memory on the device. */
  dispose(): void {
    this.model.dispose();
  }
}

/** The network on the device, with the weights that are given, or drawn by the initialisers of its source. */
export async function loadNetwork(device: GPUDevice, data: NetworkData, weights?: Weights, options: LoadOptions = {}): Promise<Network> {
  const { seed = 0 } = options;
  const model = await loadModel(device, data);
  try {
    const values = weights === undefined ? drawnWeights(data, seed) : givenWeights(data, weights);
    model.write(values);
    const kept = new Set(model.keptNames());
    for (const { name, parameter, initial } of data.states) {
      if (kept.has(name) && initial === 'parameter') model.write([[name, values.get(parameter) ?? []]]);
    }
  } catch (error) {
    model.dispose();
    throw error;
  }
  return new Network(model, data, seed);
}

function drawnWeights({ parameters }: NetworkData, seed: number): ReadonlyMap<string, ArrayLike<number>> {
  return new Map(
    parameters.map((parameter, tensor) => {
      const values = new Float64Array(parameter.shape.reduce((product, size) => product * size, 1));
      fillInitial(values, parameter, parameter.shape[0] ?? 1, { seed, draw: 0, tensor });
      return [parameter.name, values];
    }),
  );
}

function givenWeights({ parameters }: NetworkData, weights: Weights): ReadonlyMap<string, ArrayLike<number>> {
  const given = weights instanceof ArrayBuffer || weights instanceof Uint8Array ? weightsOfFile(weights) : new Map(Object.entries(weights));
  const known = new Set(parameters.map(({ name }) => name));
  const missing = parameters.find(({ name }) => !given.has(name));
  const unknown = [...given.keys()].find((name) => !known.has(name));
  if (missing !== undefined) throw new ModelError('weights', `the weights lack ${missing.name}`);
  if (unknown !== undefined) throw new ModelError('weights', `${unknown} is no weight of this network`);
  return given;
}

function weightsOfFile(file: ArrayBuffer | Uint8Array): ReadonlyMap<string, ArrayLike<number>> {
  const read = readSafetensors(file instanceof Uint8Array ? file : new Uint8Array(file));
  if ('why' in read) throw new ModelError('weights', `this is no safetensors file: ${read.why}`);
  return new Map(
    read.tensors.map((tensor) => {
      if (tensor.type !== 'F32') throw new ModelError('weights', `${tensor.name} is ${tensor.type}, and F32 is wanted`);
      return [tensor.name, floatsOf(tensor.bytes)];
    }),
  );
}
