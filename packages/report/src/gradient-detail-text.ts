// The gradient of one tensor as text and as Markdown: how large it is, the way on which it comes, and what it depends on.
import {
  decadeKinds,
  printDecades,
  printSmall,
  type Analysis,
  type Elasticity,
  type PlaceAttenuation,
  type Route,
} from '@trammel/analysis';
import { framesOf, type Node } from '@trammel/graph';
import { comfortableDepth } from './cost-table.js';
import { legends } from './gradient-text.js';
import { attenuationText, bandText, copiesCell, unknownMark } from './gradient-words.js';
import { layerTree } from './layer-tree.js';
import { routeTable, wayShare } from './route-table.js';
import { escapeMarkdown, fitTable, renderMarkdownTable, type Row, type Table, type TableStyle } from './table.js';
import { wrapLines } from './text-lines.js';

/** A tensor and what is known of its gradient; the facade makes these. */
export interface ShownGradient {
  readonly analysis: Analysis;
  readonly name: string;
  readonly node: Node | undefined;
  readonly copy: number;
  readonly copies: number;
  readonly found: PlaceAttenuation;
  readonly doubts: readonly string[];
  readonly route: Route;
  readonly elasticities: readonly Elasticity[];
}

/** How many places where ways meet are listed. */
const mostMeetings = 12;

/** The gradient as text of at most `width` columns. */
export function gradientDetailText(
  shown: ShownGradient,
  { width, style, depth }: { readonly width: number; readonly style: TableStyle; readonly depth: number | undefined },
): string {
  const tables = tablesOf(shown, depth).map(({ table, notes }) => {
    const fitted = fitTable(table, width);
    return [
      ...fitted.lines(style),
      ...notes(fitted.shown)
        .flatMap((note) => wrapLines(note, width, '  '))
        .map(style.faint),
    ].join('\n');
  });
  const [first = '', ...others] = headLines(shown);
  const head = [...wrapLines(first, width, '  ').map(style.group), ...others.flatMap((line) => wrapLines(line, width, '  '))];
  const meeting = meetings(shown, depth).flatMap((line) => wrapLines(line, width, '  '));
  return `${[head.join('\n'), ...tables, meeting.join('\n')].filter((part) => part !== '').join('\n\n')}\n`;
}

/** The gradient as Markdown. */
export function gradientDetailMarkdown(shown: ShownGradient, depth: number | undefined): string {
  const [first = '', ...others] = headLines(shown).map(escapeMarkdown);
  const tables = tablesOf(shown, depth).flatMap(({ table, notes }) => [
    renderMarkdownTable(table),
    notes(new Set(table.columns.map(({ key }) => key)))
      .map((note) => `- ${escapeMarkdown(note)}`)
      .join('\n'),
  ]);
  const meeting = meetings(shown, depth).map((line) => `- ${escapeMarkdown(line)}`);
  return `${[`## ${first}`, others.join('  \n'), ...tables, meeting.join('\n')].filter((part) => part !== '').join('\n\n')}\n`;
}

interface TableWithNotes {
  readonly table: Table;
  readonly notes: (shown: ReadonlySet<string>) => readonly string[];
}

function tablesOf(shown: ShownGradient, depth: number | undefined): readonly TableWithNotes[] {
  const { analysis, route, elasticities } = shown;
  const tree = layerTree(analysis);
  const way: TableWithNotes = {
    table: routeTable(analysis, route, { depth: depth ?? comfortableDepth(tree), tree }),
    notes: (columns) => [
      'adds: what a step adds on the way back, in decades; the columns behind it add up to that',
      ...decadeKinds.flatMap(([key]) => (columns.has(key) ? [legends[key]] : [])),
      ...(columns.has('share') ? ['share: of the squared gradient behind it, what comes on this way; the largest part is followed'] : []),
      'comes to: dL/dy there, as decades of the gradient at the output',
    ],
  };
  return [
    ...(route.steps.length === 0 ? [] : [way]),
    ...(elasticities.length === 0 ? [] : [{ table: elasticityTable(elasticities), notes: () => [elasticityLegend] }]),
  ];
}

