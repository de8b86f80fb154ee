// Moves and scales what is in a window. Knows nothing of graphs; what hands do is in gestures.ts.
import { listenToGestures } from './gestures.js';
import type { Point, Size } from './plane.js';

/** What can be done with the content of a window. */
export interface PanZoom {
  readonly zoom: (factor: number) => void;
  readonly fit: () => void;
  /** How large the content is now; what fits at first is shown from its top. */
  readonly sizeOf: (size: Size) => void;
  /** Keeps a part where it is on the screen, although the content around it has changed. */
  readonly keepInPlace: (before: Point, after: Point) => void;
  readonly remove: () => void;
}

/** Where the content lies in its window, and how large it is shown. */
export interface Placing extends Point {
  readonly scale: number;
}

const [smallest, largest] = [0.08, 4];
/** Between the content and the frame of its window. */
const margin = 12;
/** A tall network begins at its top, at a size that can be read. */
const readable = 0.9;

/** Takes over an element whose only child is moved. */
export function createPanZoom(element: HTMLElement): PanZoom {
  let placing: Placing = { x: 0, y: 0, scale: 1 };
  let size: Size | undefined;
  const place = (next: Placing): void => {
    placing = next;
    const child = element.firstElementChild;
    if (child instanceof HTMLElement) child.style.transform = `translate(${next.x}px, ${next.y}px) scale(${next.scale})`;
  };
  const zoomAt = (factor: number, at: Point): void => place(scaledAt(placing, factor, at));
  const zoom = (factor: number): void => zoomAt(factor, { x: element.clientWidth / 2, y: element.clientHeight / 2 });
  const move = ({ x, y }: Point): void => place({ ...placing, x: placing.x + x, y: placing.y + y });
  const fit = (leastScale = smallest): void => {
    if (size !== undefined) place(fitted(size, { width: element.clientWidth, height: element.clientHeight }, leastScale));
  };
  const listening = listenToGestures(element, { move, zoom, zoomAt, fit: () => fit() });
  return {
    zoom,
    fit: () => fit(),
    sizeOf: (next) => {
      const isFirst = size === undefined;
      size = next;
      if (isFirst) fit(readable);
    },
    keepInPlace: (before, after) => move({ x: (before.x - after.x) * placing.scale, y: (before.y - after.y) * placing.scale }),
    remove: () => listening.abort(),
  };
}

/** Larger or smaller, with what lies at a point of the window staying there. */
export function scaledAt({ x, y, scale }: Placing, factor: number, at: Point): Placing {
  const next = Math.min(largest, Math.max(smallest, scale * factor));
  return { x: at.x - ((at.x - x) * next) / scale, y: at.y - ((at.y - y) * next) / scale, scale: next };
}

/** All of it in the window, unless it would be smaller than asked; then its top, in the middle. */
export function fitted(content: Size, window: Size, leastScale: number): Placing {
  const room = { width: window.width - 2 * margin, height: window.height - 2 * margin };
  const scale = Math.max(leastScale, Math.min(1, room.width / content.width, room.height / content.height));
  return { x: (window.width - content.width * scale) / 2, y: Math.max(margin, (window.height - content.height * scale) / 2), scale };
}
