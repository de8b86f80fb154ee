// A comparison for machines.
import type { ComparedLayer, ComparedNetwork, Comparison } from '@trammel/analysis';
import { comparisonSentences } from './comparison-text.js';
import { countJson } from './json.js';

/** Totals of both, the layers behind the difference, and the sentences of the text. */
export function comparisonJson(comparison: Comparison): object {
  const { left, right, unchanged, changed, removed, added, operators } = comparison;
  return {
    schemaVersion: 1,
    left: networkJson(left),
    right: networkJson(right),
    unchangedLayers: unchanged,
    changedLayers: changed.map((pair) => ({
      left: layerJson(pair.left),
      right: layerJson(pair.right),
      reducers: pair.reducers.map(layerJson),
    })),
    removedLayers: removed.map(layerJson),
    addedLayers: added.map(layerJson),
    operators,
    sentences: comparisonSentences(comparison),
  };
}

function networkJson({ analysis, totals, dearest }: ComparedNetwork): object {
  return {
    name: analysis.graph.name,
    file: analysis.graph.file,
    parameters: countJson(totals.parameters),
    multiplications: countJson(totals.multiplications),
    additions: countJson(totals.additions),
    activations: countJson(totals.activations),
    macs: countJson(totals.macs),
    flops: countJson(totals.flops),
    dearestLayer: dearest === undefined ? null : { ...layerJson(dearest.layer), share: dearest.share },
  };
}

function layerJson({ node, profile, parameters, multiplications }: ComparedLayer): object {
  return { id: node.id, operator: node.operator, call: node.site.text, profile, parameters, multiplications };
}
