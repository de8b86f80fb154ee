// What tensors lie in: bytes of their own, or those of the tensor that they are a view of.
import type { Value } from '@trammel/program';
import { nodesOf, type Graph, type Tensor } from '@trammel/graph';
import type { Site } from '@trammel/operators';
import { bytesPerElement, elementCount, isKnown, substituteSize, type SymbolValues, type TensorType } from '@trammel/tensor';

/** Where the elements of each tensor lie, and how many bytes that takes. */
export interface Storage {
  /** The tensor whose bytes hold this one. */
  readonly home: (tensor: Tensor) => Tensor;
  /** Bytes of the tensor's elements; 0 for a view, NaN while a symbol is open. */
  readonly bytes: (tensor: Tensor) => number;
}

/** Finds the storage of every tensor of the graph. A reshape, a slice, or dropout at inference takes no bytes of its own. */
export function storageOf(graph: Graph, sizes: SymbolValues): Storage {
  const homes = new Map<Tensor, Tensor>();
  const viewed = new Map<Site, readonly (number | undefined)[]>();
  const bytesOfType = bytesCounter(sizes);
  const home = (tensor: Tensor): Tensor => homes.get(tensor) ?? tensor;
  for (const { node } of nodesOf(graph.body)) {
    const sources = viewed.get(node.site) ?? viewedInputs(node.site, bytesOfType);
    viewed.set(node.site, sources);
    for (const [index, tensor] of node.outputs.entries()) {
      const source = node.inputs[sources[index] ?? -1];
      if (source !== undefined) homes.set(tensor, home(source));
    }
  }
  return { home, bytes: (tensor) => (homes.has(tensor) ? 0 : bytesOfType(tensor.type)) };
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
