// The roofline: each layer by its FLOPs a byte and the FLOPs a second that it can reach at most, below the two limits of a device.
import type { Roofline, RooflineLayer } from '@trammel/analysis';
import { layerName, printShort } from '@trammel/report';
import { scaleLog, scaleSqrt } from 'd3-scale';
import { element, shortened, together, type Markup } from '../markup.js';
import { bottomAxis, leftAxis, legend, picture, type Plot } from './plot.js';

/** Both axes are logarithmic, so that layers that neither multiply nor add have no place. */
export function rooflineChart({ device, layers: all }: Roofline, title: string, width: number): Markup {
  const layers = alikeTogether(all.filter(({ intensity }) => intensity > 0));
  const plot: Plot = { width, height: 300, left: 58, right: 14, top: 56, bottom: 40 };
  const ridge = device.flopsPerSecond / device.bytesPerSecond;
  const intensities = [ridge, ...layers.map(({ intensity }) => intensity)];
  const [low, high] = [powerBelow(Math.min(...intensities) / 2), powerAbove(Math.max(...intensities) * 2)];
  const x = scaleLog([low, high], [plot.left, plot.width - plot.right]);
  const reached = (intensity: number): number => Math.min(device.flopsPerSecond, intensity * device.bytesPerSecond);
  const y = scaleLog([powerBelow(reached(low)), powerAbove(device.flopsPerSecond)], [plot.height - plot.bottom, plot.top]);
  const timeOf = ({ seconds, copies }: RooflineLayer): number => seconds * copies;
  const radius = scaleSqrt([0, Math.max(0, ...layers.map(timeOf))], [1.5, 12]);
  const placeOf = (layer: RooflineLayer): MarkPlace => ({
    x: x(layer.intensity),
    y: y(reached(layer.intensity)),
    radius: radius(timeOf(layer)),
  });
  const roof = `M${x(low).toFixed(2)} ${y(reached(low)).toFixed(2)}L${x(ridge).toFixed(2)} ${y(device.flopsPerSecond).toFixed(2)}H${(plot.width - plot.right).toFixed(2)}`;
  const [longest] = layers.toSorted((a, b) => timeOf(b) - timeOf(a));
  return picture(plot, title, [
    leftAxis(
      plot,
      powersIn(y).map((value) => ({ at: y(value), text: printShort(value) })),
      'FLOPs a second, at most',
    ),
    bottomAxis(
      plot,
      powersIn(x).map((value) => ({ at: x(value), text: value < 1 ? String(value) : printShort(value) })),
      'FLOPs a byte',
    ),
    element('path', { class: 'roof', d: roof }),
    element(
      'text',
      { class: 'label', x: plot.width - plot.right, y: y(device.flopsPerSecond) - 18, 'text-anchor': 'end' },
      `${printShort(device.flopsPerSecond)}FLOP/s`,
    ),
    element(
      'text',
      { class: 'label', x: x(low) + 8, y: y(reached(low)) - 12 - 0.2 * (y(reached(low)) - plot.top) },
      `${printShort(device.bytesPerSecond)}B/s`,
    ),
    together(layers.map((layer) => pointMarkup(layer, placeOf(layer)))),
    longest === undefined ? undefined : longestMark(longest, placeOf(longest), plot),
    legend(plot.left, 28, [
      { name: 'held up by memory', sample: (left, top) => element('circle', { class: 'bound memory', cx: left + 8, cy: top, r: 5 }) },
      { name: 'by arithmetic', sample: (left, top) => square('bound arithmetic', [left + 8, top], 5) },
    ]),
  ]);
}

interface MarkPlace {
  readonly x: number;
  readonly y: number;
  readonly radius: number;
}

/** The layer that takes the most time has its name below its mark. */
function longestMark(layer: RooflineLayer, { x, y, radius }: MarkPlace, plot: Plot): Markup {
  const part = (x - plot.left) / (plot.width - plot.left - plot.right);
  const anchor = part < 0.25 ? 'start' : part > 0.75 ? 'end' : 'middle';
  return element('text', { class: 'label', x, y: y + radius + 14, 'text-anchor': anchor }, `most time: ${shortened(nameOf(layer), 32)}`);
}

const powerBelow = (value: number): number => 10 ** Math.floor(Math.log10(value));
const powerAbove = (value: number): number => 10 ** Math.ceil(Math.log10(value));

const nameOf = ({ node }: RooflineLayer): string => [layerName(node)].flat()[0] ?? node.id;

/** Layers that do the same with as many bytes lie on each other: they are one mark. */
function alikeTogether(layers: readonly RooflineLayer[]): readonly RooflineLayer[] {
  const marks = new Map<unknown, RooflineLayer>();
  for (const layer of layers) {
    const known = marks.get(layer.node.site);
    marks.set(layer.node.site, known === undefined ? layer : { ...known, copies: known.copies + layer.copies });
  }
  return [...marks.values()];
}

/** Powers of ten inside of a logarithmic scale. */
function powersIn(scale: { readonly domain: () => readonly number[] }): readonly number[] {
  const [low = 1, high = 1] = scale.domain();
  const first = Math.ceil(Math.log10(low));
  return Array.from({ length: Math.max(0, Math.floor(Math.log10(high)) - first + 1) }, (_, index) => 10 ** (first + index));
}

const square = (className: string, [x, y]: readonly [number, number], radius: number, inside?: Markup): Markup =>
  element('rect', { class: className, x: x - radius, y: y - radius, width: 2 * radius, height: 2 * radius }, inside);

/** Circles for what memory holds up, squares for the others: no need to tell colours apart. */
function pointMarkup(layer: RooflineLayer, { x, y, radius }: MarkPlace): Markup {
  const { copies, bound, intensity } = layer;
  const words = element(
    'title',
    {},
    `${shortened(nameOf(layer), 80)}${copies > 1 ? ` x ${copies}` : ''}: ${intensity.toPrecision(3)} FLOPs a byte, held up by ${bound}`,
  );
  if (bound === 'arithmetic') return square(`bound ${bound}`, [x, y], radius * 0.9, words);
  return element('circle', { class: `bound ${bound}`, cx: x, cy: y, r: radius }, words);
}
