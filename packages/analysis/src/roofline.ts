// The roofline of a network on a device: whether each layer is held up by arithmetic or by memory, and the least time it takes.
import { bytesPerElement, elementCount, isKnown, substituteSize, type Size, type SymbolValues, type TensorType } from '@trammel/tensor';
import type { Node } from '@trammel/graph';
import type { Analysis } from './analysis.js';
import type { Device } from './devices.js';
import { storageOf } from './storage.js';

/** One layer; figures are of one copy. */
export interface RooflineLayer {
  readonly node: Node;
  readonly copies: number;
  readonly flops: number;
  /** What is read and written once each: inputs, parameters, outputs; nothing for what only looks at a tensor in another way. */
  readonly bytes: number;
  /** FLOPs a byte; 0 for what neither multiplies nor adds. */
  readonly intensity: number;
  /** The least time of one copy, in seconds. */
  readonly seconds: number;
  readonly bound: 'arithmetic' | 'memory';
}

export interface Roofline {
  readonly device: Device;
  readonly layers: readonly RooflineLayer[];
  /** The least time of one run, layer after layer with nothing fused, in seconds. */
  readonly seconds: number;
  /** The part of that time in which memory is what holds up. */
  readonly memoryShare: number;
}

/**
 * time = max(flops / peak, bytes / bandwidth), by Williams, Waterman and Patterson, Roofline: an insightful visual performance
 * model, 2009. Undefined while a size is open. Layers that only look at a tensor in another way, such as views, take no time and are
 * left out.
 */
export function rooflineOf({ cost, graph, sizes }: Analysis, device: Device): Roofline | undefined {
  const layers: RooflineLayer[] = [];
  const { homes } = storageOf(graph, sizes);
  for (const { node, copies, figures } of cost.rows) {
    const flops = numberOf(figures.flops, sizes) / copies;
    const parameters = node.site.parameters.reduce((sum, { shape }) => sum + bytesOf({ shape, elementType: 'f32' }, sizes), 0);
    const inputs = node.inputs.reduce((sum, { type }) => sum + bytesOf(type, sizes), 0);
    const outputs = node.outputs.reduce((sum, { type }) => sum + bytesOf(type, sizes), 0);
    // A layer that neither multiplies nor adds reads no more of its parameters than it hands on: of a table the rows that are asked for.
    const bytes = inputs + outputs + (flops === 0 ? Math.min(parameters, outputs) : parameters);
    if (Number.isNaN(flops) || Number.isNaN(bytes)) return undefined;
    if (bytes === 0 || node.outputs.every(({ index }) => homes[index] !== index)) continue;
    const [computing, moving] = [flops / device.flopsPerSecond, bytes / device.bytesPerSecond];
    const bound = computing >= moving ? 'arithmetic' : 'memory';
    layers.push({ node, copies, flops, bytes, intensity: flops / bytes, seconds: Math.max(computing, moving), bound });
  }
  const seconds = layers.reduce((sum, layer) => sum + layer.copies * layer.seconds, 0);
  const moving = layers.reduce((sum, layer) => sum + (layer.bound === 'memory' ? layer.copies * layer.seconds : 0), 0);
  return { device, layers, seconds, memoryShare: seconds === 0 ? 0 : moving / seconds };
}

const bytesOf = ({ shape, elementType }: TensorType, sizes: SymbolValues): number =>
  numberOf(elementCount(shape), sizes) * bytesPerElement[elementType];

function numberOf(size: Size, sizes: SymbolValues): number {
  const known = substituteSize(size, sizes);
  return isKnown(known) ? Number(known) : Number.NaN;
}
