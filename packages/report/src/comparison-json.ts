// A comparison for machines.
import type { Cause, ComparedKind, ComparedLayer, ComparedNetwork, Comparison, CostDifference, DifferencePart } from '@trammel/analysis';
import { changesJson } from './comparison-changes.js';
import { comparisonSentences } from './comparison-sentences.js';
import { countJson } from './json.js';

/** Totals of both, what differs by kind of layer, the causes with their parts, and the sentences of the text. */
export function comparisonJson(comparison: Comparison): object {
  const { left, right, kinds, causes, difference } = comparison;
  return {
    schemaVersion: 1,
    left: networkJson(left),
    right: networkJson(right),
    kinds: kinds.map(kindJson),
    changes: changesJson(comparison),
    difference: differenceJson(difference),
    causes: causes.map(causeJson),
    sentences: comparisonSentences(comparison),
  };
}

/** Unknown while a size is open. */
const numberJson = (value: number): number | null => (Number.isNaN(value) ? null : value);

function networkJson({ analysis, totals, dearest }: ComparedNetwork): object {
  const { memory, graph } = analysis;
  return {
    name: graph.name,
    file: graph.file,
    parameters: countJson(totals.parameters),
    multiplications: countJson(totals.multiplications),
    additions: countJson(totals.additions),
    activations: countJson(totals.activations),
    macs: countJson(totals.macs),
    flops: countJson(totals.flops),
    backwardMacs: countJson(totals.backward.macs),
    parameterBytes: countJson(totals.parameterBytes),
    peakActivationBytes: { inference: numberJson(memory.inference.bytes), training: numberJson(memory.training.bytes) },
    dearestLayer:
      dearest === undefined
        ? null
        : { ...layerJson(dearest.layer), multiplications: dearest.multiplications, share: numberJson(dearest.share), count: dearest.count },
  };
}

function kindJson({ operator, window, grouping, left, right }: ComparedKind): object {
  const side = ({ layers, parameters, multiplications }: ComparedKind['left']): object => ({
    layers,
    parameters: numberJson(parameters),
    multiplications: numberJson(multiplications),
  });
  return { operator, window, grouping, left: side(left), right: side(right) };
}

/** Costs are of all copies of the layer. */
function layerJson({ node, profile, copies, parameters, multiplications }: ComparedLayer): object {
  const { window, features, contracted, positions } = profile;
  return {
    id: node.id,
    operator: node.operator,
    call: node.site.text,
    window,
    features: numberJson(features),
    channels: numberJson(contracted),
    positions: numberJson(positions),
    copies,
    parameters: numberJson(parameters),
    multiplications: numberJson(multiplications),
  };
}

const differenceJson = ({ parameters, multiplications }: CostDifference): object => ({
  parameters: numberJson(parameters),
  multiplications: numberJson(multiplications),
});

/** The parts sum to the difference of the cause. */
function causeJson(cause: Cause): object {
  const { kind, difference, parts } = cause;
  const common = { kind, difference: differenceJson(difference), parts: parts.map(partJson) };
  switch (cause.kind) {
    case 'repeats':
      return { ...common, block: cause.block.name, arguments: cause.block.arguments, left: cause.left, right: cause.right };
    case 'bottleneck':
    case 'windows':
      return { ...common, side: cause.side };
    case 'head':
      return { ...common, flattened: { left: cause.flattened.left ?? null, right: cause.flattened.right ?? null } };
    default:
      return common;
  }
}

function partJson({ form, factor, difference, left, right }: DifferencePart): object {
  const { operator, window, grouping, role } = form;
  const side = ({ layers, mean }: DifferencePart['left']): object => ({ layers, mean: numberJson(mean) });
  return { operator, window, grouping, role, factor, difference: differenceJson(difference), left: side(left), right: side(right) };
}
