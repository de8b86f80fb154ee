// What hands do in a window: drag, pinch, wheel and keys, told as moves. Not what is moved.
import type { Point } from './plane.js';

/** What gestures come to. */
export interface Moves {
  readonly move: (by: Point) => void;
  readonly zoom: (factor: number) => void;
  readonly zoomAt: (factor: number, at: Point) => void;
  readonly fit: () => void;
}

/** A pointer that moves farther than this drags, and clicks nothing. */
const mostStill = 4;
const arrowStep = 60;
const zoomStep = 1.3;

/** Until it is aborted. */
export function listenToGestures(element: HTMLElement, moves: Moves): AbortController {
  const listeners = new AbortController();
  const { signal } = listeners;
  listenToPointers(element, moves, signal);
  const wheel = (event: WheelEvent): void => {
    event.preventDefault();
    // Two fingers that part on a touchpad are told as a wheel with Ctrl.
    if (event.ctrlKey || event.metaKey) moves.zoomAt(Math.exp(-event.deltaY * 0.01), pointIn(event, element));
    else moves.move({ x: -event.deltaX, y: -event.deltaY });
  };
  element.addEventListener('wheel', wheel, { signal, passive: false });
  const keys = keysOf(moves);
  const key = (event: KeyboardEvent): void => {
    const act = event.target === element ? keys.get(event.key) : undefined;
    if (act === undefined) return;
    event.preventDefault();
    act();
  };
  element.addEventListener('keydown', key, { signal });
  return listeners;
}

function listenToPointers(element: HTMLElement, { move, zoomAt }: Moves, signal: AbortSignal): void {
  const pointers = new Map<number, Point>();
  let travelled = 0;
  const down = (event: PointerEvent): void => {
    if (pointers.size === 0) travelled = 0;
    pointers.set(event.pointerId, pointIn(event, element));
  };
  const moved = (event: PointerEvent): void => {
    const before = pointers.get(event.pointerId);
    if (before === undefined) return;
    const [other] = [...pointers].filter(([id]) => id !== event.pointerId).map(([, point]) => point);
    const now = pointIn(event, element);
    pointers.set(event.pointerId, now);
    travelled += Math.hypot(now.x - before.x, now.y - before.y);
    if (travelled <= mostStill) return;
    element.setPointerCapture(event.pointerId);
    if (other === undefined) {
      move({ x: now.x - before.x, y: now.y - before.y });
      return;
    }
    const distance = (point: Point): number => Math.max(1, Math.hypot(point.x - other.x, point.y - other.y));
    zoomAt(distance(now) / distance(before), { x: (now.x + other.x) / 2, y: (now.y + other.y) / 2 });
  };
  const up = (event: PointerEvent): void => void pointers.delete(event.pointerId);
  const click = (event: MouseEvent): void => {
    if (travelled > mostStill) event.stopPropagation();
  };
  element.addEventListener('pointerdown', down, { signal });
  element.addEventListener('pointermove', moved, { signal });
  for (const name of ['pointerup', 'pointercancel'] as const) element.addEventListener(name, up, { signal });
  element.addEventListener('click', click, { signal, capture: true });
}

const keysOf = ({ move, zoom, fit }: Moves): ReadonlyMap<string, () => void> =>
  new Map([
    ['ArrowLeft', () => move({ x: arrowStep, y: 0 })],
    ['ArrowRight', () => move({ x: -arrowStep, y: 0 })],
    ['ArrowUp', () => move({ x: 0, y: arrowStep })],
    ['ArrowDown', () => move({ x: 0, y: -arrowStep })],
    ['+', () => zoom(zoomStep)],
    ['=', () => zoom(zoomStep)],
    ['-', () => zoom(1 / zoomStep)],
    ['0', fit],
  ]);

function pointIn({ clientX, clientY }: MouseEvent, element: HTMLElement): Point {
  const { left, top } = element.getBoundingClientRect();
  return { x: clientX - left, y: clientY - top };
}
