// Memory: the largest set of live activations, at inference and in a training step, in the order of the source.
import { readsOf, writesOf, type Graph, type Item, type Node, type Region, type Repeat, type Tensor } from '@trammel/graph';
import type { SymbolValues } from '@trammel/tensor';
import type { Cost } from './cost.js';
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
  /** Bytes alive while each node runs, in order; a folded repeat stands for its dearest copy. */
  readonly timeline: readonly LiveBytes[];
}

export interface LiveBytes {
  readonly node: Node;
  readonly bytes: number;
}

/** Both peaks at these sizes. */
export function memoryOf(graph: Graph, cost: Cost, sizes: SymbolValues): Memory {
  const storage = storageOf(graph, sizes);
  const kept = graph.outputs.map((output) => output.tensor);
  const inputs = graph.inputs.reduce((total, { tensor }) => total + storage.bytes(tensor), 0);
  const timeline: LiveBytes[] = [];
  runRegion(graph.body, {
    storage,
    kept: new Set([...kept, ...graph.inputs.map((input) => input.tensor)].map(storage.home)),
    timeline,
    base: inputs,
    taken: new Map(),
  });
  return {
    inference: peakOf(timeline),
    training: peakOf(trainingTimeline(graph, { storage, saved: savedTensors(cost, storage) }, inputs)),
  };
}

function peakOf(timeline: readonly LiveBytes[]): Peak {
  let highest: LiveBytes | undefined;
  for (const moment of timeline) {
    if (Number.isNaN(moment.bytes)) return { bytes: Number.NaN, node: moment.node, timeline };
    if (highest === undefined || moment.bytes > highest.bytes) highest = moment;
  }
  return { bytes: highest?.bytes ?? 0, node: highest?.node, timeline };
}

interface Running {
  readonly storage: Storage;
  /** Homes that outlive the region: what the caller holds, and what is read after it. */
  readonly kept: ReadonlySet<Tensor>;
  readonly timeline: LiveBytes[];
  /** Bytes that are alive around the region. */
  readonly base: number;
  /** What is alive around the region and may be dropped in it: what a copy of a repeat takes. */
  readonly taken: ReadonlyMap<Tensor, number>;
}

/** Runs a region once. What it writes is dropped after its last read, unless somebody around the region keeps it. */
function runRegion(region: Region, running: Running): void {
  const { storage, kept, timeline } = running;
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
    if (item.kind === 'node') timeline.push({ node: item, bytes: live });
    for (const tensor of [...readsOf(item), ...writesOf(item)]) {
      const home = storage.home(tensor);
      if (isNeeded(home)) continue;
      live -= alive.get(home) ?? 0;
      alive.delete(home);
    }
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
function trainingTimeline(
  graph: Graph,
  { storage, saved }: { readonly storage: Storage; readonly saved: ReadonlySet<Tensor> },
  inputs: number,
): readonly LiveBytes[] {
  const forward: LiveBytes[] = [];
  let live = inputs;
  const step = (item: Item, copies: number): void => {
    if (item.kind === 'repeat') {
      for (const inner of item.body.items) step(inner, copies * item.count);
      return;
    }
    const written = item.outputs.reduce((total, tensor) => total + storage.bytes(tensor), 0);
    forward.push({ node: item, bytes: live + written });
    live += item.outputs.reduce((total, tensor) => total + (saved.has(storage.home(tensor)) ? storage.bytes(tensor) * copies : 0), 0);
  };
  for (const item of graph.body.items) step(item, 1);
  return [...forward, ...backwardTimeline(graph.body, { storage, saved, live })];
}

function backwardTimeline(
  region: Region,
  from: { readonly storage: Storage; readonly saved: ReadonlySet<Tensor>; readonly live: number },
): readonly LiveBytes[] {
  const { storage, saved } = from;
  const timeline: LiveBytes[] = [];
  const gradients = new Map<Tensor, number>();
  let live = from.live;
  let pending = 0;
  const step = (item: Item, copies: number): void => {
    if (item.kind === 'repeat') {
      for (const inner of [...item.body.items].reverse()) step(inner, copies * item.count);
      return;
    }
    for (const tensor of [...item.outputs, ...item.inputs]) {
      if (gradients.has(tensor) || tensor.type.elementType !== 'f32') continue;
      gradients.set(tensor, storage.bytes(tensor));
      pending += storage.bytes(tensor);
    }
    timeline.push({ node: item, bytes: live + pending });
    for (const tensor of item.outputs) {
      pending -= gradients.get(tensor) ?? 0;
      if (saved.has(storage.home(tensor))) live -= storage.bytes(tensor) * copies;
    }
  };
  for (const item of [...region.items].reverse()) step(item, 1);
  return timeline;
}

/** The homes of the tensors that the way back of some node reads. */
function savedTensors({ rows }: Cost, { home }: Storage): ReadonlySet<Tensor> {
  const saved = new Set<Tensor>();
  for (const { node, saved: own } of rows) {
    for (const [index, tensor] of node.inputs.entries()) if (own.inputs.includes(index)) saved.add(home(tensor));
    for (const [index, tensor] of node.outputs.entries()) if (own.outputs.includes(index)) saved.add(home(tensor));
  }
  return saved;
}
