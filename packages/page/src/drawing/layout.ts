// Where boxes and wires lie: a layered layout, from top to bottom. Draws nothing, and leaves the placing to an engine.
import type { ElkExtendedEdge, ElkNode } from 'elkjs/lib/elk-api.js';
import { displayWidth } from '@trammel/diagnostics';
import { chainOf } from './chain.js';
import type { Box, DrawnBoxes, Wire } from './drawn-boxes.js';

/** A box with its place, relative to the drawing. */
export interface PlacedBox {
  readonly box: Box;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A wire with its corners. */
export interface PlacedWire {
  readonly wire: Wire;
  readonly corners: readonly { readonly x: number; readonly y: number }[];
  /** The middle of its label; undefined where it has none. */
  readonly label: { readonly x: number; readonly y: number; readonly text: string } | undefined;
}

export interface Layout {
  readonly width: number;
  readonly height: number;
  /** Outer boxes before those inside of them. */
  readonly boxes: readonly PlacedBox[];
  readonly wires: readonly PlacedWire[];
}

/** The width of a character of the drawing's face, and of that of labels. */
const characterWidth = 6.7;
const labelCharacterWidth = 5.9;
export const mostNameColumns = 40;

const options: Readonly<Record<string, string>> = {
  'elk.algorithm': 'layered',
  'elk.direction': 'DOWN',
  'elk.hierarchyHandling': 'INCLUDE_CHILDREN',
  'elk.edgeRouting': 'ORTHOGONAL',
  'elk.layered.spacing.nodeNodeBetweenLayers': '22',
  'elk.spacing.nodeNode': '22',
  'elk.spacing.edgeNode': '14',
  'elk.spacing.edgeEdge': '12',
  'elk.layered.spacing.edgeNodeBetweenLayers': '12',
  'elk.layered.considerModelOrder.strategy': 'NODES_AND_EDGES',
  'elk.layered.nodePlacement.strategy': 'BRANDES_KOEPF',
  'elk.layered.nodePlacement.bk.fixedAlignment': 'BALANCED',
  'elk.randomSeed': '1',
  'elk.padding': '[top=2,left=2,bottom=2,right=2]',
};

/** What places nodes and bends edges: ELK, wherever it runs. */
export interface LayoutEngine {
  readonly layout: (graph: ElkNode) => Promise<ElkNode>;
}

/** How a drawing is laid out. */
export interface LayoutOptions {
  /** What stands on a wire; a tensor is told once. */
  readonly labelOf: (wire: Wire) => string;
  /** Asked only where boxes stand beside each other. */
  readonly engine: LayoutEngine;
}

/** Lays out one drawing. */
export async function layOut(level: DrawnBoxes, { labelOf, engine }: LayoutOptions): Promise<Layout> {
  const told = new Set<unknown>();
  const labels = new Map<Wire, string>();
  for (const wire of level.wires) {
    if (!told.has(wire.tensor)) labels.set(wire, labelOf(wire));
    told.add(wire.tensor);
  }
  const chain = chainOf(level);
  return chain === undefined ? layered(level, labels, engine) : stacked(chain, labels);
}

/** One box below the other: no more than that is to be decided. */
function stacked({ boxes, wires }: DrawnBoxes, labels: ReadonlyMap<Wire, string>): Layout {
  const sizes = boxes.map(sizeOf);
  const beside = Math.max(0, ...[...labels.values()].map(labelWidth));
  const middle = edge + Math.max(beside + 4, ...sizes.map(({ width }) => width / 2));
  let y = edge;
  const placed = boxes.map((box, index): PlacedBox => {
    const { width, height } = sizes[index] ?? { width: 0, height: 0 };
    const at = { box, x: middle - width / 2, y, width, height };
    y += height + stackGap;
    return at;
  });
  return {
    // As wide on the right as on the left, so that drawings stand in line with each other.
    width: Math.ceil(2 * middle),
    height: Math.ceil(y - stackGap + edge),
    boxes: placed,
    wires: wires.flatMap((wire, index): readonly PlacedWire[] => {
      const [from, to] = [placed[index], placed[index + 1]];
      if (from === undefined || to === undefined) return [];
      const [top, bottom] = [from.y + from.height, to.y];
      const text = labels.get(wire) ?? '';
      const label = text === '' ? undefined : { x: middle - 4 - labelWidth(text) / 2, y: (top + bottom) / 2, text };
      return [
        {
          wire,
          corners: [
            { x: middle, y: top },
            { x: middle, y: bottom },
          ],
          label,
        },
      ];
    }),
  };
}

async function layered({ boxes, wires }: DrawnBoxes, labels: ReadonlyMap<Wire, string>, engine: LayoutEngine): Promise<Layout> {
  const byId = new Map<string, Box>();
  const root: ElkNode = {
    id: 'root',
    layoutOptions: options,
    children: boxes.map((box) => elkBox(box, byId)),
    edges: wires.map((wire, index) => elkEdge(wire, `w${index}`, labels.get(wire) ?? '')),
  };
  const laid = await engine.layout(root);
  const origins = new Map<string, { readonly x: number; readonly y: number }>([['root', { x: 0, y: 0 }]]);
  const placed: PlacedBox[] = [];
  collect(laid, byId, { origins, placed });
  return {
    width: Math.ceil(laid.width ?? 0),
    height: Math.ceil(laid.height ?? 0),
    boxes: placed,
    wires: edgesOf(laid).flatMap((edge) => placedWire(edge, wires[Number(edge.id.slice(1))], origins)),
  };
}

/** Around a drawing. */
const edge = 2;
/** Between boxes that stand below each other. */
const stackGap = 40;

const labelWidth = (text: string): number => displayWidth(text) * labelCharacterWidth + 8;

/** Of a box that is closed. */
function sizeOf({ name, detail, kind }: Box): { readonly width: number; readonly height: number } {
  if (kind === 'end' && name === '') return { width: 8, height: 8 };
  const columns = Math.min(mostNameColumns, Math.max(displayWidth(name), (labelCharacterWidth / characterWidth) * displayWidth(detail)));
  const width = Math.max(kind === 'end' ? 32 : 64, columns * characterWidth + 20);
  return { width, height: kind === 'end' ? 24 : detail === '' ? 28 : 40 };
}

function elkBox(box: Box, byId: Map<string, Box>): ElkNode {
  byId.set(box.id, box);
  const { width, height } = sizeOf(box);
  if (box.children.length > 0) {
    return {
      id: box.id,
      layoutOptions: {
        'elk.padding': '[top=28,left=10,bottom=10,right=10]',
        'elk.nodeSize.constraints': 'MINIMUM_SIZE',
        'elk.nodeSize.minimum': `(${width.toFixed(0)},40)`,
      },
      children: box.children.map((child) => elkBox(child, byId)),
    };
  }
  return { id: box.id, width, height };
}

function elkEdge({ from, to }: Wire, id: string, label: string): ElkExtendedEdge {
  const labels = label === '' ? [] : [{ text: label, width: labelWidth(label), height: 14 }];
  return { id, sources: [from], targets: [to], labels };
}

interface Collected {
  readonly origins: Map<string, { readonly x: number; readonly y: number }>;
  readonly placed: PlacedBox[];
}

function collect(node: ElkNode, byId: ReadonlyMap<string, Box>, into: Collected): void {
  const origin = into.origins.get(node.id) ?? { x: 0, y: 0 };
  for (const child of node.children ?? []) {
    const [x, y] = [origin.x + (child.x ?? 0), origin.y + (child.y ?? 0)];
    into.origins.set(child.id, { x, y });
    const box = byId.get(child.id);
    if (box !== undefined) into.placed.push({ box, x, y, width: child.width ?? 0, height: child.height ?? 0 });
    collect(child, byId, into);
  }
}

const edgesOf = (node: ElkNode): readonly ElkExtendedEdge[] => [...(node.edges ?? []), ...(node.children ?? []).flatMap(edgesOf)];

/** ELK tells corners relative to the box that holds both ends. */
function placedWire(
  { sections, labels, container }: ElkExtendedEdge & { readonly container?: string },
  wire: Wire | undefined,
  origins: Collected['origins'],
): readonly PlacedWire[] {
  const [section] = sections ?? [];
  if (section === undefined || wire === undefined) return [];
  const origin = origins.get(container ?? 'root') ?? { x: 0, y: 0 };
  const moved = ({ x, y }: { readonly x: number; readonly y: number }): { x: number; y: number } => ({ x: x + origin.x, y: y + origin.y });
  const corners = [section.startPoint, ...(section.bendPoints ?? []), section.endPoint].map(moved);
  const [label] = labels ?? [];
  if (label?.text === undefined) return [{ wire, corners, label: undefined }];
  const middle = moved({ x: (label.x ?? 0) + (label.width ?? 0) / 2, y: (label.y ?? 0) + (label.height ?? 0) / 2 });
  return [{ wire, corners, label: { ...middle, text: label.text } }];
}
