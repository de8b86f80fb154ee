// Memory over time: the bytes that are alive while each layer runs, with the peak marked.
import type { MemoryStep, Peak } from '@trammel/analysis';
import { layerName, printBytes } from '@trammel/report';
import { scaleLinear } from 'd3-scale';
import { area, curveStepAfter, line } from 'd3-shape';
import { element, shortened, type Markup } from '../markup.js';
import { bottomAxis, leftAxis, picture, type Plot } from './plot.js';

/** A peak with all that was alive on the way to it and after. */
export interface Timeline extends Peak {
  readonly steps: readonly MemoryStep[];
}

/** One direction or both, as steps of a stair. */
export function memoryChart(peak: Timeline, title: string, width: number): Markup {
  const plot: Plot = { width, height: 236, left: 62, right: 12, top: 42, bottom: 40 };
  const { steps } = peak;
  const x = scaleLinear([0, Math.max(1, steps.length)], [plot.left, plot.width - plot.right]);
  const y = scaleLinear([0, peak.bytes * 1.08 || 1], [plot.height - plot.bottom, plot.top]);
  const points = [...stairs(steps, width), [steps.length, steps.at(-1)?.bytes ?? 0] as const];
  const place = ([at]: readonly [number, number]): number => x(at);
  const height = ([, bytes]: readonly [number, number]): number => y(bytes);
  const fill = area<readonly [number, number]>(place, y(0), height).curve(curveStepAfter).digits(2)([...points]);
  const stroke = line<readonly [number, number]>(place, height).curve(curveStepAfter).digits(2)([...points]);
  const highest = steps.findIndex(({ bytes }) => bytes === peak.bytes);
  return picture(plot, title, [
    leftAxis(
      plot,
      byteTicks(peak.bytes).map((bytes) => ({ at: y(bytes), text: printBytes(bytes) })),
      'bytes alive',
    ),
    bottomAxis(
      plot,
      x
        .ticks(Math.max(2, Math.floor(width / 110)))
        .filter(Number.isInteger)
        .map((at) => ({ at: x(at), text: String(at) })),
      'step, in the order of time',
    ),
    element('path', { class: 'area', d: fill ?? '' }),
    element('path', { class: 'stroke', d: stroke ?? '' }),
    turnMark(peak, plot, x),
    highest < 0 ? undefined : peakMark(peak, plot, { x: x(highest + 0.5), y: y(peak.bytes) }),
  ]);
}

/** Where several steps fall on one pixel, the highest of them stands for all. */
function stairs(steps: Timeline['steps'], width: number): readonly (readonly [number, number])[] {
  const together = Math.ceil(steps.length / width);
  return Array.from({ length: Math.ceil(steps.length / together) }, (_, bin) => {
    const inside = steps.slice(bin * together, (bin + 1) * together);
    return [bin * together, Math.max(...inside.map(({ bytes }) => bytes))];
  });
}

/** Round numbers of bytes: powers of two and their halves, at most five. */
function byteTicks(most: number): readonly number[] {
  const step = 2 ** Math.ceil(Math.log2(Math.max(1, most) / 4));
  return Array.from({ length: Math.floor(most / step) + 1 }, (_, index) => index * step);
}

/** Where the way back begins. */
function turnMark({ steps }: Timeline, plot: Plot, x: (at: number) => number): Markup | undefined {
  const turn = steps.findIndex(({ direction }) => direction === 'backward');
  if (turn <= 0) return undefined;
  const words = plot.width > 500 ? ['forward', 'backward'] : ['fwd', 'bwd'];
  return element(
    'g',
    {},
    element('line', { class: 'mark', x1: x(turn), x2: x(turn), y1: plot.top - 22, y2: plot.height - plot.bottom }),
    element('text', { class: 'tick', x: x(turn) - 5, y: plot.top - 26, 'text-anchor': 'end' }, `${words[0] ?? ''} \u2190`),
    element('text', { class: 'tick', x: x(turn) + 5, y: plot.top - 26 }, `\u2192 ${words[1] ?? ''}`),
  );
}

function peakMark({ bytes, node }: Peak, plot: Plot, at: { readonly x: number; readonly y: number }): Markup {
  // Above the line and in the middle of its mark, as far as there is room.
  const part = (at.x - plot.left) / (plot.width - plot.left - plot.right);
  const anchor = part < 0.25 ? 'start' : part > 0.75 ? 'end' : 'middle';
  const name = node === undefined ? '' : ([layerName(node)].flat().at(-1) ?? '');
  return element(
    'g',
    {},
    element('circle', { class: 'peak', cx: at.x, cy: at.y, r: 4 }),
    element(
      'text',
      { class: 'label', x: at.x + (anchor === 'start' ? -4 : anchor === 'end' ? 4 : 0), y: at.y - 9, 'text-anchor': anchor },
      `peak ${printBytes(bytes)}, ${shortened(name, 24)}`,
    ),
  );
}
