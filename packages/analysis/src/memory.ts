// Memory: the largest set of live activations, at inference and in a training step, in the order of the source.
import { readsOf, writesOf, type Graph, type Item, type Node, type Region, type Repeat, type Tensor } from '@trammel/graph';
import type { SymbolValues } from '@trammel/tensor';
import type { Cost } from './cost.js';
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

/** Both peaks at these sizes. */
export function memoryOf(graph: Graph, cost: Cost, sizes: SymbolValues): Memory {
  const storage = storageOf(graph, sizes);
  const kept = graph.outputs.map((output) => output.tensor);
  const inputs = graph.inputs.reduce((total, { tensor }) => total + storage.bytes(tensor), 0);
  const inference = watch();
  runRegion(graph.body, {
    storage,
    kept: new Set([...kept, ...graph.inputs.map((input) => input.tensor)].map(storage.home)),
    observe: inference.observe,
    base: inputs,
    taken: new Map(),
  });
  const training = watch();
  runTraining(graph, { storage, saved: savedTensors(cost, storage), observe: training.observe }, inputs);
  return { inference: inference.peak(), training: training.peak() };
}

/** Is told the bytes that are alive while a node runs, in the order of time; a folded repeat stands for its dearest copy. */
type Observe = (node: Node, bytes: number) => void;

/** Keeps the highest of what it is told; the first that is not a number is higher than all. */
function watch(): { readonly observe: Observe; readonly peak: () => Peak } {
  let peak: Peak = { bytes: 0, node: undefined };
  const observe = (node: Node, bytes: number): void => {
    if (Number.isNaN(peak.bytes)) return;
    if (peak.node === undefined || Number.isNaN(bytes) || bytes > peak.bytes) peak = { bytes, node };
  };
  return { observe, peak: () => peak };
}

interface Running {
  readonly storage: Storage;
  /** Homes that outlive the region: what the caller holds, and what is read after it. */
  readonly kept: ReadonlySet<Tensor>;
  readonly observe: Observe;
  /** Bytes that are alive around the region. */
  readonly base: number;
  /** What is alive around the region and may be dropped in it: what a copy of a repeat takes. */
  readonly taken: ReadonlyMap<Tensor, number>;
}

/** Runs a region once. What it writes is dropped after its last read, unless somebody around the region keeps it. */
function runRegion(region: Region, running: Running): void {
  const { storage, kept, observe } = running;
  const last = lastReads(region, storage);
  const alive = new Map(running.taken);
  let live = running.base;
  for (const [position, item] of region.items.entries()) {
    const isNeeded = (home: Tensor): boolean => kept.has(home) || (last.get(home) ?? -1) > position;
    if (item.kind === 'repeat') {
      const home = storage.home(item.initial);
      runRepeat(item, { ...running, base: live }, isNeeded(home) ? undefined : alive.get(home));
    }
    for (const tensor of writesOf(item)) {
      // A view takes no bytes, and those that it lies in are counted already.
      if (storage.home(tensor) !== tensor) continue;
      alive.set(tensor, storage.bytes(tensor));
      live += storage.bytes(tensor);
    }
    if (item.kind === 'node') observe(item, live);
    const drop = (tensor: Tensor): void => {
      const home = storage.home(tensor);
      if (isNeeded(home)) return;
      live -= alive.get(home) ?? 0;
      alive.delete(home);
    };
    readsOf(item).forEach(drop);
    writesOf(item).forEach(drop);
  }
}

/** Runs the dearest copy of a repeat; `taken` are the bytes of the first input, undefined where it is still needed afterwards. */
function runRepeat(item: Repeat, running: Running, taken: number | undefined): void {
  const { storage } = running;
  // From the second copy on, what a copy reads is the result of the one before it, beside the first input if that is still needed.
  const between = item.count > 1 && taken === undefined ? storage.bytes(item.entry) : 0;
  const kept = new Set([...running.kept, storage.home(item.exit)]);
  runRegion(item.body, { ...running, base: running.base + between, kept, taken: new Map([[item.entry, taken ?? between]]) });
}

/** The position of the last item that reads each home. */
function lastReads(region: Region, { home }: Storage): ReadonlyMap<Tensor, number> {
  const last = new Map<Tensor, number>();
  for (const [position, item] of region.items.entries()) for (const tensor of readsOf(item)) last.set(home(tensor), position);
  return last;
}

/**
 * A training step: forward, with what the backward pass reads kept; then backward, each tensor dropped after the last
 * node that reads it, beside the gradients of the results that are still to be passed on.
 */
function runTraining(graph: Graph, training: Training, inputs: number): void {
  const { storage, saved, observe } = training;
  let live = inputs;
  const step = (item: Item, copies: number): void => {
    if (item.kind === 'repeat') {
      for (const inner of item.body.items) step(inner, copies * item.count);
      return;
    }
    let [written, kept] = [0, 0];
    for (const tensor of item.outputs) {
      const bytes = storage.bytes(tensor);
      written += bytes;
      if (saved.has(storage.home(tensor))) kept += bytes * copies;
    }
    observe(item, live + written);
    live += kept;
  };
  for (const item of graph.body.items) step(item, 1);
  runBackward(graph.body, training, live);
}

interface Training {
  readonly storage: Storage;
  /** Homes that the way back reads. */
  readonly saved: ReadonlySet<Tensor>;
  readonly observe: Observe;
}

function runBackward(region: Region, { storage, saved, observe }: Training, kept: number): void {
  /** Of the gradients that are still to be passed on; each is gone once the node has run that wrote the tensor. */
  const gradients = new Map<Tensor, number>();
  let live = kept;
  let pending = 0;
  const receive = (tensor: Tensor): void => {
    if (gradients.has(tensor) || tensor.type.elementType !== 'f32') return;
    const bytes = storage.bytes(tensor);
    gradients.set(tensor, bytes);
    pending += bytes;
  };
  const step = (item: Item, copies: number): void => {
    if (item.kind === 'repeat') {
      for (const inner of item.body.items.toReversed()) step(inner, copies * item.count);
      return;
    }
    item.outputs.forEach(receive);
    item.inputs.forEach(receive);
    observe(item, live + pending);
    for (const tensor of item.outputs) {
      pending -= gradients.get(tensor) ?? 0;
      gradients.delete(tensor);
      if (saved.has(storage.home(tensor))) live -= storage.bytes(tensor) * copies;
    }
  };
  for (const item of region.items.toReversed()) step(item, 1);
}

/** The homes of the tensors that the way back of some node reads. */
function savedTensors({ rows }: Cost, { home }: Storage): ReadonlySet<Tensor> {
  const saved = new Set<Tensor>();
  for (const { node, saved: own } of rows) {
    for (const index of own.inputs) saved.add(home(elementAt(node.inputs, index)));
    for (const index of own.outputs) saved.add(home(elementAt(node.outputs, index)));
  }
  return saved;
}
