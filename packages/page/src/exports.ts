// What is on the page as files of other kinds, from the same data: tables as CSV, the graph as Mermaid, every drawing as SVG.
import { layerTree, withAlikeRounds } from '@trammel/report';
import type { Analysis, Device } from '@trammel/analysis';
import { assets } from './assets.generated.js';
import { costView } from './cost-view.js';
import { wholeDrawing } from './drawing/graph-drawing.js';
import type { LayoutEngine } from './drawing/layout.js';
import { mermaidText } from './drawing/mermaid.js';
import { wholeLevel } from './drawing/levels.js';
import { boxFacts, drawnTree } from './graph-view.js';
import { renderPatterns } from './render.js';
import type { ReportedNetwork } from './reported-network.js';
import { sectionsOf } from './sections.js';

/** One drawing of a network. */
export interface DrawingFile {
  /** Such as `ResNet50-memory-1.svg`. */
  readonly name: string;
  readonly text: string;
}

/** The cost tables of several networks as one CSV (RFC 4180, but with the line ends of other texts), with a header; counts have no separators. */
export function costCsv(networks: readonly ReportedNetwork[]): string {
  const tables = networks.map(({ analysis }, index) => {
    const tree = withAlikeRounds(layerTree(analysis), { analysis, toldOf: undefined });
    return { network: analysis.graph.name, ...costView(analysis, tree, { views: [], hrefOf: () => undefined }, `n${index}`) };
  });
  // A network without a gradient, say, has no such column: all have those that any has.
  const titles = new Map(tables.flatMap(({ columns }) => columns.slice(1).map(({ key, title }) => [key, title])));
  const lines = tables.flatMap(({ network, columns, rows }) =>
    rows.map(({ depth, kind, name, title, cells }) => {
      // A number without separators, where it is one.
      const byKey = new Map(columns.slice(1).map(({ key, holds }, index) => [key, cells[index]?.[holds === 'number' ? 'value' : 'text']]));
      return [network, String(depth), kind, title === '' ? name : title, ...[...titles.keys()].map((key) => byKey.get(key) ?? '')];
    }),
  );
  const header = ['network', 'depth', 'kind', 'layer', ...titles.values()];
  return [header, ...lines].map((line) => `${line.map(csvField).join(',')}\n`).join('');
}

/** Quoted where a comma, a quote or a line break would end it; what a spreadsheet would take for a formula is made text. */
function csvField(text: string): string {
  const safe = /^[=+@\t\r]/.test(text) || /^-(?![\d.])/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** The graphs as one Mermaid flowchart, small blocks open. */
export function graphMermaid(networks: readonly Pick<ReportedNetwork, 'analysis'>[]): string {
  return mermaidText(networks.map(({ analysis }) => ({ drawn: wholeLevel(analysis, drawnTree(analysis)), analysis })));
}

/** How drawings are made. */
export interface DrawingOptions {
  /** Whose limits the rooflines are drawn with. */
  readonly device: Device;
  readonly engine: LayoutEngine;
}

/** The graph as one picture: small blocks open, the others closed. */
export async function graphFile({ analysis }: Pick<ReportedNetwork, 'analysis'>, engine: LayoutEngine): Promise<DrawingFile> {
  const [stem = ''] = fileStems([analysis.graph.name]);
  return { name: `${stem}-graph.svg`, text: await graphText(analysis, engine) };
}

async function graphText(analysis: Analysis, engine: LayoutEngine): Promise<string> {
  const { markup } = await wholeDrawing(analysis, drawnTree(analysis), { facts: boxFacts(analysis), engine });
  return standalone(markup);
}

/** The graph and every chart of each network, each a file that stands for itself; no two have one name. */
export async function drawingFiles(
  networks: readonly ReportedNetwork[],
  { device, engine }: DrawingOptions,
): Promise<readonly DrawingFile[]> {
  const stems = fileStems(networks.map(({ analysis }) => analysis.graph.name));
  const files: DrawingFile[] = [];
  for (const [index, network] of networks.entries()) {
    const { analysis } = network;
    const stem = stems[index] ?? '';
    const tree = withAlikeRounds(layerTree(analysis), { analysis, toldOf: undefined });
    files.push({ name: `${stem}-graph.svg`, text: await graphText(analysis, engine) });
    for (const { id, charts } of sectionsOf(network, { id: '', device, tree }))
      for (const [place, svg] of charts.flatMap(({ wide }) => svgsIn(wide)).entries())
        files.push({ name: `${stem}${id}-${place + 1}.svg`, text: standalone(svg) });
  }
  return files;
}

/** File systems take 255 bytes at most, and what stands behind the stem needs some of them. */
const longestStem = 100;

/** The names of networks as the beginnings of file names: short enough, and apart even where upper and lower case are one. */
function fileStems(names: readonly string[]): readonly string[] {
  const taken = new Set<string>();
  return names.map((name) => {
    const short = name.slice(0, longestStem);
    let stem = short;
    for (let number = 2; taken.has(stem.toLowerCase()); number += 1) stem = `${short}-${number}`;
    taken.add(stem.toLowerCase());
    return stem;
  });
}

/** Each picture of a chart: receptive fields are several. */
const svgsIn = (markup: string): readonly string[] => markup.match(/<svg viewBox[^]*?<\/svg>/g) ?? [];

/** With the name space, the style and the patterns that the page has once. */
function standalone(svg: string): string {
  const patterns = /<defs>[^]*<\/defs>/.exec(renderPatterns())?.[0] ?? '';
  return `${svg.replace('<svg ', '<svg xmlns="http://www.w3.org/2000/svg" ').replace('>', `><style>${assets.style}</style>${patterns}`)}\n`;
}
