// The table of gradients: layers grouped by block, what reaches each of them and its weights, and what each adds itself.
import {
  attenuationAt,
  decadeKinds,
  placesOf,
  standardInput,
  type Analysis,
  type Attenuation,
  type CopiedAttenuation,
  type GradientAnalysis,
  type LocalDecades,
  type NodeAttenuation,
  type NodeCost,
  type Places,
} from '@trammel/analysis';
import type { Node } from '@trammel/graph';
import { attenuationBars, attenuationText, bandText, copiesCell, deviationText, unknownMark } from './gradient-words.js';
import { groupName, layerName } from './layer-names.js';
import type { EmptyPath, LayerGroup, LayerTree } from './layer-tree.js';
import type { Cell, Column, Concession, Row, Table } from './table.js';

/** A further column: what others say of the same tensors, in decades, as sampling or bounds do. */
export interface GradientColumn {
  readonly key: string;
  readonly title: string;
  /** What it tells, in a sentence for the legend. */
  readonly legend: string;
  /** The column that it stands behind. */
  readonly behind: 'output' | 'weight' | 'bias';
  /** Of a copy of a node; undefined where there is nothing to say. */
  readonly ofNode: (node: Node, copy: number) => number | undefined;
  /** Of an input of the network, by its name. */
  readonly ofInput: (name: string) => number | undefined;
}

export interface GradientTableOptions {
  /** Groups at this depth are shown closed; 0 shows the outermost ones only. */
  readonly depth: number;
  /** The network's layers, from `layerTree`. */
  readonly tree: readonly LayerTree[];
  readonly extras: readonly GradientColumn[];
  /** Sentences below the table. */
  readonly remarks: readonly string[];
}

const parts = decadeKinds.map(([key]) => key);

const barWidth = 8;

/** Gives up the least telling columns first. */
const concessions: readonly Concession[] = [
  { columns: ['bar'], becomes: 'absent' },
  { columns: ['band'], becomes: 'short' },
  { columns: parts, becomes: 'short' },
  { columns: ['band'], becomes: 'absent' },
  { columns: ['deviation'], becomes: 'short' },
  { columns: ['weight', 'bias', 'own'], becomes: 'short' },
  { columns: ['deviation'], becomes: 'absent' },
  { columns: ['bias'], becomes: 'absent' },
  { columns: parts, becomes: 'absent' },
  { columns: ['output'], becomes: 'short' },
  { columns: ['own'], becomes: 'absent' },
  { columns: ['weight'], becomes: 'absent' },
];

/** The gradients at the sizes of the analysis. */
export function gradientTable(analysis: Analysis, { depth, tree, extras }: GradientTableOptions): Table {
  const { graph, gradient } = analysis;
  const all = [
    ...gradient.inputs.map(({ attenuation }) => attenuation?.rms),
    ...[...gradient.nodes.values()].flatMap(({ at, copies }) => [at(0).outputs[0]?.rms, at(copies - 1).outputs[0]?.rms]),
  ].filter((rms) => rms !== undefined);
  const context: Context = { analysis, closedAt: depth, places: placesOf(graph), barOf: attenuationBars(all, barWidth), extras };
  const inputs = gradient.inputs.flatMap((each): readonly Row[] =>
    each.input.tensor.type.elementType === 'f32' ? [inputRow(each, context)] : [],
  );
  const rows = [...inputs, ...tree.flatMap((each) => rowsOf(each, { depth: 0, around: 1 }, context))];
  const columns = columnsWith(extras).filter(({ key }) => isNeeded(key, rows));
  // What others say stays longest: it was asked for.
  return { columns, rows, concessions: [...concessions, ...extras.map(({ key }): Concession => ({ columns: [key], becomes: 'short' }))] };
}

/** The gradient at a node's output as one cell, for a table of other things. */
export function gradientCells({ gradient }: Analysis): (node: Node) => Cell {
  return (node) => {
    const known = gradient.nodes.get(node);
    if (known === undefined || node.outputs[0]?.type.elementType !== 'f32') return '';
    return copiesCell(known.copies, (copy) => attenuationText(known.at(copy).outputs[0], known.at(copy)));
  };
}

