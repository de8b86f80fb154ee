// The drawing of the graph for the page, with the columns that its boxes can be coloured by.
import type { Analysis } from '@trammel/analysis';
import {
  attenuationText,
  layerTree,
  printShare,
  printShort,
  shownShape,
  totalCounts,
  treeCounts,
  withAlikeRounds,
  type LayerTree,
  type TreeCounts,
} from '@trammel/report';
import { approximateSize, printShape } from '@trammel/tensor';
import { graphDrawing, type BoxFacts } from './drawing/graph-drawing.js';
import type { LayoutEngine } from './drawing/layout.js';
import type { GraphView } from './views.js';

/** The columns, each with the letter of its classes. */
const colourings = [
  { key: 'macs', letter: 'm', name: 'multiply-adds' },
  { key: 'parameters', letter: 'p', name: 'parameters' },
  { key: 'activationBytes', letter: 'b', name: 'bytes of results' },
  { key: 'activations', letter: 'a', name: 'activations' },
] as const;

/** Shares of the whole from which on a box has the next deeper colour. */
const steps = [0.002, 0.01, 0.03, 0.1, 0.3];
/** What boxes can be coloured by, and the letter of the classes. */
export const colourColumns: readonly { readonly value: string; readonly name: string }[] = [
  ...colourings.map(({ letter, name }) => ({ value: letter, name: `share of ${name}` })),
  { value: 'g', name: 'gradient' },
  { value: 'n', name: 'nothing' },
];

/** Decades by which a gradient is smaller than that at the output. */
const decadeSteps = [0.25, 0.5, 1, 2, 4];

const levelOf = (value: number, from: readonly number[]): number => from.filter((step) => value >= step).length;

/** How boxes are coloured, and what they tell. */
export function boxFacts(analysis: Analysis): BoxFacts {
  const countsOf = treeCounts(analysis);
  const totals = totalCounts(analysis);
  return {
    classesOf: (of) =>
      [
        ...colourings.map(({ key, letter }) => letter + String(levelOf(shareOf(countsOf(of), totals, key), steps))),
        gradientClass(of, analysis),
      ].join(' '),
    wordsOf: (of) => wordsOf(of, countsOf(of), { analysis, totals }),
  };
}

/** What is drawn: a drawing tells of no receptive fields, so that more rounds are alike in it than in the table. */
export const drawnTree = (analysis: Analysis): readonly LayerTree[] =>
  withAlikeRounds(layerTree(analysis), { analysis: undefined, toldOf: undefined });

/** Drawn once; colours are chosen on the page. */
export async function graphView(analysis: Analysis, id: string, engine: LayoutEngine): Promise<GraphView> {
  const drawing = await graphDrawing(analysis, drawnTree(analysis), { facts: boxFacts(analysis), engine });
  return {
    drawing: drawing.markup,
    colours: colourColumns.map(({ value, name }, index) => ({
      id: `${id}-colour-${value}`,
      group: `${id}-colour`,
      value,
      name,
      isFirst: index === 0,
    })),
    legend: colourLegend,
  };
}

/** What the colours of shares mean. */
export const colourLegend: GraphView['legend'] = [...steps, 1].map((step, index) => ({
  className: `l${index}`,
  text:
    index === 0
      ? `below ${percent(step)}`
      : index === steps.length
        ? `${percent(steps.at(-1) ?? 0)} and more`
        : `from ${percent(steps[index - 1] ?? 0)}`,
}));

function percent(share: number): string {
  return `${(100 * share).toPrecision(1).replace(/e\+1$/, '0')} %`;
}

function shareOf(counts: TreeCounts, totals: TreeCounts, key: keyof TreeCounts): number {
  const total = approximateSize(totals[key]);
  return total > 0 ? approximateSize(counts[key]) / total : 0;
}

function gradientAt(
  tree: LayerTree,
  { gradient }: Analysis,
): ReturnType<NonNullable<ReturnType<typeof gradient.nodes.get>>['at']> | undefined {
  if (tree.kind === 'path') return undefined;
  return gradient.nodes.get(tree.kind === 'layer' ? tree.row.node : tree.last.node)?.at(0);
}

function gradientClass(tree: LayerTree, analysis: Analysis): string {
  const decades = gradientAt(tree, analysis)?.outputs[0]?.rms;
  return decades === undefined ? 'gx' : `g${levelOf(Math.abs(decades), decadeSteps)}`;
}

function wordsOf(
  tree: LayerTree,
  counts: TreeCounts,
  { analysis, totals }: { readonly analysis: Analysis; readonly totals: TreeCounts },
): string {
  const [parameters, macs] = [approximateSize(counts.parameters), approximateSize(counts.macs)];
  const attenuation = gradientAt(tree, analysis)?.outputs[0];
  const output = tree.kind === 'path' ? tree.tensor : (tree.kind === 'layer' ? tree.row.node : tree.last.node).outputs[0];
  return [
    ...(tree.kind === 'layer' && output !== undefined ? [`gives ${printShape(shownShape(output, analysis))}`] : []),
    ...(parameters > 0 ? [`${printShort(parameters)} parameters`] : []),
    ...(macs > 0 ? [`${printShort(macs)} MACs, ${printShare(macs, approximateSize(totals.macs))}`] : []),
    ...(attenuation === undefined || tree.kind !== 'layer' ? [] : [`dL/dy ${attenuationText(attenuation)}`]),
  ].join(', ');
}
