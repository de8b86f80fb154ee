// A pen on a canvas, moved by a pointer. Not what is made of the drawing.

/** The side of what is drawn on, in its own pixels. */
export const padSide = 140;
const strokeWidth = 11;

/** What the events of pointers do. */
export interface Pen {
  readonly down: (event: PointerEvent) => void;
  readonly move: (event: PointerEvent) => void;
  readonly up: () => void;
}

/** A pen that is not down yet; `onDrawn` is called after each stroke. */
export function createPen(onDrawn: () => void): Pen {
  let last: { readonly x: number; readonly y: number } | undefined;
  const draw = (event: PointerEvent): void => {
    const canvas = event.currentTarget;
    if (last === undefined || !(canvas instanceof HTMLCanvasElement)) return;
    const next = placeOf(event, canvas);
    const context = canvas.getContext('2d');
    if (context === null) return;
    context.lineWidth = strokeWidth;
    context.lineCap = 'round';
    // Only how much ink there is counts; its colour is for those who draw.
    context.strokeStyle = getComputedStyle(canvas).color;
    context.beginPath();
    context.moveTo(last.x, last.y);
    context.lineTo(next.x, next.y);
    context.stroke();
    last = next;
  };
  return {
    down: (event) => {
      const canvas = event.currentTarget;
      if (!(canvas instanceof HTMLCanvasElement)) return;
      canvas.setPointerCapture(event.pointerId);
      last = placeOf(event, canvas);
      draw(event);
    },
    move: draw,
    up: () => {
      if (last !== undefined) onDrawn();
      last = undefined;
    },
  };
}

function placeOf({ clientX, clientY }: PointerEvent, canvas: HTMLCanvasElement): { readonly x: number; readonly y: number } {
  const { left, top, width } = canvas.getBoundingClientRect();
  return { x: ((clientX - left) * padSide) / width, y: ((clientY - top) * padSide) / width };
}
