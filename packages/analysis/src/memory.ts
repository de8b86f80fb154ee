// Memory: the largest set of live activations, at inference and in a training step, in the order of the source.
import { readsOf, type Graph, type Item, type Node, type Region, type Repeat, type Tensor } from '@trammel/graph';
import type { SymbolValues } from '@trammel/tensor';
import type { Cost } from './cost.js';
import { lifetimesOf, type Lifetimes } from './lifetimes.js';
import { elementAt } from './receptive-field/element-at.js';
import { storageOf, type Storage } from './storage.js';

/** Bytes of activations. Nothing is fused and nothing is computed in place; inputs belong to the caller and stay. */
export interface Memory {
  readonly inference: Peak;
  readonly training: Peak;
}

/** The largest set of live tensors, and when. Bytes are NaN while a symbol is open. */
export interface Peak {
  readonly bytes: number;
  /** The node that runs when the peak is reached; undefined in a network without nodes. */
  readonly node: Node | undefined;
}

/** The bytes that are alive while a node runs. */
export interface MemoryStep {
  readonly node: Node;
  readonly bytes: number;
  readonly direction: Direction;
}

type Direction = 'forward' | 'backward';

/** Both peaks at these sizes. */
export function memoryOf(graph: Graph, cost: Cost, sizes: SymbolValues): Memory {
  const [inference, training] = [watch(), watch()];
  runBoth({ graph, cost, sizes }, inference.observe, training.observe);
  return { inference: inference.peak(), training: training.peak() };
}

/** What is alive while each node runs, in the order of time; at inference a folded repeat stands for its dearest copy. */
export function memorySteps(of: Measured): Readonly<Record<keyof Memory, readonly MemoryStep[]>> {
  const steps: Record<keyof Memory, MemoryStep[]> = { inference: [], training: [] };
  const into =
    (list: MemoryStep[]): Observe =>
    (node, bytes, direction) =>
      list.push({ node, bytes, direction });
  runBoth(of, into(steps.inference), into(steps.training));
  return steps;
}

/** An analysis as far as memory is concerned. */
interface Measured {
  readonly graph: Graph;
  readonly cost: Cost;
  readonly sizes: SymbolValues;
}

function runBoth({ graph, cost, sizes }: Measured, inference: Observe, training: Observe): void {
  const storage = storageOf(graph, sizes);
  const inputs = graph.inputs.reduce((total, { tensor }) => total + bytesOf(tensor, storage), 0);
  runInference(graph, { storage, observe: inference }, inputs);
  runTraining(graph, { storage, cost, observe: training }, inputs);
}

const homeOf = ({ index }: Tensor, { homes }: Storage): number => homes[index] ?? index;
const bytesOf = ({ index }: Tensor, { bytes }: Storage): number => bytes[index] ?? 0;

/** Is told the bytes that are alive while a node runs, in the order of time; a folded repeat stands for its dearest copy. */
type Observe = (node: Node, bytes: number, direction: Direction) => void;

/** Keeps the highest of what it is told; the first that is not a number is higher than all. */
function watch(): { readonly observe: Observe; readonly peak: () => Peak } {
  let highest = 0;
  let at: Node | undefined;
  const observe = (node: Node, bytes: number): void => {
    if (Number.isNaN(highest) || (at !== undefined && bytes <= highest)) return;
    highest = bytes;
    at = node;
  };
  return { observe, peak: () => ({ bytes: highest, node: at }) };
}

interface Running {
  readonly storage: Storage;
  readonly lifetimes: Lifetimes;
  /** By the index of a home: 1 where it outlives the region: what the caller holds, and what is read after it. */
  readonly kept: Uint8Array;
  /** By the index of a home, its bytes while it is alive. */
  readonly alive: Float64Array;
  readonly observe: Observe;
  /** The position of the item that began last. */
  position: number;
  /** Bytes that are alive. */
  live: number;
}

function runInference(graph: Graph, { storage, observe }: Pick<Running, 'storage' | 'observe'>, inputs: number): void {
  const kept = new Uint8Array(graph.tensorCount);
  for (const { tensor } of [...graph.outputs, ...graph.inputs]) kept[homeOf(tensor, storage)] = 1;
  const alive = new Float64Array(graph.tensorCount);
  runRegion(graph.body, { storage, lifetimes: lifetimesOf(graph, storage), kept, alive, observe, position: 0, live: inputs });
}

/** Runs a region once. What it writes is dropped after its last read, unless somebody around the region keeps it. */
function runRegion(region: Region, running: Running): void {
  const begin = running.position;
  for (const item of region.items) {
    running.position += 1;
    if (item.kind === 'node') {
      for (const tensor of item.outputs) write(tensor, running);
      running.observe(item, running.live, 'forward');
      for (const tensor of item.inputs) drop(tensor, begin, running);
      for (const tensor of item.outputs) drop(tensor, begin, running);
    } else {
      runRepeat(item, begin, running);
      write(item.result, running);
      for (const tensor of readsOf(item)) drop(tensor, begin, running);
      drop(item.result, begin, running);
    }
  }
}

