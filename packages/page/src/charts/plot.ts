// The ground of a chart: room for axes, axes from scales, a title for those who listen. Not what is drawn on it.
import { element, together, type Markup } from '../markup.js';

/** The inner rectangle of a chart, in the units of its picture. */
export interface Plot {
  readonly width: number;
  readonly height: number;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** A scale of d3, as far as an axis asks it. */
export interface AxisScale<T extends number | string = number> {
  (value: T): number;
}

/** A place on an axis and what stands there. */
export interface Tick {
  readonly at: number;
  readonly text: string;
}

/** The picture with its title, which screen readers tell and browsers show. */
export function picture(plot: Plot, title: string, content: readonly (Markup | undefined)[]): Markup {
  return element(
    'svg',
    { viewBox: `0 0 ${plot.width} ${plot.height}`, width: plot.width, height: plot.height, role: 'img', 'aria-label': title },
    ...content,
  );
}

/** Lines across the plot with numbers at their left, and the unit above them. */
export function leftAxis(plot: Plot, ticks: readonly Tick[], unit: string): Markup {
  return together([
    ...ticks.map(({ at, text }) =>
      together([
        element('line', { class: 'grid', x1: plot.left, x2: plot.width - plot.right, y1: at, y2: at }),
        element('text', { class: 'tick', x: plot.left - 6, y: at + 3.5, 'text-anchor': 'end' }, text),
      ]),
    ),
    element('text', { class: 'unit', x: 0, y: 10 }, unit),
  ]);
}

/** Numbers below the plot, and the unit below them at the right. */
export function bottomAxis(plot: Plot, ticks: readonly Tick[], unit: string): Markup {
  const base = plot.height - plot.bottom;
  return together([
    element('line', { class: 'axis', x1: plot.left, x2: plot.width - plot.right, y1: base, y2: base }),
    ...ticks.map(({ at, text }) =>
      together([element('line', { class: 'axis', x1: at, x2: at, y1: base, y2: base + 4 }), tickText(plot, { at, text }, base + 16)]),
    ),
    element('text', { class: 'unit', x: plot.width - plot.right, y: base + 32, 'text-anchor': 'end' }, unit),
  ]);
}

/** What stands for what: a sample and its name, each beside the next. */
export function legend(
  x: number,
  y: number,
  entries: readonly { readonly sample: (x: number, y: number) => Markup; readonly name: string }[],
): Markup {
  let at = x;
  return together(
    entries.map(({ sample, name }) => {
      const drawn = together([sample(at, y), element('text', { class: 'tick', x: at + 20, y: y + 3.5 }, name)]);
      at += 34 + name.length * 6.3;
      return drawn;
    }),
  );
}

/** In the middle of its tick; at the right edge, what would be cut off ends there. */
function tickText({ width }: Plot, { at, text }: Tick, y: number): Markup {
  const isCut = at + text.length * 3.2 > width;
  return element('text', { class: 'tick', x: isCut ? width : at, y, 'text-anchor': isCut ? 'end' : 'middle' }, text);
}