function columnsWith(extras: readonly GradientColumn[]): readonly Column[] {
  const behind = (place: GradientColumn['behind']): readonly Column[] =>
    extras.flatMap((extra) => (extra.behind === place ? [{ key: extra.key, title: extra.title, align: 'right' as const }] : []));
  return [
    { key: 'layer', title: 'gradients', align: 'left' },
    { key: 'deviation', title: 'std', align: 'right' },
    { key: 'output', title: 'dL/dy', align: 'right' },
    ...behind('output'),
    { key: 'band', title: '5-95 %', align: 'right' },
    { key: 'bar', title: '', align: 'left' },
    { key: 'weight', title: 'dL/dW', align: 'right' },
    ...behind('weight'),
    { key: 'bias', title: 'dL/db', align: 'right' },
    ...behind('bias'),
    { key: 'own', title: 'own', align: 'right' },
    ...decadeKinds.map(([key, title]): Column => ({ key, title, align: 'right' })),
  ];
}

const isNeeded = (key: string, rows: readonly Row[]): boolean =>
  ['layer', 'output'].includes(key) || rows.some((row) => (row.cells[key] ?? '') !== '');

interface Context {
  readonly analysis: Analysis;
  readonly closedAt: number;
  readonly places: Places;
  readonly barOf: (decades: number | undefined) => string;
  readonly extras: readonly GradientColumn[];
}

/** Where a row stands: how deep, and how often the repeats around it run it. */
interface Standing {
  readonly depth: number;
  readonly around: number;
}

function inputRow(known: GradientAnalysis['inputs'][number], { analysis, barOf, extras }: Context): Row {
  const { attenuation } = known;
  const { name } = known.input;
  const { deviation } = analysis.inputs.get(name) ?? standardInput;
  const cells = {
    layer: `input ${name}`,
    deviation: deviationText(deviation),
    output: attenuationText(attenuation, known),
    band: knownOnly(bandText(attenuation)),
    bar: barOf(attenuation?.rms),
    ...Object.fromEntries(extras.map((extra) => [extra.key, partOf(extra.ofInput(name))])),
  };
  return { kind: 'item', depth: 0, cells };
}

const deviationOf = ({ forward }: NodeAttenuation): string => (forward === undefined ? '' : deviationText(Math.sqrt(forward.variance)));

const partOf = (decades: number | undefined): string => (decades === undefined ? '' : attenuationText(asAttenuation(decades)));
const asAttenuation = (rms: number): Attenuation => ({ rms, mean: rms, low: rms, high: rms });

function rowsOf(tree: LayerTree, standing: Standing, context: Context): readonly Row[] {
  switch (tree.kind) {
    case 'layer':
      return layerRows(tree.row, standing, context);
    case 'path':
      return [emptyPathRow(tree, standing)];
    case 'group': {
      const times = tree.rounds === undefined ? 1 : tree.rounds.last - tree.rounds.first + 1;
      const head = groupRow(tree, { ...standing, times }, context);
      if (standing.depth >= context.closedAt) return [head];
      const inside = { depth: standing.depth + 1, around: standing.around * times };
      return [head, ...tree.children.flatMap((child) => rowsOf(child, inside, context))];
    }
  }
}

function emptyPathRow({ number, isIdentity }: EmptyPath, { depth }: Standing): Row {
  return { kind: 'group', depth, cells: { layer: `path ${number}: ${isIdentity ? 'identity' : 'no layers'}` } };
}

/** A group has the gradient of its last layer, and adds what lies between its output and what it reads. */
function groupRow(group: LayerGroup, standing: Standing & { readonly times: number }, context: Context): Row {
  const { node, copies } = group.last;
  const known = context.analysis.gradient.nodes.get(node);
  const output = known === undefined ? {} : outputCells(node, known, context);
  // A path shares what it reads with the other paths, so that nothing is its own there.
  const own =
    group.frame.kind === 'path' ? '' : copiesCell(standing.around, (copy) => ownOfGroup(group, { ...standing, copy, copies }, context));
  return { kind: 'group', depth: standing.depth, cells: { layer: groupName(group), ...output, own } };
}

interface GroupCopy {
  readonly around: number;
  readonly times: number;
  readonly copy: number;
  /** Of its last node. */
  readonly copies: number;
}

