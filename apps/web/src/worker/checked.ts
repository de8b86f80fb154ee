// What is told of a text at every keystroke: findings, totals, shapes, what can be moved.
import type { Analysis } from '@trammel/analysis';
import { foldsOf, lineShapes, outlineOf } from '@trammel/language-service';
import { nodesOf } from '@trammel/graph';
import { networkSummary, type Sources } from '@trammel/page';
import { isKnown } from '@trammel/tensor';
import { findingsOf, stretchOf } from './finding.js';
import { graphData } from './graph-data.js';
import { layerKey } from './layer-key.js';
import type { Checked, Folding, Knob } from './protocol.js';
import type { Understanding } from './understanding.js';

/** How it is told. */
interface Telling {
  readonly folding: Folding;
  readonly sources: Sources;
}

/** All of it, from one compilation. */
export function checkedOf({ document, nets, analysis, begun, diagnostics, sizesFault }: Understanding, telling: Telling): Checked {
  const found = findingsOf(diagnostics);
  const told = analysis ?? begun;
  const why = sizesFault === undefined ? [] : [sizesFinding(sizesFault)];
  return {
    findings: [...found, ...why],
    nets,
    shapes: told === undefined ? [] : lineShapes(told, document.source).map(({ line, text }) => ({ line, text })),
    folds: foldsOf(document).map(stretchOf),
    outline: outlineOf(document).map(({ name, kind, nameSpan }) => ({ name, kind, from: nameSpan.start })),
    network: analysis === undefined ? undefined : networkOf(analysis, telling),
    begun: begun === undefined ? [] : nodesOf(begun.graph.body).map(({ node }) => layerKey(node)),
  };
}

const sizesFinding = (why: string): Checked['findings'][number] => ({
  code: 'size',
  severity: 'warning',
  message: why,
  from: 0,
  to: 0,
  place: 'sizes',
  isElsewhere: true,
  notes: ['the network is told at other sizes until then'],
  helps: [],
});

function networkOf(analysis: Analysis, { folding, sources }: Telling): NonNullable<Checked['network']> {
  const summary = networkSummary({ analysis, findings: [], sampled: [] }, sources);
  return {
    name: analysis.graph.name,
    summary,
    graph: graphData(analysis, folding),
    knobs: [...parameterKnobs(analysis), ...sizeKnobs(analysis)],
  };
}

/** Parameters that are whole numbers; how far they go is a guess that leaves room on both sides. */
function parameterKnobs({ graph }: Analysis): readonly Knob[] {
  return [...graph.arguments].flatMap(([name, text]): readonly Knob[] => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || !Number.isSafeInteger(value)) return [];
    return [{ kind: 'parameter', name, value, minimum: 1, maximum: roomAbove(value) }];
  });
}

function sizeKnobs({ graph, sizes }: Analysis): readonly Knob[] {
  return graph.symbols.flatMap(({ name, maximum }): readonly Knob[] => {
    const most = maximum !== undefined && isKnown(maximum) ? Number(maximum) : undefined;
    const size = sizes.get(name);
    const value = size !== undefined && isKnown(size) ? Number(size) : 1;
    return [{ kind: 'size', name, value, minimum: 1, maximum: most ?? roomAbove(Math.max(value, 32)) }];
  });
}

/** The power of two from twice the value on. */
const roomAbove = (value: number): number => 2 ** Math.ceil(Math.log2(Math.max(8, 2 * value)));
