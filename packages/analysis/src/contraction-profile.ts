// How a node's contraction factors: positions, features out, features in, elements of a window. Read off its primitives.
import { isWindowAxis, type Site } from '@trammel/operators';
import type { Value } from '@trammel/program';
import {
  approximateSize,
  axisNamed,
  elementCount,
  featureAxis,
  productOfSizes,
  substituteSize,
  type Shape,
  type Size,
  type SymbolValues,
} from '@trammel/tensor';

/** MACs = positions * features * contracted * window, for the contraction of a site that has the most. */
export interface ContractionProfile {
  /** Elements of the result besides the feature axis. */
  readonly positions: number;
  /** The feature axis of the result. */
  readonly features: number;
  /** What is summed over besides a window: the channels that each output reads. */
  readonly contracted: number;
  /** The extents of the window, `[3, 3]`; empty where nothing slides. */
  readonly window: readonly number[];
}

/** The profile of the dearest contraction, or undefined for a site without one. */
export function contractionProfile(site: Site, sizes: SymbolValues): ContractionProfile | undefined {
  let best: { readonly value: Value; readonly macs: number } | undefined;
  for (const value of site.program('inference').values) {
    if (value.instruction.op !== 'contract') continue;
    const macs = numberAt(productOfSizes([elementCount(value.shape), ...overOf(value).map((axis) => axis.size)]), sizes);
    if (best === undefined || macs > best.macs) best = { value, macs };
  }
  const [output] = site.outputs;
  if (best === undefined || output === undefined) return undefined;
  const over = overOf(best.value);
  const features = numberAt(featureAxis(output.shape)?.size ?? 1, sizes);
  return {
    features,
    positions: numberAt(elementCount(output.shape), sizes) / features,
    contracted: numberAt(elementCount(over.filter((axis) => !isWindowAxis(axis.name))), sizes),
    window: over.filter((axis) => isWindowAxis(axis.name)).map((axis) => numberAt(axis.size, sizes)),
  };
}

function overOf({ instruction }: Value): Shape {
  if (instruction.op !== 'contract') return [];
  return instruction.over.flatMap((name) => axisNamed(instruction.left.shape, name) ?? []);
}

const numberAt = (size: Size, sizes: SymbolValues): number => approximateSize(substituteSize(size, sizes));
