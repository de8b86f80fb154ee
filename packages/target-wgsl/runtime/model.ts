/// <reference types="@webgpu/types" />
// A model on a device: its pipelines, its memory, and runs of it. The shaders and the order of the steps come as data.
import { bytesOf, countOf, sizeAt, type Dispatch, type ModelData, type Pass, type SizeReference, type Step } from '../src/model-data.js';
import { shaderText, workgroupLimit, type Shader } from '../src/shader-text.js';
import { ModelError } from './faults.js';
import { arenaPlaces, keptPlaces, storageBuffer, type Place } from './memory.js';

/** Numbers with the sizes of their axes, the last axis the fastest. */
export interface Tensor {
  readonly data: Float32Array;
  readonly shape: readonly number[];
}

/** What an input is given as. Without a shape, one open size is worked out from the length. */
export type InputElements = ArrayLike<number> | { readonly data: ArrayLike<number>; readonly shape: readonly number[] };

/** A dispatch that is ready to be encoded. */
interface Command {
  readonly pipeline: GPUComputePipeline;
  readonly group: GPUBindGroup;
  readonly x: number;
  readonly y: number;
  /** The round of the loop around it; -1 where it does not ask. */
  readonly round: number;
}

/** A pass at certain sizes. */
interface Prepared {
  readonly sizes: readonly number[];
  readonly commands: readonly Command[];
  readonly places: ReadonlyMap<number, Place>;
  readonly uniforms: readonly GPUBuffer[];
}

/** Uniforms begin at multiples of this. */
const uniformStride = 256;
/** How many sizes of inputs are kept ready. */
const preparedLimit = 8;

/** A model that is loaded. Use `loadModel`. */
export class Model {
  readonly #device: GPUDevice;
  /** The bytes that weights and states take, and the arena at its largest so far. */
  readonly bytes = { kept: 0, arena: 0 };
  readonly #data: ModelData;
  readonly #pipelines: readonly GPUComputePipeline[];
  readonly #kept: ReadonlyMap<number, Place>;
  readonly #prepared = new Map<string, Prepared>();
  readonly #readers: GPUBuffer[] = [];
  readonly #seedBuffer: GPUBuffer;
  readonly #roundLayout: GPUBindGroupLayout;
  #rounds: { readonly buffer: GPUBuffer; readonly group: GPUBindGroup; readonly count: number } | undefined;
  #arena: GPUBuffer | undefined;
  #seed = -1;
  #turn: Promise<void> = Promise.resolve();
  #state: 'ready' | 'disposed' | 'lost' = 'ready';

