// While a text has a mistake: which part of the drawing of the last whole network can still be built, and what could be built besides.
import type { DrawnBox, DrawnGraph } from '../worker/protocol.js';

/** A drawing with the boxes that stand for nothing in the text as it is, by their ids: they are dimmed. */
export interface Shown {
  readonly drawn: DrawnGraph;
  readonly lost: ReadonlySet<string>;
}

/** Whether the drawing has all these layers, known by their keys. */
export function holdsAll({ boxes }: DrawnGraph, layers: readonly string[]): boolean {
  const drawn = new Set(boxes.flatMap((box) => box.layers));
  return layers.every((layer) => drawn.has(layer));
}

/** The last whole network, of which these layers could be built. */
export function lastWhole(drawn: DrawnGraph, layers: readonly string[]): Shown {
  const built = new Set(layers);
  const isBuilt = (box: DrawnBox): boolean => (box.isOpen ? box.layers.some(has) : box.layers.every(has));
  const has = (layer: string): boolean => built.has(layer);
  const lost = new Set(drawn.boxes.filter((box) => box.kind !== 'end' && !isBuilt(box)).map(({ id }) => id));
  // What enters is there as long as something reads it, and what leaves as long as something gives it.
  for (const { id, kind } of drawn.boxes) {
    if (kind !== 'end') continue;
    const others = drawn.wires.flatMap(({ from, to }) => (from === id ? [to] : to === id ? [from] : []));
    if (others.every((other) => lost.has(other))) lost.add(id);
  }
  return { drawn, lost };
}

/** Between the two drawings. */
const gap = 48;
const ofTheLast = (id: string): string => `last ${id}`;

/** What could be built where the last whole network has not all of it; that stands below. */
export function aboveLastWhole(begun: DrawnGraph, last: DrawnGraph | undefined): Shown {
  if (last === undefined) return { drawn: begun, lost: new Set() };
  const width = Math.max(begun.width, last.width);
  const above = movedBy(begun, { x: (width - begun.width) / 2, y: 0 });
  const below = movedBy(last, { x: (width - last.width) / 2, y: begun.height + gap });
  const boxes = below.boxes.map((box): DrawnBox => ({ ...box, id: ofTheLast(box.id), isFold: false, written: [] }));
  return {
    drawn: {
      ...begun,
      width,
      height: begun.height + gap + last.height,
      boxes: [...above.boxes, ...boxes],
      wires: [...above.wires, ...below.wires.map((wire) => ({ ...wire, from: ofTheLast(wire.from), to: ofTheLast(wire.to) }))],
    },
    lost: new Set(boxes.map(({ id }) => id)),
  };
}

function movedBy(drawn: DrawnGraph, by: { readonly x: number; readonly y: number }): DrawnGraph {
  const moved = <P extends { readonly x: number; readonly y: number }>(point: P): P => ({ ...point, x: point.x + by.x, y: point.y + by.y });
  return {
    ...drawn,
    boxes: drawn.boxes.map(moved),
    wires: drawn.wires.map((wire) => ({
      ...wire,
      corners: wire.corners.map(moved),
      label: wire.label === undefined ? undefined : moved(wire.label),
    })),
  };
}
