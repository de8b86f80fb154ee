// Measures of a network or of a tensor, as assertions ask for them.
import { inFrame, upTo, type Frame, type Graph, type MeasureName, type Tensor } from '@trammel/graph';
import { addSizes, substituteSize, type Size, type SymbolValues } from '@trammel/tensor';
import { gradientMeasure } from './attenuation/gradient-measure.js';
import { costOf, type Cost } from './cost.js';
import type { GradientAnalysis } from './gradient/result.js';
import { memoryOf } from './memory.js';
import { extentOf } from './receptive-field.js';

/** What is measured: the whole graph, or what a tensor depends on. */
export interface Measured {
  readonly graph: Graph;
  readonly cost: Cost;
  readonly tensor: Tensor | undefined;
  /** Only what stands in this frame, where it is given. */
  readonly within?: Frame | undefined;
  readonly sizes: SymbolValues;
  /** The gradients of the whole graph at given sizes: computed when a measure asks for them. */
  readonly gradientAt: (sizes: SymbolValues) => GradientAnalysis;
}

/** A count, or a ratio of two numbers; or a sentence that says why there is none. */
export type Measurement = { readonly value: Size } | { readonly ratio: number } | { readonly missing: string };

const known = (size: Size): Measurement => ({ value: size });
const counted = (size: Size, { sizes }: Measured): Measurement => known(substituteSize(size, sizes));
const bytes = (count: number): Measurement => (Number.isNaN(count) ? { missing: 'it depends on a size that is not given' } : known(count));

const measurements: { readonly [M in MeasureName]: (measured: Measured) => Measurement } = {
  params: (measured) => counted(measured.cost.totals.parameters, measured),
  buffers: (measured) => counted(measured.cost.totals.buffers, measured),
  macs: (measured) => counted(measured.cost.totals.macs, measured),
  flops: (measured) => counted(measured.cost.totals.flops, measured),
  multiplications: (measured) => counted(measured.cost.totals.multiplications, measured),
  additions: (measured) => counted(measured.cost.totals.additions, measured),
  activations: (measured) => counted(measured.cost.totals.activations, measured),
  parameter_memory: (measured) => counted(measured.cost.totals.parameterBytes, measured),
  activation_memory: ({ graph, cost, sizes }) => bytes(memoryOf(graph, cost, sizes).inference.bytes),
  training_memory: ({ graph, cost, sizes }) => bytes(memoryOf(graph, cost, sizes).training.bytes),
  memory: ({ graph, cost, sizes }) => {
    const peak = memoryOf(graph, cost, sizes).inference.bytes;
    const parameters = substituteSize(cost.totals.parameterBytes, sizes);
    return Number.isNaN(peak) ? bytes(peak) : known(addSizes(parameters, peak));
  },
  receptive_field: ({ graph, tensor, sizes }) => {
    const extent = tensor === undefined ? undefined : extentOf(graph, tensor, sizes);
    return extent === undefined ? { missing: 'no input axis of space or time is read' } : known(extent);
  },
  gradient: ({ graph, tensor, sizes, gradientAt }) =>
    tensor === undefined ? { missing: 'it is of a tensor' } : gradientMeasure(graph, tensor, gradientAt(sizes)),
};

/** Evaluates a measure. A tensor is measured by the part of the graph that it depends on, a frame by what stands in it. */
export function measure(name: MeasureName, whole: Measured): Measurement {
  const { tensor, within, graph } = whole;
  if (name === 'receptive_field' || name === 'gradient') return measurements[name](whole);
  if (tensor === undefined && within === undefined) return measurements[name](whole);
  const part = tensor === undefined ? (within === undefined ? graph : inFrame(graph, within)) : upTo(graph, [tensor]);
  return measurements[name]({ ...whole, graph: part, cost: costOf(part) });
}