  constructor(
    device: GPUDevice,
    data: ModelData,
    made: {
      readonly pipelines: readonly GPUComputePipeline[];
      readonly kept: ReadonlyMap<number, Place>;
      readonly roundLayout: GPUBindGroupLayout;
    },
  ) {
    this.#device = device;
    this.#data = data;
    this.#pipelines = made.pipelines;
    this.#kept = made.kept;
    this.#roundLayout = made.roundLayout;
    for (const { size } of made.kept.values()) this.bytes.kept += size;
    void device.lost.then(() => {
      if (this.#state === 'ready') this.#state = 'lost';
    });
    this.#seedBuffer = device.createBuffer({ size: 16, usage: GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST });
  }

  /** Runs a pass and reads its outputs. The stream is where random draws come from. */
  async run(passNumber: number, inputs: Readonly<Record<string, InputElements>>, stream = 0): Promise<Record<string, Tensor>> {
    this.#checkState();
    const pass = this.#data.passes[passNumber];
    if (pass === undefined) throw new ModelError('input', `there is no pass ${passNumber}`);
    const given = argumentsOf(this.#data, pass, inputs);
    const symbols = symbolsFrom(this.#data, given);
    // Nothing else may come between what is prepared, written and submitted; reading comes after.
    const { reading } = await this.#exclusively(async () => {
      const ready = await this.#prepare(passNumber, pass, symbols);
      this.#writeInputs(given, ready);
      if (stream !== this.#seed) {
        this.#seed = stream;
        this.#device.queue.writeBuffer(this.#seedBuffer, 0, Uint32Array.of(stream));
      }
      return { reading: this.#submit(pass, ready) };
    });
    return reading;
  }

  #writeInputs(given: readonly Argument[], ready: Prepared): void {
    for (const { name, tensor, elements } of given) {
      const count = this.#countOf(tensor, ready.sizes);
      if (elements.length !== count) throw new ModelError('input', `${name} has ${elements.length} elements, not ${count}`);
      const place = ready.places.get(tensor);
      if (place !== undefined && count > 0) this.#device.queue.writeBuffer(place.buffer, place.offset, floats(elements));
    }
  }

  /** Runs one piece of work after all that came before. */
  #exclusively<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(work);
    this.#turn = result.then(
      () => undefined,
      () => undefined,
    );
    return result;
  }

  /** The elements of a kept tensor, read back. */
  async read(names: readonly string[]): Promise<Record<string, Tensor>> {
    const sizes = this.#data.sizes(...this.#data.symbols.map(() => 1));
    const wanted = names.map((name) => {
      const tensor = this.#data.tensors.findIndex(({ kept }) => kept === name);
      const place = this.#kept.get(tensor);
      if (place === undefined) throw new ModelError('weights', `there is no ${name}`);
      return { name, tensor, place };
    });
    return this.#readPlaces(this.#device.createCommandEncoder(), wanted, sizes);
  }

  /** Replaces the elements of kept tensors. */
  write(tensors: Iterable<readonly [string, ArrayLike<number>]>): void {
    const sizes = this.#data.sizes(...this.#data.symbols.map(() => 1));
    for (const [name, elements] of tensors) {
      const tensor = this.#data.tensors.findIndex(({ kept }) => kept === name);
      const place = this.#kept.get(tensor);
      const count = this.#countOf(tensor, sizes);
      if (place === undefined) throw new ModelError('weights', `there is no ${name}`);
      if (elements.length !== count) throw new ModelError('weights', `${name} has ${elements.length} elements, not ${count}`);
      if (count > 0) this.#device.queue.writeBuffer(place.buffer, place.offset, floats(elements));
    }
  }

  /** The names of what is kept. */
  keptNames(): readonly string[] {
    return this.#data.tensors.flatMap(({ kept }) => (kept === undefined ? [] : [kept]));
  }

  #countOf(tensor: number, sizes: readonly number[]): number {
    return countOf(sizes, this.#data.tensors[tensor]?.shape ?? []);
  }

  #checkState(): void {
    if (this.#state === 'disposed') throw new ModelError('disposed', 'the model was disposed of: load it again');
    if (this.#state === 'lost')
      throw new ModelError('device', 'the device was lost: ask for another one and load the model on it, with its last weights');
  }

  /** Frees all memory on the device. */
  dispose(): void {
    this.#state = 'disposed';
    this.#forget();
    for (const buffer of new Set([...this.#kept.values()].map(({ buffer }) => buffer))) buffer.destroy();
    for (const buffer of [this.#arena, this.#seedBuffer, this.#rounds?.buffer, ...this.#readers]) buffer?.destroy();
  }

  #forget(): void {
    for (const { uniforms } of this.#prepared.values()) for (const buffer of uniforms) buffer.destroy();
    this.#prepared.clear();
  }

  async #prepare(passNumber: number, pass: Pass, symbols: readonly number[]): Promise<Prepared> {
    const key = `${passNumber}:${symbols.join()}`;
    const known = this.#prepared.get(key);
    if (known !== undefined) return known;
    const sizes = this.#data.sizes(...symbols);
    const { offsets, bytes } = arenaPlaces(this.#device, pass, this.#data, sizes);
    if (bytes > this.bytes.arena || this.#prepared.size >= preparedLimit) this.#forget();
    if (bytes > this.bytes.arena) {
      this.#arena?.destroy();
      this.#arena = await storageBuffer(this.#device, bytes, 'the arena');
      this.bytes.arena = bytes;
    }
    const arena = this.#arena;
    const places = new Map(this.#kept);
    for (const [tensor, offset] of offsets) {
      if (arena !== undefined) places.set(tensor, { buffer: arena, offset, size: bytesOf(this.#countOf(tensor, sizes)) });
    }
    const uniforms = new Uniforms(this.#device);
    const made = { sizes, places, uniforms };
    const commands = this.#commandsOf(pass.steps, made, -1);
    const ready: Prepared = { sizes, commands, places, uniforms: uniforms.upload() };
    this.#ensureRounds(commands.reduce((most, { round }) => Math.max(most, round + 1), 0));
    this.#prepared.set(key, ready);
    return ready;
  }

  #commandsOf(steps: readonly Step[], made: Making, round: number): readonly Command[] {
    const commands: Command[] = [];
    for (const step of steps) {
      if ('isBackward' in step) {
        const length = sizeAt(made.sizes, step.length);
        const once = this.#commandsOf(step.steps, made, 0);
        for (let at = 0; at < length; at += 1) {
          const index = step.isBackward ? length - 1 - at : at;
          for (const command of once) commands.push(command.round < 0 ? command : { ...command, round: index });
        }
      } else {
        const command = this.#commandOf(step, made, round);
        if (command !== undefined) commands.push(command);
      }
    }
    return commands;
  }

  #commandOf(step: Dispatch, { sizes, places, uniforms }: Making, round: number): Command | undefined {
    const shader = this.#data.shaders[step.shader];
    const pipeline = this.#pipelines[step.shader];
    const count = sizeAt(sizes, step.workgroups);
    if (shader === undefined || pipeline === undefined || count <= 0) return undefined;
    const resources: GPUBindingResource[] = step.tensors.map((tensor) => {
      const place = places.get(tensor);
      if (place === undefined) throw new ModelError('shader', `a step reads a tensor that has no place`);
      return place;
    });
    if (shader.sizes > 0) resources.push(uniforms.place(step.sizes.map((size) => sizeAt(sizes, size))));
    if (shader.readsSeed) resources.push({ buffer: this.#seedBuffer });
    const entries = resources.map((resource, binding) => ({ binding, resource }));
    const group = this.#device.createBindGroup({ layout: pipeline.getBindGroupLayout(0), entries });
    const x = Math.min(count, workgroupLimit);
    return { pipeline, group, x, y: Math.ceil(count / workgroupLimit), round: shader.readsStep ? round : -1 };
  }

  #ensureRounds(count: number): void {
    if (count <= (this.#rounds?.count ?? 0)) return;
    this.#rounds?.buffer.destroy();
    const buffer = this.#device.createBuffer({ size: uniformStride * count, usage: GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST });
    const values = new Int32Array((uniformStride / 4) * count);
    for (let at = 0; at < count; at += 1) values[(uniformStride / 4) * at] = at;
    this.#device.queue.writeBuffer(buffer, 0, values);
    const group = this.#device.createBindGroup({ layout: this.#roundLayout, entries: [{ binding: 0, resource: { buffer, size: 16 } }] });
    this.#rounds = { buffer, group, count };
  }

  #submit(pass: Pass, { commands, places, sizes }: Prepared): Promise<Record<string, Tensor>> {
    const encoder = this.#device.createCommandEncoder();
    const work = encoder.beginComputePass();
    let pipeline: GPUComputePipeline | undefined;
    for (const command of commands) {
      if (command.pipeline !== pipeline) work.setPipeline(command.pipeline);
      ({ pipeline } = command);
      work.setBindGroup(0, command.group);
      if (command.round >= 0 && this.#rounds !== undefined) work.setBindGroup(1, this.#rounds.group, [uniformStride * command.round]);
      work.dispatchWorkgroups(command.x, command.y);
    }
    work.end();
    const wanted = pass.outputs.flatMap(({ name, tensor }) => {
      const place = places.get(tensor);
      return place === undefined ? [] : [{ name, tensor, place }];
    });
    return this.#readPlaces(encoder, wanted, sizes);
  }

  /** Ends the encoder with copies of the places, and reads them. */
  async #readPlaces(
    encoder: GPUCommandEncoder,
    wanted: readonly { readonly name: string; readonly tensor: number; readonly place: Place }[],
    sizes: readonly number[],
  ): Promise<Record<string, Tensor>> {
    const total = wanted.reduce((sum, { place }) => sum + place.size, 0);
    const reader = total === 0 ? undefined : this.#readerOf(total);
    let offset = 0;
    for (const { place } of wanted) {
      if (reader !== undefined) encoder.copyBufferToBuffer(place.buffer, place.offset, reader, offset, place.size);
      offset += place.size;
    }
    this.#device.queue.submit([encoder.finish()]);
    if (reader === undefined) return {};
    await reader.mapAsync(GPUMapMode.READ, 0, total);
    const bytes = reader.getMappedRange(0, total).slice(0);
    reader.unmap();
    this.#readers.push(reader);
    offset = 0;
    const tensors: Record<string, Tensor> = {};
    for (const { name, tensor, place } of wanted) {
      const shape = (this.#data.tensors[tensor]?.shape ?? []).map((size) => sizeAt(sizes, size));
      tensors[name] = { data: new Float32Array(bytes, offset, countOf(sizes, shape)), shape };
      offset += place.size;
    }
    return tensors;
  }

  /** A buffer to be mapped; those that are read are used again. */
  #readerOf(bytes: number): GPUBuffer {
    const at = this.#readers.findIndex((buffer) => buffer.size >= bytes);
    const [known] = at < 0 ? [] : this.#readers.splice(at, 1);
    return known ?? this.#device.createBuffer({ size: bytes, usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST });
  }
}

/** What commands are made from. */
interface Making {
  readonly sizes: readonly number[];
  readonly places: ReadonlyMap<number, Place>;
  readonly uniforms: Uniforms;
}

/** Lists of sizes for shaders, equal ones once, in one buffer that is written once. */
class Uniforms {
  readonly #device: GPUDevice;
  readonly #lists = new Map<string, readonly number[]>();
  readonly #buffer: GPUBuffer;
  static readonly #most = 256;

  constructor(device: GPUDevice) {
    this.#device = device;
    this.#buffer = device.createBuffer({ size: Uniforms.#most * uniformStride, usage: GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST });
  }

  place(list: readonly number[]): GPUBufferBinding {
    const key = list.join();
    if (!this.#lists.has(key)) this.#lists.set(key, list);
    const at = [...this.#lists.keys()].indexOf(key);
    return { buffer: this.#buffer, offset: at * uniformStride, size: Math.max(16, Math.ceil(list.length / 4) * 16) };
  }

  upload(): readonly GPUBuffer[] {
    for (const [at, list] of [...this.#lists.values()].entries())
      this.#device.queue.writeBuffer(this.#buffer, at * uniformStride, Int32Array.from(list));
    return [this.#buffer];
  }
}

/** Compiles all shaders together and makes places for what is kept, which holds zeros at first. */
export async function loadModel(device: GPUDevice, data: ModelData): Promise<Model> {
  const roundLayout = device.createBindGroupLayout({
    entries: [{ binding: 0, visibility: GPUShaderStage.COMPUTE, buffer: { type: 'uniform', hasDynamicOffset: true } }],
  });
  const layouts = new Map<string, GPUPipelineLayout>();
  const compiled = data.shaders.map((shader) => pipelineOf(device, shader, layouts, roundLayout));
  const [pipelines, kept] = await Promise.all([Promise.all(compiled), keptPlaces(device, data)]);
  return new Model(device, data, { pipelines, kept, roundLayout });
}

async function pipelineOf(
  device: GPUDevice,
  shader: Shader,
  layouts: Map<string, GPUPipelineLayout>,
  roundLayout: GPUBindGroupLayout,
): Promise<GPUComputePipeline> {
  const uniforms = (shader.sizes > 0 ? 1 : 0) + (shader.readsSeed ? 1 : 0);
  const key = `${shader.tensors.length},${uniforms},${String(shader.readsStep)}`;
  const layout = layouts.get(key) ?? layoutOf(device, shader.tensors.length, uniforms, shader.readsStep ? [roundLayout] : []);
  layouts.set(key, layout);
  const module = device.createShaderModule({ code: shaderText(shader) });
  try {
    return await device.createComputePipelineAsync({ layout, compute: { module } });
  } catch (error) {
    const { messages } = await module.getCompilationInfo();
    const why = messages.map(({ lineNum, message }) => `line ${lineNum}: ${message}`).join('; ');
    throw new ModelError('shader', `this device does not compile a shader of the model: ${why || String(error)}`);
  }
}

function layoutOf(device: GPUDevice, tensors: number, uniforms: number, more: readonly GPUBindGroupLayout[]): GPUPipelineLayout {
  const entries = Array.from({ length: tensors + uniforms }, (_, binding): GPUBindGroupLayoutEntry => ({
    binding,
    visibility: GPUShaderStage.COMPUTE,
    buffer: { type: binding < tensors ? 'storage' : 'uniform' },
  }));
  return device.createPipelineLayout({ bindGroupLayouts: [device.createBindGroupLayout({ entries }), ...more] });
}

interface Argument {
  readonly name: string;
  readonly tensor: number;
  /** The sizes of its axes; those of open ones are negative. */
  readonly axes: readonly SizeReference[];
  readonly elements: ArrayLike<number>;
  readonly shape: readonly number[] | undefined;
}

function argumentsOf({ tensors }: ModelData, pass: Pass, inputs: Readonly<Record<string, InputElements>>): readonly Argument[] {
  return pass.inputs.map(({ name, tensor }) => {
    const given = inputs[name];
    if (given === undefined) throw new ModelError('input', `the input ${name} was not given`);
    const axes = tensors[tensor]?.shape ?? [];
    return 'shape' in given && 'data' in given
      ? { name, tensor, axes, elements: given.data, shape: given.shape }
      : { name, tensor, axes, elements: given, shape: undefined };
  });
}

/** Values for the symbols from the shapes of the inputs, or from their lengths where one size is open. */
function symbolsFrom({ symbols }: ModelData, given: readonly Argument[]): readonly number[] {
  const known = new Map<SizeReference, number>();
  for (const { name, axes, shape } of given) {
    if (shape === undefined) continue;
    if (shape.length !== axes.length) throw new ModelError('input', `${name} has ${shape.length} axes, not ${axes.length}`);
    for (const [at, axis] of axes.entries()) if (axis < 0) known.set(axis, shape[at] ?? 0);
  }
  for (const { axes, elements } of given) {
    const [symbol, ...more] = axes.filter((axis) => axis < 0 && !known.has(axis));
    if (symbol === undefined || more.length > 0) continue;
    const others = axes.reduce((product, axis) => (axis === symbol ? product : product * (axis < 0 ? (known.get(axis) ?? 1) : axis)), 1);
    known.set(symbol, elements.length / others);
  }
  return symbols.map((symbol, at) => {
    const value = known.get(-1 - at);
    if (value === undefined) throw new ModelError('input', `the size ${symbol} is open: give an input that has it as { data, shape }`);
    if (!Number.isInteger(value) || value < 1) throw new ModelError('input', `the lengths of the inputs give ${symbol} = ${value}`);
    return value;
  });
}

// Types of pages ask for memory that is not shared; what is written is copied at once, so that it may be.
function floats(elements: ArrayLike<number>): Float32Array<ArrayBuffer>;
function floats(elements: ArrayLike<number>): Float32Array {
  return elements instanceof Float32Array ? elements : Float32Array.from(elements);
}
