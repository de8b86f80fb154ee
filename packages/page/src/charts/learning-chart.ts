// A measure of a training over its steps: what was learned from beside what was held out. Not the training.
import { scaleLinear, scaleLog } from 'd3-scale';
import { line } from 'd3-shape';
import { element, together, type Markup } from '../markup.js';
import { bottomAxis, leftAxis, legend, picture, type Plot, type Tick } from './plot.js';

/** One measure after so many steps. */
export interface LearningPoint {
  readonly step: number;
  readonly value: number;
}

/** A line of the chart. */
export interface LearningSeries {
  readonly name: string;
  /** `held` is drawn broken, so that it can be told apart without its colour. */
  readonly kind: 'learned' | 'held';
  readonly points: readonly LearningPoint[];
}

/** What it shows, and how large. */
export interface LearningChartOptions {
  readonly title: string;
  readonly unit: string;
  readonly width: number;
}

/** From so many times the least on, the scale is one of powers. */
const widely = 30;

/** The lines; what is not a number is left out. */
export function learningChart(series: readonly LearningSeries[], { title, unit, width }: LearningChartOptions): Markup {
  const plot: Plot = { width, height: 220, left: 48, right: 14, top: 44, bottom: 40 };
  const known = series.map((each) => ({ ...each, points: each.points.filter(({ value }) => Number.isFinite(value)) }));
  const values = known.flatMap(({ points }) => points.map(({ value }) => value));
  const steps = known.flatMap(({ points }) => points.map(({ step }) => step));
  const last = steps.reduce((most, step) => Math.max(most, step), 1);
  const [least, most] = values.reduce(
    ([low, high], value) => [Math.min(low, value), Math.max(high, value)] as const,
    [Infinity, -Infinity],
  );
  const x = scaleLinear([0, last], [plot.left + 6, plot.width - plot.right]);
  const range = [plot.height - plot.bottom, plot.top] as const;
  const isWide = least > 0 && most > widely * least;
  const linear = scaleLinear([Math.min(0, least), most > 0 && Number.isFinite(most) ? most : 1], range).nice();
  const y = isWide ? scaleLog([least, most], range) : linear;
  const ticks = isWide ? powers(least, most) : linear.ticks(5);
  return picture(plot, title, [
    leftAxis(
      plot,
      ticks.map((value): Tick => ({ at: y(value), text: tickText(value) })),
      unit,
    ),
    bottomAxis(
      plot,
      x.ticks(Math.max(2, Math.floor(width / 110))).map((value) => ({ at: x(value), text: value.toLocaleString('en') })),
      'steps',
    ),
    together(known.map(({ points, kind }) => wayMarkup(points, kind, { x, y }))),
    legend(
      plot.left,
      26,
      known.map(({ name, kind }) => ({
        name,
        sample: (left, top) => element('line', { class: classOf(kind), x1: left, x2: left + 16, y1: top, y2: top }),
      })),
    ),
  ]);
}

const classOf = (kind: LearningSeries['kind']): string => (kind === 'held' ? 'stroke held' : 'stroke');

function wayMarkup(
  points: readonly LearningPoint[],
  kind: LearningSeries['kind'],
  { x, y }: { readonly x: (step: number) => number; readonly y: (value: number) => number },
): Markup {
  const way = line<LearningPoint>(
    ({ step }) => x(step),
    ({ value }) => y(value),
  ).digits(1)(points);
  return element('path', { class: classOf(kind), d: way ?? '' });
}

/** The powers of ten in between, or some numbers where there are fewer than two. */
function powers(least: number, most: number): readonly number[] {
  const [first, last] = [Math.ceil(Math.log10(least)), Math.floor(Math.log10(most))];
  const every = Math.ceil((last - first + 1) / 6);
  const found = Array.from({ length: Math.max(0, last - first + 1) }, (_, at) => first + at).filter(
    (power) => (power - first) % every === 0,
  );
  return found.length > 1 ? found.map((power) => 10 ** power) : [least, Math.sqrt(least * most), most];
}

const tickText = (value: number): string =>
  Math.abs(value) >= 1e4 || (value !== 0 && Math.abs(value) < 1e-3) ? value.toExponential(0) : String(Number(value.toPrecision(2)));
