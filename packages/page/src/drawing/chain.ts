// Levels in which one box follows the other, and nothing goes beside: they need no layout. Not how they are drawn.
import type { Box, DrawnBoxes } from './drawn-boxes.js';

/** Graphs with more boxes than this are lists where they are chains. */
export const mostChainBoxes = 1500;

/** The same with its boxes and wires in the order of the chain; undefined for a level that is none. */
export function chainOf({ boxes, wires }: DrawnBoxes): DrawnBoxes | undefined {
  if (wires.length !== boxes.length - 1 || boxes.some(({ children }) => children.length > 0)) return undefined;
  const next = new Map(wires.map((wire) => [wire.from, wire]));
  const targets = new Set(wires.map(({ to }) => to));
  const byId = new Map(boxes.map((box) => [box.id, box]));
  const [first, ...others] = boxes.filter(({ id }) => !targets.has(id));
  if (first === undefined || others.length > 0 || next.size !== wires.length || targets.size !== wires.length) return undefined;
  const ordered: Box[] = [];
  for (let at: Box | undefined = first; at !== undefined; at = byId.get(next.get(at.id)?.to ?? '')) ordered.push(at);
  return { boxes: ordered, wires: ordered.flatMap(({ id }) => next.get(id) ?? []) };
}
