// A comparison as sentences and tables: the ratios, where they come from, and what the dearest layers are.
import type { ChangedLayer, ComparedLayer, ComparedNetwork, Comparison } from '@trammel/analysis';
import { approximateSize, type Size } from '@trammel/tensor';
import { printCount, printRatio, printShare } from './numbers.js';
import type { Row, Table } from './table.js';

/** The names of the compared figures, and how they are read off. */
const compared = [
  ['parameters', ({ totals }: ComparedNetwork) => totals.parameters],
  ['multiplications', ({ totals }: ComparedNetwork) => totals.multiplications],
  ['additions', ({ totals }: ComparedNetwork) => totals.additions],
  ['activations', ({ totals }: ComparedNetwork) => totals.activations],
  ['MACs', ({ totals }: ComparedNetwork) => totals.macs],
  ['backward multiplications', ({ totals }: ComparedNetwork) => totals.backward.multiplications],
  ['parameter bytes', ({ totals }: ComparedNetwork) => totals.parameterBytes],
  ['peak activation bytes', ({ analysis }: ComparedNetwork) => analysis.memory.inference.bytes],
] as const satisfies readonly (readonly [string, (network: ComparedNetwork) => Size])[];

/** Figure by figure: both values, the difference and the ratio. */
export function comparisonTable({ left, right }: Comparison): Table {
  const rows = compared.map(([name, figure]): Row => {
    const [a, b] = [figure(left), figure(right)];
    return { kind: 'item', depth: 0, cells: { figure: name, left: printCount(a), right: printCount(b), ...differenceCells(a, b) } };
  });
  return {
    columns: [
      { key: 'figure', title: '', align: 'left', priority: 0 },
      { key: 'left', title: left.analysis.graph.name, align: 'right', priority: 0 },
      { key: 'right', title: right.analysis.graph.name, align: 'right', priority: 0 },
      { key: 'difference', title: 'difference', align: 'right', priority: 2 },
      { key: 'ratio', title: 'ratio', align: 'right', priority: 1 },
    ],
    rows,
  };
}

function differenceCells(a: Size, b: Size): Readonly<Record<string, string>> {
  const [x, y] = [approximateSize(a), approximateSize(b)];
  if (Number.isNaN(x) || Number.isNaN(y)) return {};
  const difference = y - x;
  return { difference: `${difference > 0 ? '+' : ''}${printCount(difference)}`, ratio: x > 0 ? (y / x).toFixed(3) : '' };
}

/** What the numbers say, in sentences: the ratios, the reason, and the dearest layer of each. */
export function comparisonSentences(comparison: Comparison): readonly string[] {
  return [ratioSentence(comparison), ...reasonSentences(comparison), ...dearestSentences(comparison)];
}

function ratioSentence({ left, right }: Comparison): string {
  const parameters = ratioPhrase(left.totals.parameters, right.totals.parameters, 'parameters');
  const multiplications = ratioPhrase(left.totals.multiplications, right.totals.multiplications, 'multiplications');
  return `Next to ${left.analysis.graph.name}, ${right.analysis.graph.name} has ${parameters} and ${multiplications}.`;
}

/** `3.14 times fewer parameters` */
function ratioPhrase(left: Size, right: Size, what: string): string {
  const [a, b] = [approximateSize(left), approximateSize(right)];
  if (a === b) return `as many ${what}`;
  if (a === 0 || b === 0) return b === 0 ? `no ${what}` : `${printCount(right)} ${what}`;
  return a > b ? `${printRatio(a, b)} times fewer ${what}` : `${printRatio(b, a)} times more ${what}`;
}

/** The reason: layers of both that read other channels, what makes those, and layers that only one has. */
function reasonSentences(comparison: Comparison): readonly string[] {
  const { changed, removed, added } = comparison;
  const cheaper = changed.filter(({ left, right }) => left.multiplications !== right.multiplications);
  const reducers = [...new Set(cheaper.flatMap((pair) => pair.reducers))];
  const rest = added.filter((layer) => !reducers.includes(layer));
  return [
    ...(cheaper.length === 0 ? [] : [changedSentence(cheaper, reducers)]),
    ...(removed.length === 0 ? [] : [`Only ${comparison.left.analysis.graph.name} has ${layerList(removed)}: ${costPhrase(removed)}.`]),
    ...(rest.length === 0 ? [] : [`Only ${comparison.right.analysis.graph.name} has ${layerList(rest)}: ${costPhrase(rest)}.`]),
  ];
}

function changedSentence(pairs: readonly ChangedLayer[], reducers: readonly ComparedLayer[]): string {
  const [before, after] = [pairs.map((pair) => pair.left), pairs.map((pair) => pair.right)];
  const [from, to] = [channelList(before), channelList(after)];
  const [m, n] = [sum(before, 'multiplications'), sum(after, 'multiplications')];
  const head = `The reason: the ${kernelList(before)} read ${to} channels instead of ${from}, which takes their multiplications from ${printCount(m)} to ${printCount(n)} and their parameters from ${printCount(sum(before, 'parameters'))} to ${printCount(sum(after, 'parameters'))}`;
  if (reducers.length === 0) return `${head}.`;
  return `${head}, because ${kernelList(reducers)} before them cut the channels; these cost ${costPhrase(reducers)} themselves.`;
}

const channelList = (layers: readonly ComparedLayer[]): string =>
  joined([...new Set(layers.map(({ profile }) => printCount(profile.contracted)))]);

/** `5x5 and 3x3 convolutions`: the windows of the layers and what they are. */
function kernelList(layers: readonly ComparedLayer[]): string {
  const windows = [
    ...new Set([...layers].sort((a, b) => b.multiplications - a.multiplications).map(({ profile }) => profile.window.join('x'))),
  ];
  const operators = [...new Set(layers.map(({ node }) => node.operator))];
  const named = `${joined(operators)} layer${layers.length > 1 ? 's' : ''}`;
  return windows.every((window) => window === '') ? named : `${joined(windows)} ${named}`;
}

function layerList(layers: readonly ComparedLayer[]): string {
  const dearest = [...layers]
    .sort((a, b) => b.multiplications - a.multiplications)
    .slice(0, 3)
    .map(({ node }) => `\`${node.site.text}\``);
  const more = layers.length > 3 ? ` and ${layers.length - 3} more` : '';
  return joined(dearest) + more;
}

function costPhrase(layers: readonly ComparedLayer[]): string {
  return `${printCount(sum(layers, 'parameters'))} parameters and ${printCount(sum(layers, 'multiplications'))} multiplications`;
}

const sum = (layers: readonly ComparedLayer[], key: 'parameters' | 'multiplications'): number =>
  layers.reduce((total, layer) => total + layer[key], 0);

function joined(parts: readonly string[]): string {
  return parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1) ?? ''}`;
}

function dearestSentences({ left, right }: Comparison): readonly string[] {
  return [left, right].flatMap(({ analysis, dearest, totals }) => {
    if (dearest === undefined) return [];
    const { layer } = dearest;
    return [
      `The dearest layer of ${analysis.graph.name} is \`${layer.node.site.text}\` with ${printCount(layer.multiplications)} multiplications (${printShare(layer.multiplications, approximateSize(totals.multiplications))}).`,
    ];
  });
}
