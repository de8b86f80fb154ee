// What tensors lie in: bytes of their own, or those of the tensor that they are a view of.
import type { Value } from '@trammel/program';
import type { Graph, Node, Region, Tensor } from '@trammel/graph';
import type { Site } from '@trammel/operators';
import { bytesPerElement, elementCount, isKnown, substituteSize, type SymbolValues, type TensorType } from '@trammel/tensor';

/** Where the elements of each tensor lie, and how many bytes that takes, by the indices of tensors. */
export interface Storage {
  /** The tensor whose bytes hold this one: itself, unless it is a view. */
  readonly homes: Int32Array;
  /** Bytes of the tensor's elements; 0 for a view, NaN while a symbol is open. */
  readonly bytes: Float64Array;
}

/** Finds the storage of every tensor of the graph. A reshape, a slice, or dropout at inference takes no bytes of its own. */
export function storageOf(graph: Graph, sizes: SymbolValues): Storage {
  const storage = { homes: new Int32Array(graph.tensorCount).map(own), bytes: new Float64Array(graph.tensorCount) };
  const placing: Placing = { ...storage, viewed: new Map(), bytesOfType: bytesCounter(sizes) };
  for (const { tensor } of graph.inputs) placeTensor(tensor, placing);
  placeRegion(graph.body, placing);
  return storage;
}

const own = (_: unknown, index: number): number => index;

interface Placing extends Storage {
  /** For each output of a site the input that it is a view of. */
  readonly viewed: Map<Site, readonly (number | undefined)[]>;
  readonly bytesOfType: (type: TensorType) => number;
}

function placeTensor({ index, type }: Tensor, { bytes, bytesOfType }: Placing): void {
  bytes[index] = bytesOfType(type);
}

function placeRegion(region: Region, placing: Placing): void {
  for (const item of region.items) {
    if (item.kind === 'node') placeOutputs(item, placing);
    else {
      placeTensor(item.entry, placing);
      placeRegion(item.body, placing);
      placeTensor(item.result, placing);
    }
  }
}

function placeOutputs({ site, inputs, outputs }: Node, placing: Placing): void {
  const { viewed, homes, bytesOfType } = placing;
  let sources = viewed.get(site);
  if (sources === undefined) {
    sources = viewedInputs(site, bytesOfType);
    viewed.set(site, sources);
  }
  let position = 0;
  for (const tensor of outputs) {
    const place = sources[position];
    const source = place === undefined ? undefined : inputs[place];
    if (source === undefined) placeTensor(tensor, placing);
    else homes[tensor.index] = homes[source.index] ?? source.index;
    position += 1;
  }
}

/** Bytes of a type at these sizes, each type counted once. */
function bytesCounter(sizes: SymbolValues): (type: TensorType) => number {
  const known = new Map<TensorType, number>();
  return (type) => {
    const found = known.get(type);
    if (found !== undefined) return found;
    const count = substituteSize(elementCount(type.shape), sizes);
    const bytes = isKnown(count) ? Number(count) * bytesPerElement[type.elementType] : Number.NaN;
    known.set(type, bytes);
    return bytes;
  };
}

/** For each output of a site the input that it is a view of: nothing computed, nothing repeated. */
function viewedInputs(site: Site, bytesOfType: (type: TensorType) => number): readonly (number | undefined)[] {
  const { inputs, outputs } = site.program('inference');
  return outputs.map((output) => {
    const index = inputs.indexOf(sourceOf(output));
    const input = inputs[index];
    return input !== undefined && bytesOfType(output) <= bytesOfType(input) ? index : undefined;
  });
}

/** What is left of a value when the views that made it are taken off; one that masks elements is none. */
function sourceOf(output: Value): Value {
  let value = output;
  while (value.instruction.op === 'view' && value.instruction.where.length === 0) value = value.instruction.operand;
  return value;
}
