// The drawing of the graph for the page: where everything lies, and how it is coloured.
import type { Analysis } from '@trammel/analysis';
import { boxFacts, colourColumns, colourLegend, layOut, nodesIn, type LayoutEngine, type PlacedBox } from '@trammel/page';
import { foldedGraph, wireShape, type FoldedGraph } from './graph-data.js';
import { layerKey } from './layer-key.js';
import type { DrawnBox, DrawnGraph, Folding } from './protocol.js';

/** Lays out the network with some of its folds open. */
export async function drawnGraph(analysis: Analysis, folding: Folding, engine: LayoutEngine): Promise<DrawnGraph> {
  const folded = foldedGraph(analysis, folding);
  const { width, height, boxes, wires } = await layOut(folded.level, { labelOf: (wire) => wireShape(wire, analysis), engine });
  const facts = boxFacts(analysis);
  return {
    width,
    height,
    boxes: boxes.map((placed) => drawnBox(placed, folded, facts)),
    wires: wires.map(({ wire, corners, label }) => ({ from: wire.from, to: wire.to, corners, label })),
    found: folded.found,
    legend: colourLegend,
    columns: colourColumns,
  };
}

function drawnBox({ box, x, y, width, height }: PlacedBox, { boxOf }: FoldedGraph, facts: ReturnType<typeof boxFacts>): DrawnBox {
  const { tree, children } = box;
  return {
    ...boxOf(box),
    layers: tree === undefined ? [] : nodesIn(tree).map(layerKey),
    classes: tree === undefined || children.length > 0 ? '' : facts.classesOf(tree),
    words: tree === undefined ? '' : facts.wordsOf(tree),
    x,
    y,
    width,
    height,
  };
}
