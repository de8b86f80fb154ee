// A comparison for machines.
import type { ComparedKind, ComparedLayer, ComparedNetwork, Comparison, LayerPair, Reason } from '@trammel/analysis';
import { changesJson } from './comparison-changes.js';
import { comparisonSentences } from './comparison-sentences.js';
import { countJson } from './json.js';

/** Totals of both, what differs by kind of layer, the reasons, and the sentences of the text. */
export function comparisonJson(comparison: Comparison): object {
  const { left, right, kinds, reasons, differences } = comparison;
  return {
    schemaVersion: 1,
    left: networkJson(left),
    right: networkJson(right),
    kinds: kinds.map(kindJson),
    changes: changesJson(comparison),
    reasons: reasons.map(reasonJson),
    differences: differences.map(({ figure, difference, isExplained, kinds: main }) => ({
      figure,
      difference: numberJson(difference),
      isExplained,
      kinds: main.map(kindJson),
    })),
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

const pairJson = ({ left, right, copies }: LayerPair): object => ({ left: layerJson(left), right: layerJson(right), copies });

function reasonJson(reason: Reason): object {
  const { kind, difference } = reason;
  switch (reason.kind) {
    case 'channels':
      return {
        kind,
        difference,
        from: reason.from,
        to: reason.to,
        layers: reason.pairs.map(pairJson),
        reducers: reason.reducers.map(layerJson),
      };
    case 'positions':
      return { kind, difference, layers: reason.pairs.map(pairJson) };
    case 'repeats':
      return { kind, difference, block: reason.block.name, arguments: reason.block.arguments, left: reason.left, right: reason.right };
  }
}
