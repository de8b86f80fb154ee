// The JSON of `analyze`: exact integers, units in names, zero-based indices. Its schema is analysis.schema.json of the CLI.
import {
  figuresAt,
  type Analysis,
  type AssertionResult,
  type Figures,
  type GradientBounds,
  type NodeCost,
  type Operations,
} from '@trammel/analysis';
import { positionOf, type Diagnostic } from '@trammel/diagnostics';
import { framesOf, type NamedTensor } from '@trammel/graph';
import { isKnown, printSize, substituteSize, type Shape, type Size, type SymbolValues } from '@trammel/tensor';
import { networkBoundsJson, nodeBoundsJson } from './bounds-json.js';
import { diagnosticJson } from './diagnostics-json.js';
import { networkGradientJson, nodeGradientJson } from './gradient-json.js';
import { documentPieces, streamOf } from './json-pieces.js';
import { fieldJson } from './receptive-field-json.js';
import { samplingJson } from './sampling-json.js';
import type { NetworkSamples } from './sampling-predictions.js';

/** A whole number; a string of digits past 2^53; null while a size is open. */
export type CountJson = number | string | null;

/** Raised when a field changes its meaning or goes away. */
const schemaVersion = 1;

/** What is told of the networks besides what is always told. */
export interface AnalysisJsonOptions {
  /** Whether gradients are computed. */
  readonly hasGradients: (analysis: Analysis) => boolean;
  readonly boundsOf?: (analysis: Analysis) => GradientBounds | undefined;
  readonly samplesOf?: (analysis: Analysis) => NetworkSamples | undefined;
}

/** The whole document as text, in pieces: of a network of many layers, no more than some of it is ever in memory. */
export function analysisJson(
  analyses: readonly Analysis[],
  diagnostics: readonly Diagnostic[],
  options: AnalysisJsonOptions,
): Iterable<string> {
  return documentPieces({
    schemaVersion,
    networks: analyses.map((analysis) => networkJson(analysis, options)),
    diagnostics: diagnostics.map(diagnosticJson),
  });
}

/** The document of `check`: assertions and diagnostics alone. */
export function checkJson(analyses: readonly Analysis[], diagnostics: readonly Diagnostic[]): object {
  return {
    schemaVersion,
    networks: analyses.map(({ graph, assertions }) => ({ name: graph.name, file: graph.file, assertions: assertions.map(assertionJson) })),
    diagnostics: diagnostics.map(diagnosticJson),
  };
}

/** A count as JSON can hold it exactly. */
export function countJson(size: Size): CountJson {
  if (!isKnown(size)) return null;
  return typeof size === 'bigint' ? size.toString() : size;
}

const bytesJson = (bytes: number): number | null => (Number.isNaN(bytes) ? null : bytes);

function networkJson(analysis: Analysis, options: AnalysisJsonOptions): object {
  const { graph, sizes, cost, memory, assertions } = analysis;
  const totals = figuresAt(cost.totals, sizes);
  const gradient = options.hasGradients(analysis) ? analysis.gradient : undefined;
  const bounds = options.boundsOf?.(analysis);
  const samples = options.samplesOf?.(analysis);
  return {
    name: graph.name,
    file: graph.file,
    arguments: Object.fromEntries(graph.arguments),
    sizes: Object.fromEntries([...sizes].map(([name, size]) => [name, countJson(size)])),
    inputs: graph.inputs.map((input) => tensorJson(input, sizes)),
    outputs: graph.outputs.map((output) => tensorJson(output, sizes)),
    totals: {
      ...figuresJson(totals),
      backward: operationsJson(totals.backward),
      parameterBytes: countJson(totals.parameterBytes),
      activationBytes: countJson(totals.activationBytes),
      peakActivationBytes: { inference: bytesJson(memory.inference.bytes), training: bytesJson(memory.training.bytes) },
      peakNodes: { inference: memory.inference.node?.id ?? null, training: memory.training.node?.id ?? null },
    },
    symbolic: symbolicJson(cost.totals),
    conditions: graph.conditions.map(({ dividend, divisor }) => `${printSize(divisor)} divides ${printSize(dividend)}`),
    ...(gradient === undefined ? {} : { gradient: networkGradientJson(analysis) }),
    ...(bounds === undefined ? {} : { bounds: networkBoundsJson(bounds) }),
    nodes: streamOf(cost.rows, (row) => ({
      ...nodeJson(row, analysis),
      ...(gradient === undefined ? {} : { gradient: nodeGradientJson(row.node, gradient) }),
      ...(bounds === undefined ? {} : { bounds: nodeBoundsJson(row.node, bounds) }),
    })),
    assertions: assertions.map(assertionJson),
    ...(samples === undefined ? {} : { sampling: samplingJson(samples, analysis) }),
  };
}

function tensorJson({ name, tensor }: NamedTensor, sizes: SymbolValues): object {
  return { name, dtype: tensor.type.elementType, axes: axesJson(tensor.type.shape, sizes) };
}

const axesJson = (shape: Shape, sizes: SymbolValues): readonly object[] =>
  shape.map((axis) => ({ name: axis.name, size: countJson(substituteSize(axis.size, sizes)) }));

function operationsJson({ multiplications, additions, activations, comparisons, macs, flops }: Operations): object {
  return {
    multiplications: countJson(multiplications),
    additions: countJson(additions),
    activations: countJson(activations),
    comparisons: countJson(comparisons),
    macs: countJson(macs),
    flops: countJson(flops),
  };
}

function figuresJson(figures: Figures): object {
  return { parameters: countJson(figures.parameters), buffers: countJson(figures.buffers), ...operationsJson(figures) };
}

/** Every total as a formula in the symbols; a plain number where it has none. */
function symbolicJson(totals: Figures): object {
  const { parameters, buffers, multiplications, additions, activations, comparisons, macs, flops, activationBytes, backward } = totals;
  const formulas = {
    parameters,
    buffers,
    multiplications,
    additions,
    activations,
    comparisons,
    macs,
    flops,
    activationBytes,
    backwardMacs: backward.macs,
  };
  return Object.fromEntries(Object.entries(formulas).map(([name, size]) => [name, printSize(size)]));
}

function nodeJson({ node, copies, figures }: NodeCost, { sizes, receptiveFields }: Analysis): object {
  const { line, column } = positionOf(node.span.source, node.span.start);
  const known = figuresAt(figures, sizes);
  const [output] = node.outputs;
  return {
    id: node.id,
    operator: node.operator,
    call: node.site.text,
    label: node.label ?? null,
    path: framesOf(node.frame)
      .slice(1)
      .map((frame) => frame.name),
    repeat: copies,
    span: { file: node.span.source.path, line, column },
    output: output === undefined ? [] : axesJson(output.type.shape, sizes),
    outputs: node.outputs.map(({ type }) => ({ dtype: type.elementType, axes: axesJson(type.shape, sizes) })),
    ...figuresJson(known),
    backward: operationsJson(known.backward),
    parameterBytes: countJson(known.parameterBytes),
    activationBytes: countJson(known.activationBytes),
    receptiveField: output === undefined ? [] : fieldJson(receptiveFields.get(output)),
  };
}

function assertionJson({ assertion, holds, values }: AssertionResult): object {
  return {
    text: assertion.text,
    severity: assertion.severity,
    holds: holds ?? null,
    values: Object.fromEntries(
      [...values].map(([text, value]) => [
        text,
        value.kind === 'truth' ? value.truth : value.exact === undefined ? value.number : countJson(value.exact),
      ]),
    ),
  };
}
