// One network of the page: what it is, what it comes to, what is found, and the drawings of its results.
import { figuresAt, type Analysis, type Device } from '@trammel/analysis';
import { positionOf } from '@trammel/diagnostics';
import { assertionSentence, layerTree, printBytes, printCount, printShort, remarks, shortNumbers, withAlikeRounds } from '@trammel/report';
import { approximateSize, isKnown, printSize, printType, type Size } from '@trammel/tensor';
import { adviceView } from './advice-view.js';
import { costView } from './cost-view.js';
import type { LayoutEngine } from './drawing/layout.js';
import { findingView } from './finding-view.js';
import { graphView } from './graph-view.js';
import { prose, shortened } from './markup.js';
import { sectionsOf } from './sections.js';
import type { ReportedNetwork } from './reported-network.js';
import type { Sources } from './source-view.js';
import { summarySentences } from './summary-sentences.js';
import type { AssertionView, FigureView, NetworkSummary, NetworkView } from './views.js';

/** What networks of one page have in common. */
export interface NetworkOptions {
  readonly sources: Sources;
  readonly device: Device;
  readonly engine: LayoutEngine;
}

/** Everything that the page shows of a network. */
export async function networkView(network: ReportedNetwork, id: string, { sources, device, engine }: NetworkOptions): Promise<NetworkView> {
  const { analysis } = network;
  const table = withAlikeRounds(layerTree(analysis), { analysis, toldOf: undefined });
  const isEmpty = analysis.cost.rows.length === 0;
  return {
    id,
    ...networkSummary(network, sources),
    graph: isEmpty ? undefined : await graphView(analysis, id, engine),
    cost: isEmpty ? undefined : costView(analysis, table, sources, `${id}-cost`),
    advice: isEmpty ? undefined : adviceView(network.advice, `${id}-advice`, sources),
    sections: sectionsOf(network, { id, device, tree: table }),
  };
}

/** What it is, what it comes to and what is found: all but tables, charts and drawings. */
export function networkSummary({ analysis, findings }: ReportedNetwork, sources: Sources): NetworkSummary {
  const { graph, sizes } = analysis;
  return {
    name: shortened(graph.name, 200),
    shortName: shortened(graph.name, 40),
    arguments: [...graph.arguments].map(([name, value]) => `${name}=${shortNumbers(value)}`).join(', '),
    file: graph.file,
    line: `line ${positionOf(graph.span.source, graph.span.start).line}`,
    href: sources.hrefOf(graph.span) ?? '',
    documentation: (graph.doc ?? '')
      .split(/\n\s*\n/)
      .filter((paragraph) => paragraph.trim() !== '')
      .map(prose),
    inputs: graph.inputs.map(({ name, tensor }) => ({ name, type: printType(tensor.type) })),
    outputs: graph.outputs.map(({ name, tensor }) => ({ name, type: printType(tensor.type) })),
    at: [...sizes].map(([name, size]) => `${name} = ${printSize(size)}`).join(', '),
    figures: figuresOf(analysis),
    sentences: summarySentences(analysis).map(prose),
    remarks: remarks(analysis).map(prose),
    assertions: analysis.assertions.map((result): AssertionView => ({
      text: assertionSentence(result).replace(/^\w+: /, ''),
      verdict: result.holds === true ? 'holds' : result.holds === false ? 'fails' : 'open',
      className:
        result.holds === true ? 'good' : result.holds === false ? (result.assertion.severity === 'error' ? 'bad' : 'doubtful') : 'open',
    })),
    findings: findings.map((finding) => findingView(finding, sources)),
  };
}

function figuresOf({ cost, sizes, memory }: Analysis): readonly FigureView[] {
  const totals = figuresAt(cost.totals, sizes);
  const count = (name: string, size: Size): FigureView =>
    isKnown(size)
      ? { name, value: printShort(approximateSize(size)), note: printCount(size) }
      : { name, value: 'open', note: printSize(size) };
  const bytes = (name: string, value: number, note: string): FigureView =>
    Number.isNaN(value) ? { name, value: 'open', note: '' } : { name, value: printBytes(value), note };
  return [
    count('parameters', totals.parameters),
    count('multiply-adds', totals.macs),
    bytes('peak memory, inference', memory.inference.bytes, 'activations alive at once'),
    bytes('peak memory, training', memory.training.bytes, 'activations kept for the way back'),
  ];
}
