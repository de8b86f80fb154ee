// Which boxes stand for a place in the text: the narrowest that is written there, and every copy of it.
import type { DrawnBox } from '../worker/protocol.js';

/** Their ids. What is folded stands for all that is in it. */
export function boxesAt(boxes: readonly DrawnBox[], offset: number): ReadonlySet<string> {
  const lengths = boxes.map((box) => ({ id: box.id, length: box.isOpen ? Number.POSITIVE_INFINITY : shortest(box, offset) }));
  const least = Math.min(...lengths.map(({ length }) => length));
  return new Set(Number.isFinite(least) ? lengths.filter(({ length }) => length === least).map(({ id }) => id) : []);
}

const shortest = ({ written }: DrawnBox, offset: number): number =>
  Math.min(Number.POSITIVE_INFINITY, ...written.filter(({ from, to }) => from <= offset && offset <= to).map(({ from, to }) => to - from));
