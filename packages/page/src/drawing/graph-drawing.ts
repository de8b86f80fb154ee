// The graph of a network as drawings below each other, with what is folded opening in place. Not the layout.
import type { Analysis } from '@trammel/analysis';
import type { NamedTensor, Tensor } from '@trammel/graph';
import { shownShape, type LayerTree } from '@trammel/report';
import { printShape } from '@trammel/tensor';
import { decimal, element, shortened, together, type Markup } from '../markup.js';
import { chainOf, mostChainBoxes } from './chain.js';
import type { DrawnBoxes } from './drawn-boxes.js';
import { layOut, mostNameColumns, type LayoutEngine, type PlacedBox, type PlacedWire } from './layout.js';
import { segmentsOf, wholeLevel, type DrawnLevel, type Fold, type Lane, type Segment } from './levels.js';

/** What a box is asked: the classes by which it is coloured, and what is told when it is pointed at. */
export interface BoxFacts {
  readonly classesOf: (tree: LayerTree) => string;
  readonly wordsOf: (tree: LayerTree) => string;
}

/** What a drawing is made with. */
export interface DrawingMeans {
  readonly facts: BoxFacts;
  /** Asked only where boxes stand beside each other. */
  readonly engine: LayoutEngine;
}

/** The whole graph: figures and disclosures in the order of the data. */
export async function graphDrawing(analysis: Analysis, trees: readonly LayerTree[], means: DrawingMeans): Promise<Markup> {
  const segments = segmentsOf(analysis, trees);
  const { inputs, outputs, name } = analysis.graph;
  const isLong = boxCount(segments) > mostChainBoxes;
  const drawn = { analysis, ...means, name, isLong };
  return together([
    // A drawing shows what enters and leaves it; where the first or the last part folds, a line does.
    segments[0]?.kind === 'fold' ? endsMarkup(inputs, drawn) : undefined,
    await segmentsMarkup(segments, drawn),
    segments.at(-1)?.kind === 'fold' ? endsMarkup(outputs, drawn) : undefined,
  ]);
}

function boxCount(segments: readonly Segment[]): number {
  return segments.reduce((sum, segment) => {
    if (segment.kind === 'fold') return sum + boxCount(segment.segments);
    return sum + segment.boxes.length + boxCount(segment.folded);
  }, 0);
}

function endsMarkup(ends: readonly NamedTensor[], drawn: Drawn): Markup {
  const items = ends.map(({ name, tensor }) => element('li', {}, element('bdi', {}, shortened(name, 80)), ` ${shapeOf(tensor, drawn)}`));
  return element('ul', { class: 'ends' }, ...items);
}

/** The whole network as one picture: small groups open, the others closed. */
export async function wholeDrawing(analysis: Analysis, trees: readonly LayerTree[], means: DrawingMeans): Promise<Markup> {
  return levelMarkup(wholeLevel(analysis, trees), { analysis, ...means, name: analysis.graph.name, isLong: false });
}

interface Drawn extends DrawingMeans {
  readonly analysis: Analysis;
  /** Of what is drawn, for those who listen. */
  readonly name: string;
  /** Whether there is so much of it that rows of layers are lists, which weigh a fifth. */
  readonly isLong: boolean;
}

const shapeOf = (tensor: Tensor, { analysis }: Drawn): string => printShape(shownShape(tensor, analysis));

async function segmentsMarkup(segments: readonly Segment[], drawn: Drawn): Promise<Markup> {
  const parts: Markup[] = [];
  for (const segment of segments) {
    const own = segment.kind === 'fold' ? await foldMarkup(segment, drawn) : await drawingMarkup(segment, drawn);
    parts.push(segment.lanes.length === 0 ? own : besideLanes(own, segment.lanes, drawn));
  }
  return element('div', { class: 'level' }, ...parts);
}

/** More lanes than this are one. */
const mostLanes = 5;

/** What passes by runs along the side, however tall the part is that it passes. */
function besideLanes(own: Markup, lanes: readonly Lane[], drawn: Drawn): Markup {
  const words = ({ name, tensor }: Lane): string => `${shortened(name, 20)} passes by: ${shapeOf(tensor, drawn)}`;
  const items =
    lanes.length <= mostLanes
      ? // The one that goes on longest stands outermost, as a rule: skips end in the order in which they did not begin.
        [...lanes].reverse().map((lane) => element('li', { title: words(lane) }, laneName(lane.name)))
      : [element('li', { class: 'many', title: lanes.map(words).join('; ') }, laneName(String(lanes.length)))];
  return element(
    'div',
    { class: 'passed' },
    element('div', { class: 'passed-part' }, own),
    element('ul', { class: 'lanes', 'aria-label': 'Passing by' }, ...items),
  );
}

const laneName = (name: string): Markup => element('span', { class: 'lane' }, element('bdi', {}, shortened(name, 8)));