function write(tensor: Tensor, running: Running): void {
  const { storage, alive } = running;
  // A view takes no bytes, and those that it lies in are counted already.
  if (homeOf(tensor, storage) !== tensor.index) return;
  const bytes = bytesOf(tensor, storage);
  alive[tensor.index] = bytes;
  running.live += bytes;
}

/** Drops a tensor unless it is read later, or was made before the region began. */
function drop(tensor: Tensor, begin: number, running: Running): void {
  const { storage, lifetimes, alive, kept, position } = running;
  const home = homeOf(tensor, storage);
  if (kept[home] === 1 || (lifetimes.read[home] ?? 0) > position || (lifetimes.made[home] ?? 0) < begin) return;
  running.live -= alive[home] ?? 0;
  alive[home] = 0;
}

/** Runs the dearest copy of a repeat in a region that began at that position; what is alive in the copy is gone afterwards. */
function runRepeat(item: Repeat, begin: number, running: Running): void {
  const { storage, lifetimes, alive, kept, live } = running;
  const [initial, exit] = [homeOf(item.initial, storage), homeOf(item.exit, storage)];
  const isNeeded = kept[initial] === 1 || (lifetimes.read[initial] ?? 0) > lifetimes.endOf(item);
  const isTaken = !isNeeded && (lifetimes.made[initial] ?? 0) >= begin;
  // From the second copy on, what a copy reads is the result of the one before it, beside the first input if that is still needed.
  const between = item.count > 1 && !isTaken ? bytesOf(item.entry, storage) : 0;
  const wasKept = kept[exit] ?? 0;
  kept[exit] = 1;
  alive[item.entry.index] = isTaken ? (alive[initial] ?? 0) : between;
  running.live = live + between;
  runRegion(item.body, running);
  running.live = live;
  kept[exit] = wasKept;
}

interface Training {
  readonly storage: Storage;
  /** By the index of a home: 1 where the way back reads it. */
  readonly saved: Uint8Array;
  readonly observe: Observe;
}

/**
 * A training step: forward, with what the backward pass reads kept; then backward, each tensor dropped after the last
 * node that reads it, beside the gradients of the results that are still to be passed on.
 */
function runTraining(graph: Graph, { storage, cost, observe }: Omit<Training, 'saved'> & Pick<Measured, 'cost'>, inputs: number): void {
  const training: Training = { storage, saved: savedTensors(graph, cost, storage), observe };
  runBackward(graph, training, runForward(graph, training, inputs));
}

/** The bytes that are kept at its end. */
function runForward(graph: Graph, { storage, saved, observe }: Training, inputs: number): number {
  let live = inputs;
  const step = (item: Item, copies: number): void => {
    if (item.kind === 'repeat') {
      for (const inner of item.body.items) step(inner, copies * item.count);
      return;
    }
    let [written, kept] = [0, 0];
    for (const tensor of item.outputs) {
      const bytes = bytesOf(tensor, storage);
      written += bytes;
      if (saved[homeOf(tensor, storage)] === 1) kept += bytes * copies;
    }
    observe(item, live + written, 'forward');
    live += kept;
  };
  for (const item of graph.body.items) step(item, 1);
  return live;
}

function runBackward(graph: Graph, { storage, saved, observe }: Training, kept: number): void {
  /** By the index of a tensor: 1 while its gradient is still to be passed on, which ends once the node has run that wrote the tensor. */
  const isPending = new Uint8Array(graph.tensorCount);
  let live = kept;
  let pending = 0;
  const receive = (tensor: Tensor): void => {
    if (isPending[tensor.index] === 1 || tensor.type.elementType !== 'f32') return;
    isPending[tensor.index] = 1;
    pending += bytesOf(tensor, storage);
  };
  const step = (item: Item, copies: number): void => {
    if (item.kind === 'repeat') {
      stepBack(item.body.items, copies * item.count);
      return;
    }
    for (const tensor of item.outputs) receive(tensor);
    for (const tensor of item.inputs) receive(tensor);
    observe(item, live + pending, 'backward');
    for (const tensor of item.outputs) {
      const bytes = bytesOf(tensor, storage);
      if (isPending[tensor.index] === 1) pending -= bytes;
      isPending[tensor.index] = 0;
      if (saved[homeOf(tensor, storage)] === 1) live -= bytes * copies;
    }
  };
  const stepBack = (items: readonly Item[], copies: number): void => {
    for (let at = items.length - 1; at >= 0; at -= 1) step(elementAt(items, at), copies);
  };
  stepBack(graph.body.items, 1);
}

/** The homes of the tensors that the way back of some node reads. */
function savedTensors(graph: Graph, { rows }: Cost, storage: Storage): Uint8Array {
  const saved = new Uint8Array(graph.tensorCount);
  for (const { node, saved: own } of rows) {
    for (const index of own.inputs) saved[homeOf(elementAt(node.inputs, index), storage)] = 1;
    for (const index of own.outputs) saved[homeOf(elementAt(node.outputs, index), storage)] = 1;
  }
  return saved;
}
