// The graph of a network as drawings below each other, with what is folded opening in place. Not the layout.
import type { Analysis } from '@trammel/analysis';
import type { NamedTensor } from '@trammel/graph';
import { shownShape, type LayerTree } from '@trammel/report';
import { printShape } from '@trammel/tensor';
import { element, shortened, together, type Markup } from '../markup.js';
import { layOut, mostNameColumns, type PlacedBox, type PlacedWire } from './layout.js';
import { segmentsOf, wholeLevel, type DrawnLevel, type Fold, type Segment } from './levels.js';

/** What a box is asked: the classes by which it is coloured, and what is told when it is pointed at. */
export interface BoxFacts {
  readonly classesOf: (tree: LayerTree) => string;
  readonly wordsOf: (tree: LayerTree) => string;
}

/** The whole graph: figures and disclosures in the order of the data. */
export async function graphDrawing(analysis: Analysis, trees: readonly LayerTree[], facts: BoxFacts): Promise<Markup> {
  const segments = segmentsOf(analysis, trees);
  const { inputs, outputs, name } = analysis.graph;
  const drawn = { analysis, facts, name };
  return together([
    // A drawing shows what enters and leaves it; where the first or the last part folds, a line does.
    segments[0]?.kind === 'fold' ? endsMarkup(inputs, drawn) : undefined,
    await segmentsMarkup(segments, drawn),
    segments.at(-1)?.kind === 'fold' ? endsMarkup(outputs, drawn) : undefined,
  ]);
}

function endsMarkup(ends: readonly NamedTensor[], { analysis }: Drawn): Markup {
  const items = ends.map(({ name, tensor }) =>
    element('li', {}, element('bdi', {}, shortened(name, 80)), ` ${printShape(shownShape(tensor, analysis))}`),
  );
  return element('ul', { class: 'ends' }, ...items);
}

/** The whole network as one picture: small groups open, the others closed. */
export async function wholeDrawing(analysis: Analysis, trees: readonly LayerTree[], facts: BoxFacts): Promise<Markup> {
  return levelMarkup(wholeLevel(analysis, trees), { analysis, facts, name: analysis.graph.name });
}

interface Drawn {
  readonly analysis: Analysis;
  readonly facts: BoxFacts;
  /** Of what is drawn, for those who listen. */
  readonly name: string;
}

async function segmentsMarkup(segments: readonly Segment[], drawn: Drawn): Promise<Markup> {
  const parts: Markup[] = [];
  for (const segment of segments)
    parts.push(segment.kind === 'fold' ? await foldMarkup(segment, drawn) : await drawingMarkup(segment, drawn));
  return element('div', { class: 'level' }, ...parts);
}

async function foldMarkup(fold: Fold, drawn: Drawn): Promise<Markup> {
  const inside = await segmentsMarkup(fold.segments, { ...drawn, name: fold.name });
  const shape = fold.output === undefined ? '' : printShape(shownShape(fold.output, drawn.analysis));
  const words = fold.group === undefined ? '' : drawn.facts.wordsOf(fold.group);
  return element(
    'details',
    { class: 'fold' },
    element(
      'summary',
      { class: fold.group === undefined ? undefined : drawn.facts.classesOf(fold.group) },
      element('bdi', { class: 'fold-name' }, shortened(fold.name, 120)),
      element('span', { class: 'fold-words' }, words),
      element('span', { class: 'shape' }, shape === '' ? '' : `\u2192 ${shape}`),
    ),
    inside,
  );
}

async function drawingMarkup(level: DrawnLevel, drawn: Drawn): Promise<Markup> {
  const below = await Promise.all(level.folded.map((fold) => foldMarkup(fold, drawn)));
  const attributes = { class: 'scroll drawing', tabindex: 0, role: 'group', 'aria-label': titleOf(level, drawn) };
  return together([element('div', attributes, await levelMarkup(level, drawn)), ...below]);
}

function titleOf({ boxes }: DrawnLevel, { name }: Drawn): string {
  const layers = boxes.filter(({ kind }) => kind !== 'end').length;
  return `${shortened(name, 60)}: drawing of ${layers} ${layers === 1 ? 'layer or block' : 'layers and blocks'}`;
}

async function levelMarkup(level: DrawnLevel, drawn: Drawn): Promise<Markup> {
  const { boxes, wires } = level;
  const { analysis, facts } = drawn;
  const {
    width,
    height,
    boxes: placed,
    wires: ways,
  } = await layOut(boxes, wires, ({ tensor }) => printShape(shownShape(tensor, analysis)));
  return element(
    'svg',
    { viewBox: `0 0 ${width} ${height}`, width, height, role: 'img', 'aria-label': titleOf(level, drawn) },
    ...ways.map(wayMarkup),
    ...placed.map((box) => boxMarkup(box, facts)),
    ...ways.map(labelMarkup),
  );
}

function wayMarkup({ corners }: PlacedWire): Markup {
  const d = corners.map(({ x, y }, index) => `${index === 0 ? 'M' : 'L'}${x.toFixed(1)} ${y.toFixed(1)}`).join('');
  const end = corners.at(-1);
  const arrow = end === undefined ? '' : `M${(end.x - 3.5).toFixed(1)} ${(end.y - 5).toFixed(1)}l3.5 5l3.5 -5`;
  return element('path', { class: 'wire', d: d + arrow });
}

const labelMarkup = ({ label }: PlacedWire): Markup | undefined =>
  label === undefined
    ? undefined
    : together([element('text', { class: 'wire-label', x: label.x, y: label.y + 3.5, 'text-anchor': 'middle' }, label.text)]);

function boxMarkup({ box, x, y, width, height }: PlacedBox, { classesOf, wordsOf }: BoxFacts): Markup {
  const { kind, tree, name, detail } = box;
  if (kind === 'end') {
    if (name === '') return element('circle', { class: 'end', cx: x + width / 2, cy: y + height / 2, r: 3 });
    return element(
      'g',
      {},
      element('rect', { class: 'end', x, y, width, height, rx: 12 }),
      middle(x + width / 2, y + 16, 'box-name', name),
    );
  }
  const isOpen = box.children.length > 0;
  const words = tree === undefined ? '' : wordsOf(tree);
  return element(
    'g',
    { class: `node ${isOpen || tree === undefined ? '' : classesOf(tree)}`.trim() },
    element('title', {}, shortened(`${name}${words === '' ? '' : `: ${words}`}`, 400)),
    element('rect', { class: isOpen ? 'box open' : 'box', x, y, width, height, rx: 4 }),
    isOpen
      ? element('text', { class: 'box-name', x: x + 10, y: y + 18 }, fitted(name, width))
      : middle(x + width / 2, y + (detail === '' ? height / 2 + 4 : 17), 'box-name', fitted(name, width)),
    isOpen || detail === '' ? undefined : middle(x + width / 2, y + 31, 'box-detail', detail),
  );
}

const fitted = (name: string, width: number): string => shortened(name, Math.min(mostNameColumns, Math.floor((width - 12) / 6.5)));

const middle = (x: number, y: number, className: string, text: string): Markup =>
  element('text', { class: className, x, y, 'text-anchor': 'middle' }, text);