/** In one copy of the repeats around the group: from the output of its last round to what its first one reads. */
function ownOfGroup({ rows, last }: LayerGroup, { around, times, copy, copies }: GroupCopy, context: Context): string {
  const { analysis, places } = context;
  const made = new Set(rows.flatMap(({ node }) => node.outputs));
  const reading = rows.flatMap(({ node, copies: each }) => {
    const first = (copy * each) / around;
    const place = places.readBy({ node, copy: first, input: 0 });
    const maker = place === undefined ? undefined : places.originOf(place);
    return maker === undefined || made.has(maker.tensor) ? [] : [maker];
  })[0];
  const [output] = last.node.outputs;
  if (reading === undefined || output === undefined || !Number.isInteger(copies / around / times)) return '';
  const left = attenuationAt({ tensor: output, copy: ((copy + 1) * copies) / around - 1 }, analysis.gradient, places).attenuation;
  const reached = attenuationAt(reading, analysis.gradient, places).attenuation;
  if (left === undefined || reached === undefined) return '';
  const decades = reached.rms - left.rms;
  return Number.isFinite(decades) ? attenuationText(asAttenuation(decades)) : '';
}

/** The layer, and a row for each of its weights that has a name of its own. */
function layerRows({ node }: NodeCost, { depth }: Standing, context: Context): readonly Row[] {
  const known = context.analysis.gradient.nodes.get(node);
  if (known === undefined) return [{ kind: 'item', depth, cells: { layer: layerName(node) } }];
  const weights = weightRows(node, known);
  const cells = {
    layer: layerName(node),
    deviation: copiesCell(known.copies, (copy) => deviationOf(known.at(copy))),
    ...outputCells(node, known, context),
    ...localCells(known),
    ...weights.get(''),
  };
  const others = [...weights].filter(([name]) => name !== '');
  return [
    { kind: 'item', depth, cells },
    ...others.map(([layer, of]): Row => ({ kind: 'item', depth: depth + 1, cells: { layer, ...of } })),
  ];
}

function outputCells(node: Node, known: CopiedAttenuation, { barOf, extras }: Context): Readonly<Record<string, Cell>> {
  // Whole numbers have no gradient, and that is no lack of knowledge.
  if (node.outputs[0]?.type.elementType !== 'f32') return {};
  const { copies, at } = known;
  return {
    output: copiesCell(copies, (copy) => attenuationText(at(copy).outputs[0], at(copy))),
    band: knownOnly(copiesCell(copies, (copy) => bandText(at(copy).outputs[0]))),
    bar: barOf(at(0).outputs[0]?.rms),
    ...Object.fromEntries(extras.map(({ key, ofNode }) => [key, copiesCell(copies, (copy) => partOf(ofNode(node, copy)))])),
  };
}

/** That nothing is known is said once, with the gradient itself. */
const knownOnly = (cell: Cell): Cell => (cell === unknownMark ? '' : cell);

function localCells({ copies, at }: CopiedAttenuation): Readonly<Record<string, Cell>> {
  const cellOf = (read: (local: LocalDecades) => number): Cell =>
    copiesCell(copies, (copy) => {
      const { local } = at(copy);
      return attenuationText(local === undefined ? undefined : asAttenuation(read(local)));
    });
  const own = cellOf((local) => parts.reduce((sum, part) => sum + local[part], 0));
  const partCells = parts.map((part) => [part, cellOf((local) => local[part])] as const).filter(([, cell]) => !isNothing(cell));
  return own === unknownMark ? {} : { own, ...Object.fromEntries(partCells) };
}

/** A part that is nothing in all copies of which it is known is not worth a number. */
const isNothing = (cell: Cell): boolean => /^(?:\? -> )?-?0\.00(?: -> \?)?$/.test(typeof cell === 'string' ? cell : cell[0]);

/** Weights and biases by what their names have beside these words: `query` for `query_weight` and `query_bias`. */
function weightRows(node: Node, { copies, at }: CopiedAttenuation): ReadonlyMap<string, Readonly<Record<string, Cell>>> {
  const rows = new Map<string, Readonly<Record<string, Cell>>>();
  for (const { name, isTrainable } of node.weights?.parameters ?? []) {
    if (!isTrainable) continue;
    const owner = name.replace(/_?(?:weight|bias)_?/, '');
    const textAt = (of: NodeAttenuation): string => attenuationText(of.parameters.get(name), of);
    const cell = copiesCell(copies, (copy) => textAt(at(copy)));
    rows.set(owner, { ...rows.get(owner), [name.includes('bias') ? 'bias' : 'weight']: cell });
  }
  return rows;
}