async function foldMarkup(fold: Fold, drawn: Drawn): Promise<Markup> {
  const inside = await segmentsMarkup(fold.segments, { ...drawn, name: fold.name });
  const shape = fold.output === undefined ? '' : shapeOf(fold.output, drawn);
  const words = fold.group === undefined ? '' : drawn.facts.wordsOf(fold.group);
  return element(
    'details',
    { class: 'fold' },
    element(
      'summary',
      { class: fold.group === undefined ? undefined : drawn.facts.classesOf(fold.group) },
      element('bdi', { class: 'fold-name' }, shortened(fold.name, 120)),
      element('span', { class: 'fold-words' }, words),
      fold.reads.length === 0 ? undefined : element('span', { class: 'reads' }, 'reads ', ...fold.reads.map(({ name }) => laneName(name))),
      element('span', { class: 'shape' }, shape === '' ? '' : `\u2192 ${shape}`, fold.gives === '' ? undefined : laneName(fold.gives)),
    ),
    inside,
  );
}

async function drawingMarkup(level: DrawnLevel, drawn: Drawn): Promise<Markup> {
  const below: Markup[] = [];
  for (const fold of level.folded) below.push(await foldMarkup(fold, drawn));
  const chain = drawn.isLong ? chainOf(level) : undefined;
  if (chain !== undefined) return together([chainMarkup(chain, drawn), ...below]);
  const attributes = { class: 'scroll drawing', tabindex: 0, role: 'group', 'aria-label': titleOf(level, drawn) };
  return together([element('div', attributes, await levelMarkup(level, drawn)), ...below]);
}

/** One box after the other: of very many a list says as much. */
function chainMarkup({ boxes, wires }: DrawnBoxes, drawn: Drawn): Markup {
  const shapes = new Map(wires.map(({ from, tensor }) => [from, shapeOf(tensor, drawn)]));
  const items = boxes.map(({ id, name, detail, tree }) =>
    element(
      'li',
      { class: tree === undefined ? 'end' : drawn.facts.classesOf(tree) },
      element('bdi', {}, shortened(name, 80)),
      detail === '' ? undefined : ` ${detail}`,
      element('i', {}, shapes.get(id) ?? ''),
    ),
  );
  return element('ol', { class: 'chain' }, ...items);
}

function titleOf({ boxes }: DrawnBoxes, { name }: Drawn): string {
  const layers = boxes.filter(({ kind }) => kind !== 'end').length;
  return `${shortened(name, 60)}: drawing of ${layers} ${layers === 1 ? 'layer or block' : 'layers and blocks'}`;
}

async function levelMarkup(level: DrawnBoxes, drawn: Drawn): Promise<Markup> {
  const { facts, engine } = drawn;
  const { width, height, boxes: placed, wires: ways } = await layOut(level, { labelOf: ({ tensor }) => shapeOf(tensor, drawn), engine });
  return element(
    'svg',
    { viewBox: `0 0 ${width} ${height}`, width, height, role: 'img', 'aria-label': titleOf(level, drawn) },
    ways.length === 0 ? undefined : element('path', { class: 'wire', d: ways.map(wayPath).join('') }),
    ...placed.map((box) => boxMarkup(box, facts)),
    ...ways.map(labelMarkup),
  );
}

/** The way with its arrow. */
function wayPath({ corners }: PlacedWire): string {
  const d = corners.map(({ x, y }, index) => `${index === 0 ? 'M' : 'L'}${decimal(x)} ${decimal(y)}`).join('');
  const end = corners.at(-1);
  return end === undefined ? d : `${d}M${decimal(end.x - 3.5)} ${decimal(end.y - 5)}l3.5 5l3.5 -5`;
}

const labelMarkup = ({ label }: PlacedWire): Markup | undefined =>
  label === undefined ? undefined : element('text', { class: 'wire-label', x: label.x, y: label.y + 3.5 }, label.text);

function boxMarkup({ box, x, y, width, height }: PlacedBox, { classesOf, wordsOf }: BoxFacts): Markup {
  const { kind, tree, name, detail } = box;
  const centre = x + width / 2;
  if (kind === 'end') {
    if (name === '') return element('circle', { class: 'end', cx: centre, cy: y + height / 2, r: 3 });
    return together([
      element('rect', { class: 'end', x, y, width, height, rx: 12 }),
      element('text', { class: 'box-name', x: centre, y: y + 16 }, fitted(name, width)),
    ]);
  }
  const isOpen = box.children.length > 0;
  const words = tree === undefined ? '' : wordsOf(tree);
  return element(
    'g',
    { class: `node ${isOpen || tree === undefined ? '' : classesOf(tree)}`.trim() },
    element('title', {}, shortened(`${name}${words === '' ? '' : `: ${words}`}`, 400)),
    element('rect', { class: isOpen ? 'box open' : 'box', x, y, width, height, rx: 4 }),
    isOpen
      ? element('text', { class: 'box-name group-name', x: x + 10, y: y + 18 }, fitted(name, width))
      : element('text', { class: 'box-name', x: centre, y: y + (detail === '' ? height / 2 + 4 : 17) }, fitted(name, width)),
    isOpen || detail === '' ? undefined : element('text', { class: 'box-detail', x: centre, y: y + 31 }, detail),
  );
}

const fitted = (name: string, width: number): string => shortened(name, Math.min(mostNameColumns, Math.floor((width - 12) / 6.5)));
