// What one unit reads of an input, drawn on the grid of that input: cells, holes, and where the border cuts.
import type { FieldRuns, GrowthAxis } from '@trammel/analysis';
import { element, together, type Markup } from '../markup.js';

/** The picture is so large, in its own units. */
const side = 150;
/** Grids of at most so many cells show each of them. */
const mostCells = 40;

/** The grid of an input: `down` has size 1 and no name where it has one axis only. */
export interface FieldPlane {
  readonly down: GrowthAxis;
  readonly across: GrowthAxis;
}

/** A product of indices down and across. */
export interface FieldBox {
  readonly down: FieldRuns;
  readonly across: FieldRuns;
}

/** One unit. */
export function fieldChart({ down, across }: FieldPlane, boxes: readonly FieldBox[], title: string): Markup {
  const scale = side / Math.max(down.size, across.size);
  const [width, height] = [across.size * scale, Math.max(10, down.size * scale)];
  const tall = height / down.size;
  const pieces = boxes.flatMap((box) =>
    box.down.flatMap(([top, bottom]) =>
      box.across.map(([first, last]) =>
        element('rect', {
          class: 'read',
          x: first * scale,
          y: top * tall,
          width: (last - first + 1) * scale,
          height: (bottom - top + 1) * tall,
        }),
      ),
    ),
  );
  const lines = Math.max(down.size, across.size) <= mostCells ? gridLines({ down, across }, scale, tall) : undefined;
  return element(
    'svg',
    {
      viewBox: `-1 -1 ${width + 2} ${height + 2}`,
      width: Math.round(width + 2),
      height: Math.round(height + 2),
      role: 'img',
      'aria-label': title,
    },
    element('rect', { class: 'input', x: 0, y: 0, width, height }),
    ...pieces,
    lines,
  );
}

function gridLines({ down, across }: FieldPlane, scale: number, tall: number): Markup {
  const columns = Array.from(
    { length: across.size - 1 },
    (_, index) => `M${((index + 1) * scale).toFixed(2)} 0v${(down.size * tall).toFixed(2)}`,
  );
  const rows = Array.from(
    { length: down.size - 1 },
    (_, index) => `M0 ${((index + 1) * tall).toFixed(2)}h${(across.size * scale).toFixed(2)}`,
  );
  return together([element('path', { class: 'cell-lines', d: [...columns, ...rows].join('') })]);
}
