// The plane that examples lie in, coloured by what the network makes of each place, with the examples on it. Not the network.
import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { Mark, markOf } from './class-mark.js';
import type { Plane, PlanePoints } from './protocol.js';

interface PlanePictureProps {
  readonly points: PlanePoints;
  readonly plane: Plane | undefined;
}

/** The side of the picture, in its own units. */
const size = 300;

export function PlanePicture({ points, plane }: PlanePictureProps): JSX.Element {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    if (canvas.current !== null && plane !== undefined) paint(canvas.current, plane);
  }, [plane]);
  return (
    <figure class="plane">
      <figcaption>What the network makes of each place</figcaption>
      <div class="plane-ground">
        <canvas ref={canvas} width={1} height={1} aria-hidden="true" />
        <PointMarks points={points} />
      </div>
      <ul class="legend">
        {points.names.map((name, label) => (
          <li key={label}>
            <svg viewBox="-5 -5 10 10" width={14} height={14} aria-hidden="true">
              <Mark label={label} x={0} y={0} isHeld={false} />
            </svg>{' '}
            class {name}
          </li>
        ))}
        <li>hollow: held out</li>
      </ul>
    </figure>
  );
}

function PointMarks({ points: { extent, places, classes, training } }: { readonly points: PlanePoints }): JSX.Element {
  const scale = size / (2 * extent);
  return (
    <svg viewBox={`0 0 ${size} ${size}`} role="img" aria-label={`${classes.length} examples in the plane, by their classes`}>
      {Array.from(classes, (label, at) => (
        <Mark
          key={at}
          label={label}
          x={((places[2 * at] ?? 0) + extent) * scale}
          y={(extent - (places[2 * at + 1] ?? 0)) * scale}
          isHeld={at >= training}
        />
      ))}
    </svg>
  );
}

/** A colour by its class, as strong as the network is sure. */
function paint(canvas: HTMLCanvasElement, { side, classes, certainty }: Plane): void {
  const context = canvas.getContext('2d');
  if (context === null) return;
  canvas.width = side;
  canvas.height = side;
  const picture = context.createImageData(side, side);
  const count = Math.max(2, ...classes) + 1;
  const colours = Array.from({ length: count }, (_, label) => rgbOf(canvas, markOf(label).colour));
  for (const [cell, label] of classes.entries()) {
    const [red, green, blue] = colours[label] ?? [0, 0, 0];
    picture.data.set([red, green, blue, 255 * strength(certainty[cell] ?? 0)], 4 * cell);
  }
  context.putImageData(picture, 0, 0);
}

/** So that the examples can be seen on it. */
const strength = (certainty: number): number => 0.08 + 0.42 * Math.max(0, certainty * 2 - 1);

/** A colour of the style sheet as numbers, in light and in dark. */
function rgbOf(element: HTMLElement, name: string): readonly [number, number, number] {
  const written = getComputedStyle(element).getPropertyValue(name).trim();
  const bits = Number.parseInt(written.slice(1), 16);
  return [(bits >> 16) & 255, (bits >> 8) & 255, bits & 255];
}
