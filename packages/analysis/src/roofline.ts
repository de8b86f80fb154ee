// The roofline of a network on a device: whether each layer is held up by arithmetic or by memory, and the least time it takes.
import { bytesPerElement, elementCount, isKnown, substituteSize, type Size, type SymbolValues, type TensorType } from '@trammel/tensor';
import type { Node } from '@trammel/graph';
import type { Analysis } from './analysis.js';
import type { Device } from './devices.js';

/** One layer; figures are of one copy. */
export interface RooflineLayer {
  readonly node: Node;
  readonly copies: number;
  readonly flops: number;
  /** What is read and written once each: inputs, parameters, outputs. */
  readonly bytes: number;
  /** FLOPs a byte. */
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
 * model, 2009. Undefined while a size is open. Layers without arithmetic or bytes of their own, such as views, are left out.
 */
export function rooflineOf({ cost, sizes }: Analysis, device: Device): Roofline | undefined {
  const layers: RooflineLayer[] = [];
  for (const { node, copies, figures } of cost.rows) {
    const flops = numberOf(figures.flops, sizes) / copies;
    const own = node.site.parameters.reduce((sum, { shape }) => sum + bytesOf({ shape, elementType: 'f32' }, sizes), 0);
    const bytes = [...node.inputs, ...node.outputs].reduce((sum, { type }) => sum + bytesOf(type, sizes), own);
    if (Number.isNaN(flops) || Number.isNaN(bytes)) return undefined;
    if (flops === 0 || bytes === 0) continue;
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