/** What the tensor is, how large its gradient is, and that of the weights behind it. */
function headLines({ analysis, name, node, copy, copies, found, doubts, route }: ShownGradient): readonly string[] {
  const { attenuation, of } = found;
  const which = copies === 1 ? '' : `, copy ${copy + 1} of ${copies}`;
  const title = `gradient at ${name}${which} of ${analysis.graph.name}: `;
  if (attenuation === undefined) return [`${title}not known: ${doubts.join('; ')}`];
  if (attenuation.rms === -Infinity) return [`${title}exactly zero`];
  const trained = (node?.weights?.parameters ?? []).filter(({ isTrainable }) => isTrainable);
  const weights = trained.map((each) => `${each.name} ${attenuationText(of?.parameters.get(each.name), of)}`);
  return [
    `${title}${printDecades(attenuation.rms)} decades, ${printSmall(10 ** attenuation.rms)} of that at the output`,
    `nine of ten initialisations: ${bandText(attenuation)}; a typical one: ${printDecades(attenuation.mean)}`,
    ...(weights.length === 0 ? [] : [`its weights: ${weights.join(', ')}`]),
    ...(doubts.length === 0 ? [] : [`This is not to be relied on: ${doubts.join('; ')}.`]),
    ...(route.isWhole ? [] : ['The way ends before the output: further on nothing is known.']),
  ];
}

/** The shares of each way, copy by copy. */
interface Meeting {
  readonly at: string;
  readonly ways: Map<string, readonly (number | undefined)[]>;
}

/** Where the gradient comes on several ways, with their parts of its square: once for all copies of a place, and not in closed groups. */
function meetings({ name, route }: ShownGradient, depth: number | undefined): readonly string[] {
  const places = new Map<string, Meeting>();
  for (const { node: followed, behind, ways } of [...route.steps].reverse()) {
    const isClosed = depth !== undefined && framesOf(followed.frame).length - 1 > depth;
    if (ways.length < 2 || isClosed) continue;
    const ids = ways.map(({ node }) => node.id);
    const key = [behind?.id ?? '', ...[...ids].sort()].join(' ');
    const place: Meeting = places.get(key) ?? { at: behind?.id ?? name, ways: new Map() };
    places.set(key, place);
    for (const { node, share } of ways) place.ways.set(node.id, [...(place.ways.get(node.id) ?? []), share]);
  }
  const told = [...places.values()].slice(0, mostMeetings).map(({ at, ways }) => {
    const texts = [...ways].map(([id, shares]) => {
      const cell = copiesCell(shares.length, (copy) => wayShare(shares[copy]));
      return `${id} (${typeof cell === 'string' ? cell : cell[0]})`;
    });
    return `at ${at} the gradient comes from ${texts.join(', ')}`;
  });
  return places.size > mostMeetings ? [...told, `and from several at ${places.size - mostMeetings} more`] : told;
}

const elasticityLegend =
  'elasticity: weights that are s times as large, for s near 1, make this gradient s^elasticity times as large; a tenth: what it changes by, in decades, with a tenth of them';

/** What scaling the weights of each layer does to the gradient. */
function elasticityTable(elasticities: readonly Elasticity[]): Table {
  const of = new Map<Node, Elasticity[]>();
  for (const each of elasticities) of.set(each.scaled.node, [...(of.get(each.scaled.node) ?? []), each]);
  const rows = [...of].map(([node, list]): Row => {
    const sorted = [...list].sort((a, b) => a.scaled.copy - b.scaled.copy);
    const textAt = (change: number | undefined): string => (change === undefined ? unknownMark : printDecades(change));
    const cells = {
      layer: node.id,
      exponent: copiesCell(sorted.length, (copy) => textAt(sorted[copy]?.exponent)),
      tenth: copiesCell(sorted.length, (copy) => textAt(sorted[copy]?.tenth)),
    };
    return { kind: 'item', depth: 0, cells };
  });
  return {
    columns: [
      { key: 'layer', title: 'weights of', align: 'left' },
      { key: 'exponent', title: 'elasticity', align: 'right' },
      { key: 'tenth', title: 'a tenth', align: 'right' },
    ],
    rows,
    concessions: [
      { columns: ['tenth'], becomes: 'absent' },
      { columns: ['exponent'], becomes: 'short' },
    ],
  };
}
