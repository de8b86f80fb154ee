// Which boxes stand for a place in the text: the narrowest that is written there, and every copy of it.
import { useComputed, type ReadonlySignal } from '@preact/signals';
import type { Playground } from '../state/playground.js';
import type { DrawnGraph, GraphBox, Stretch } from '../worker/protocol.js';

/** Their ids. What is folded stands for all that is in it. */
export function boxesAt(boxes: readonly GraphBox[], offset: number): ReadonlySet<string> {
  const lengths = boxes.map((box) => ({ id: box.id, length: box.isOpen ? Number.POSITIVE_INFINITY : shortest(box, offset) }));
  const least = Math.min(...lengths.map(({ length }) => length));
  return new Set(Number.isFinite(least) ? lengths.filter(({ length }) => length === least).map(({ id }) => id) : []);
}

const shortest = ({ written }: GraphBox, offset: number): number =>
  Math.min(Number.POSITIVE_INFINITY, ...written.filter(({ from, to }) => from <= offset && offset <= to).map(({ from, to }) => to - from));

/** The link between boxes and the text, as it is while somebody writes. */
export interface BoxLink {
  readonly writtenOf: (box: GraphBox) => readonly Stretch[];
  /** The boxes of what stands at the caret. */
  readonly current: ReadonlySignal<ReadonlySet<string>>;
}

/** A drawing is older than the graph of the last keystroke: where its boxes are written is known from that. */
export function useBoxes({ checked, caret, isStale }: Playground, drawn: ReadonlySignal<DrawnGraph | undefined>): BoxLink {
  const newest = useComputed(() => new Map(checked.value?.network?.graph.boxes.map((box) => [box.id, box])));
  const writtenOf = (box: GraphBox): readonly Stretch[] => {
    const known = newest.value.get(box.id);
    return known?.name === box.name ? known.written : box.written;
  };
  // As long as the same boxes stand there, nothing is drawn again.
  const ids = useComputed(() => {
    if (isStale.value || drawn.value === undefined) return '';
    return [
      ...boxesAt(
        drawn.value.boxes.map((box) => ({ ...box, written: writtenOf(box) })),
        caret.value,
      ),
    ].join(' ');
  });
  return { writtenOf, current: useComputed(() => new Set(ids.value.split(' '))) };
}
