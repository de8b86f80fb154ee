// Gradients along the depth: what reaches each layer with its band, beside what was sampled, and what each layer adds by its four causes.
import { scaleLinear } from 'd3-scale';
import { area, line } from 'd3-shape';
import type { GradientPoint } from '../gradient-points.js';
import { element, together, type Markup } from '../markup.js';
import { bottomAxis, leftAxis, legend, picture, type Plot } from './plot.js';

/** The causes as they are stacked; each has a pattern of its own besides its colour. */
export const causes = [
  ['weightGain', 'weights'],
  ['maximumSlope', 'slope'],
  ['spreadSaturation', 'spread'],
  ['offsetSaturation', 'offset'],
  ['other', 'other'],
] as const;

/** Decades at the output of each layer, from the input of the network to its output; crosses are what was found beside, in a word. */
export function attenuationChart(points: readonly GradientPoint[], title: string, width: number, found = 'sampled'): Markup {
  const plot: Plot = { width, height: 260, left: 44, right: 14, top: 44, bottom: 40 };
  const known = points.filter(({ rms }) => Number.isFinite(rms));
  const drawn = extremes(known, plot);
  const values = known.flatMap(({ rms, low, high, sampled }) => [rms, low, high, sampled ?? rms]).filter(Number.isFinite);
  const x = depthScale(points, plot);
  const y = scaleLinear([Math.min(-1, ...values), Math.max(1, ...values)], [plot.height - plot.bottom, plot.top]).nice();
  const at = ({ index }: GradientPoint): number => x(index);
  const band = area<GradientPoint>(
    at,
    ({ low }) => y(low),
    ({ high }) => y(high),
  )
    .defined(({ low, high }) => Number.isFinite(low) && Number.isFinite(high))
    .digits(2)(drawn);
  const way = line<GradientPoint>(at, ({ rms }) => y(rms)).digits(2)(drawn);
  const sampled = known.filter((point) => point.sampled !== undefined && Number.isFinite(point.sampled));
  const dots = (list: readonly GradientPoint[], radius: number): Markup =>
    together(
      list.map((point) =>
        element(
          'circle',
          { class: 'dot', cx: at(point), cy: y(point.rms), r: radius },
          element('title', {}, `${point.name}: ${point.rms.toFixed(2)} decades`),
        ),
      ),
    );
  return picture(plot, title, [
    leftAxis(
      plot,
      y.ticks(6).map((value) => ({ at: y(value), text: value.toLocaleString('en') })),
      'decades: log10 of the gradient over that at the output',
    ),
    bottomAxis(plot, indexTicks(x, lastIndex(points), width), 'layer, from the input to the output'),
    element('line', { class: 'zero', x1: plot.left, x2: plot.width - plot.right, y1: y(0), y2: y(0) }),
    element('path', { class: 'band', d: band ?? '' }),
    element('path', { class: 'stroke', d: way ?? '' }),
    known.length <= 160 ? dots(known, known.length > 60 ? 1.6 : 2.6) : undefined,
    together(sampled.map((point) => crossMarkup(at(point), y(point.sampled ?? 0)))),
    legend(plot.left, 26, [
      {
        name: 'predicted',
        sample: (left, top) =>
          together([
            element('line', { class: 'stroke', x1: left, x2: left + 16, y1: top, y2: top }),
            element('circle', { class: 'dot', cx: left + 8, cy: top, r: 2.6 }),
          ]),
      },
      { name: 'nine of ten draws', sample: (left, top) => element('rect', { class: 'band', x: left, y: top - 5, width: 16, height: 10 }) },
      ...(sampled.length === 0 ? [] : [{ name: found, sample: (left: number, top: number) => crossMarkup(left + 8, top) }]),
    ]),
  ]);
}

/** Where several points fall on one pixel, the lowest and the highest of them stand for all. */
function extremes(points: readonly GradientPoint[], { width }: Plot): readonly GradientPoint[] {
  const together = Math.ceil(points.length / width);
  if (together < 3) return points;
  return binned(points, together).flatMap((inside) => {
    const [lowest, highest] = [leastBy(inside, ({ rms }) => rms), leastBy(inside, ({ rms }) => -rms)];
    return [lowest, highest].flatMap((point) => point ?? []).sort((a, b) => a.index - b.index);
  });
}

const binned = <T>(list: readonly T[], size: number): readonly (readonly T[])[] =>
  Array.from({ length: Math.ceil(list.length / size) }, (_, bin) => list.slice(bin * size, (bin + 1) * size));

