/// <reference types="@webgpu/types" />
// A network with its weights: loaded, run, trained, read back, let go. What generated modules export.
import { fillInitialBy, type LawFiller } from '@trammel/drawing';
import type { Fans, Initializer } from '@trammel/operators';
import { hash, streamWithin } from '@trammel/program';
import { bytesOfFloats, floatsOf, readSafetensors, writeSafetensors } from '@trammel/weights';
import { countOf, type ModelData } from '../src/model-data.js';
import { unpackModule, type PackedModule } from '../src/packed-module.js';
import { ModelError } from './faults.js';
import { loadModel, type InputElements, type Model, type Tensor } from './model.js';

/** A network as data: its passes (inference, then a step of training where there is one), and how what is kept begins. */
export interface NetworkData extends PackedModule {
  readonly name: string;
  readonly initializers: readonly Initializer[];
  /** For each kept tensor: of a weight the number of its initializer and its fans; -1 for zeros; -2 and the weight that it begins as. */
  readonly initials: readonly (readonly number[])[];
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
  readonly #model: Model;
  readonly #names: readonly string[];
  readonly #seed: number;

  constructor(model: Model, names: readonly string[], seed: number) {
    this.#model = model;
    this.#names = names;
    this.#seed = seed;
  }

  /** The outputs for these inputs. */
  async run(inputs: Inputs): Promise<Record<string, Tensor>> {
    return this.#model.run(passes.inference, inputs, hash(this.#seed));
  }

  /** Makes one step of training and gives the loss before it. Steps may be begun before the last one was read. */
  async train(inputs: Inputs): Promise<Training> {
    const step = this.steps;
    this.steps += 1;
    const all = { ...inputs, [stepInput]: [step] };
    const { loss, rate } = await this.#model.run(passes.training, all, hash(streamWithin(hash(this.#seed), step)));
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
    const read = await this.#model.read(this.#names);
    const tensors = Object.entries(read).map(([name, { shape, data }]) => ({
      name,
      type: 'F32' as const,
      shape,
      bytes: bytesOfFloats(data),
    }));
    const bytes = writeSafetensors(tensors);
    this.lastWeights = bytes;
    return bytes;
  }

  /** The bytes on the device: of what is kept, and of the arena at its largest so far. */
  get bytes(): { readonly kept: number; readonly arena: number } {
    return this.#model.bytes;
  }

  /** Frees all memory on the device. */
  dispose(): void {
    this.#model.dispose();
  }
}

/** Loads networks whose weights are drawn by these laws. */
export function networkLoader(
  fillers: readonly LawFiller[],
): (device: GPUDevice, data: NetworkData, weights?: Weights, options?: LoadOptions) => Promise<Network> {
  return async (device, packed, weights, { seed = 0 } = {}) => {
    const data = unpackModule(packed);
    const model = await loadModel(device, data);
    const begins = beginningsOf(data, packed);
    const names = begins.flatMap(({ name, initializer }) => (initializer === undefined ? [] : [name]));
    try {
      const values = weights === undefined ? drawnWeights(begins, fillers, seed) : givenWeights(names, weights);
      model.write(values);
      for (const { name, weight } of begins) {
        if (weight !== undefined) model.write([[name, values.get(weight) ?? []]]);
      }
    } catch (error) {
      model.dispose();
      throw error;
    }
    return new Network(model, names, seed);
  };
}

/** How a kept tensor begins: drawn by an initialiser, as a weight, or else as zeros. */
interface Beginning {
  readonly name: string;
  readonly shape: readonly number[];
  readonly initializer: Initializer | undefined;
  readonly fans: Fans;
  readonly weight: string | undefined;
}

function beginningsOf({ tensors }: ModelData, { initials, initializers }: NetworkData): readonly Beginning[] {
  return initials.map(([number = -1, fanIn = 1, fanOut = 1], at) => ({
    name: tensors[at]?.kept ?? '',
    shape: tensors[at]?.shape ?? [],
    initializer: initializers[number],
    fans: { in: fanIn, out: fanOut },
    weight: number === -2 ? tensors[fanIn]?.kept : undefined,
  }));
}

function drawnWeights(begins: readonly Beginning[], fillers: readonly LawFiller[], seed: number): ReadonlyMap<string, ArrayLike<number>> {
  return new Map(
    begins.flatMap(({ name, shape, initializer, fans }, tensor) => {
      if (initializer === undefined) return [];
      const values = new Float64Array(countOf([], shape));
      fillInitialBy(fillers, values, { initializer, fans }, { rows: shape[0] ?? 1, key: { seed, draw: 0, tensor } });
      return [[name, values]];
    }),
  );
}

function givenWeights(names: readonly string[], weights: Weights): ReadonlyMap<string, ArrayLike<number>> {
  const given = weights instanceof ArrayBuffer || weights instanceof Uint8Array ? weightsOfFile(weights) : new Map(Object.entries(weights));
  const missing = names.find((name) => !given.has(name));
  const unknown = [...given.keys()].find((name) => !names.includes(name));
  if (missing !== undefined) throw new ModelError('weights', `the weights lack ${missing}`);
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