const leastBy = <T>(list: readonly T[], valueOf: (item: T) => number): T | undefined =>
  list.reduce<T | undefined>((best, item) => (best === undefined || valueOf(item) < valueOf(best) ? item : best), undefined);

/** What was sampled is a cross, so that it can be told from a dot without its colour. */
const crossMarkup = (x: number, y: number): Markup =>
  element('path', { class: 'cross', d: `M${(x - 3.5).toFixed(2)} ${(y - 3.5).toFixed(2)}l7 7m0 -7l-7 7` });

const lastIndex = (points: readonly GradientPoint[]): number => Math.max(1, points.at(-1)?.index ?? 0);

/** Half a bar stands beside the first and the last place. */
const depthScale = (points: readonly GradientPoint[], plot: Plot): ((index: number) => number) =>
  scaleLinear([0, lastIndex(points)], [plot.left + widestBar / 2 + 1, plot.width - plot.right - widestBar / 2]);

const indexTicks = (x: (at: number) => number, last: number, width: number): readonly { at: number; text: string }[] =>
  scaleLinear([0, last], [0, 1])
    .ticks(Math.max(2, Math.floor(width / 90)))
    .filter(Number.isInteger)
    .map((at) => ({ at: x(at), text: at.toLocaleString('en') }));

/** Decades that each layer adds on the way back, causes stacked: below 0 it attenuates, above it amplifies. */
export function causesChart(points: readonly GradientPoint[], title: string, width: number): Markup {
  const plot: Plot = { width, height: 220, left: 44, right: 14, top: 44, bottom: 40 };
  const told = points.filter(({ local }) => local !== undefined);
  const sum = (point: GradientPoint, sign: 1 | -1): number =>
    causes.reduce((total, [key]) => total + Math.max(0, sign * (point.local?.[key] ?? 0)), 0);
  const [low, high] = [Math.max(0.1, ...told.map((point) => sum(point, -1))), Math.max(0.1, ...told.map((point) => sum(point, 1)))];
  const x = depthScale(points, plot);
  const y = scaleLinear([-low, high], [plot.height - plot.bottom, plot.top]).nice();
  // Where several bars fall on one pixel, the tallest of them stands for all.
  const seen = binned(told, Math.max(1, Math.ceil(told.length / (width / 2)))).flatMap(
    (inside) => leastBy(inside, (point) => -sum(point, 1) - sum(point, -1)) ?? [],
  );
  const wide = Math.max(
    0.6,
    Math.min(widestBar, (0.8 * (plot.width - plot.left - plot.right)) / Math.max(1, Math.min(points.length, width / 2))),
  );
  return picture(plot, title, [
    leftAxis(
      plot,
      y.ticks(5).map((value) => ({ at: y(value), text: value.toLocaleString('en') })),
      'decades that a layer adds on the way back',
    ),
    bottomAxis(plot, indexTicks(x, lastIndex(points), width), 'layer, from the input to the output'),
    together(seen.map((point) => stackMarkup(point, { x: x(point.index) - wide / 2, wide, y, isTold: told.length <= mostTold }))),
    element('line', { class: 'zero', x1: plot.left, x2: plot.width - plot.right, y1: y(0), y2: y(0) }),
    legend(
      plot.left,
      26,
      causes.map(([key, name]) => ({
        name,
        sample: (left, top) => element('rect', { class: `cause ${key}`, x: left, y: top - 5, width: 16, height: 10 }),
      })),
    ),
  ]);
}

const widestBar = 18;
/** What is lower cannot be seen. */
const leastHeight = 0.3;
/** So many bars can be pointed at one by one. */
const mostTold = 300;

interface StackPlace {
  readonly x: number;
  readonly wide: number;
  readonly y: (decades: number) => number;
  readonly isTold: boolean;
}

function stackMarkup({ local, name }: GradientPoint, { x, wide, y, isTold }: StackPlace): Markup {
  const reached = { up: 0, down: 0 };
  return together(
    causes.map(([key, word]) => {
      const decades = local?.[key] ?? 0;
      if (Math.abs(decades) < 0.005) return undefined;
      const side = decades > 0 ? 'up' : 'down';
      const from = reached[side];
      reached[side] += decades;
      const [top, base] = [Math.min(y(from), y(reached[side])), Math.max(y(from), y(reached[side]))];
      if (base - top < leastHeight) return undefined;
      const words = isTold ? element('title', {}, `${name}: ${decades.toFixed(2)} decades by ${word}`) : undefined;
      return element('rect', { class: `cause ${key}`, x, y: top, width: wide, height: base - top }, words);
    }),
  );
}
