// The sections of a network that are charts: cost, receptive fields, gradients, memory, roofline; each with its numbers.
import { memorySteps, printDecades, rooflineOf, type Analysis, type Device, type Roofline } from '@trammel/analysis';
import { layerName, legends, printBytes, printCount, printShare, printShort, treeCounts, type LayerTree } from '@trammel/report';
import { approximateSize } from '@trammel/tensor';
import { attenuationChart, causes, causesChart } from './charts/gradient-chart.js';
import { memoryChart, type Timeline } from './charts/memory-chart.js';
import { rooflineChart } from './charts/roofline-chart.js';
import { treemapChart } from './charts/treemap-chart.js';
import { fieldCharts } from './field-view.js';
import { gradientPoints } from './gradient-points.js';
import { prose, type Markup } from './markup.js';
import { numbersView } from './numbers-view.js';
import type { ReportedNetwork } from './reported-network.js';
import type { ChartView, SectionView } from './views.js';

/** What sections are made with. */
export interface SectionOptions {
  readonly id: string;
  readonly device: Device;
  readonly tree: readonly LayerTree[];
}

/** Widths at which charts are drawn: for a page, and for a telephone. */
const widths = { wide: 900, narrow: 340 };

/** The sections, in the order of the page. */
const sections = {
  shares: { title: 'Where the cost lies', parts: ({ analysis }, options) => shareParts(analysis, options) },
  fields: { title: 'Receptive fields', parts: ({ analysis, unit }) => fieldParts(analysis, unit) },
  gradients: { title: 'Gradients at initialisation', parts: ({ analysis, sampled }) => gradientParts(analysis, sampled) },
  memory: { title: 'Memory over time', parts: ({ analysis }) => memoryParts(analysis) },
  roofline: { title: 'Roofline', parts: ({ analysis }, options) => rooflineParts(analysis, options) },
} as const satisfies Record<
  string,
  { readonly title: string; readonly parts: (network: ReportedNetwork, options: SectionOptions) => Parts }
>;

/** One of the sections. */
export type SectionKey = keyof typeof sections;

/** All of them, in the order of the page. */
export const sectionKeys: readonly SectionKey[] = ['shares', 'fields', 'gradients', 'memory', 'roofline'];

/** Only what is asked for is computed; a section with nothing to tell is left out. */
export function sectionsOf(
  network: ReportedNetwork,
  options: SectionOptions,
  keys: readonly SectionKey[] = sectionKeys,
): readonly SectionView[] {
  return keys
    .map((key) => ({ id: `${options.id}-${key}`, title: sections[key].title, ...sections[key].parts(network, options) }))
    .filter(({ charts, paragraphs }) => charts.length > 0 || paragraphs.length > 0)
    .map(({ paragraphs, ...section }) => ({ ...section, paragraphs: paragraphs.map(prose) }));
}

interface Parts extends Pick<SectionView, 'charts'> {
  readonly paragraphs: readonly string[];
}

const nothing: Parts = { paragraphs: [], charts: [] };

/** A chart at both widths. */
const chart = (title: string, draw: (width: number) => Markup, more: Partial<ChartView> = {}): ChartView => ({
  title,
  wide: draw(widths.wide).markup,
  narrow: draw(widths.narrow).markup,
  note: '',
  link: undefined,
  numbers: undefined,
  ...more,
});

const nameOf = (node: Parameters<typeof layerName>[0]): string => [layerName(node)].flat()[0] ?? node.id;

function shareParts(analysis: Analysis, { id, tree }: SectionOptions): Parts {
  const countsOf = treeCounts(analysis);
  const charts = (['macs', 'parameters'] as const).flatMap((key): readonly ChartView[] => {
    const valueOf = (of: LayerTree): number => approximateSize(countsOf(of)[key]);
    const unit = key === 'macs' ? 'multiply-adds' : 'parameters';
    if (!(tree.reduce((sum, each) => sum + valueOf(each), 0) > 0)) return [];
    const title = key === 'macs' ? 'Multiply-adds by layer' : 'Parameters by layer';
    return [
      chart(title, (width) => treemapChart(tree, { valueOf, title, unit }, width), {
        note: 'Areas are shares of the whole; the stronger the colour, the larger the share.',
        link: { href: `#${id}-cost`, text: 'Numbers in the table of costs' },
      }),
    ];
  });
  return { paragraphs: [], charts };
}

function fieldParts(analysis: Analysis, unit: ReportedNetwork['unit']): Parts {
  const charts = fieldCharts(analysis, unit);
  if (charts.length === 0) return nothing;
  return {
    paragraphs: [
      'What one unit of a layer reads of the input, drawn on the grid of the input: layer by layer, a unit sees more. Before the unit stands, of each layer on its way after which more is seen, the one in the middle of what it reads. The border cuts the field; white cells inside it are not read. Indices count from 0.',
    ],
    charts,
  };
}

function gradientParts(analysis: Analysis, sampled: ReportedNetwork['sampled']): Parts {
  const { missing } = analysis.gradient;
  if (missing !== undefined) return { paragraphs: [`Gradients are not known: ${missing}.`], charts: [] };
  const points = gradientPoints(analysis, sampled);
  const known = points.filter(({ rms }) => Number.isFinite(rms));
  const [told, runs] = [points.length, (points.at(-1)?.index ?? 0) + 1];
  if (known.length < 2) return nothing;
  const decades = (value: number | undefined): string => (value === undefined || Number.isNaN(value) ? '' : printDecades(value));
  const reached = numbersView(
    ['layer', 'place', 'dL/dy', '5-95 %', ...(sampled.length === 0 ? [] : ['sampled'])],
    points.map(({ index, name, rms, low, high, sampled: drawn }) => [
      name,
      printCount(index),
      decades(rms),
      Number.isFinite(low) ? `${decades(low)} to ${decades(high)}` : '',
      ...(sampled.length === 0 ? [] : [decades(drawn)]),
    ]),
  );
  const added = numbersView(
    ['layer', 'place', ...causes.map(([, word]) => word)],
    points.flatMap(({ index, name, local }) =>
      local === undefined ? [] : [[name, printCount(index), ...causes.map(([key]) => decades(local[key]))]],
    ),
  );
  const legend = sampled.find(({ key }) => key === 'sampled output')?.legend;
  return {
    paragraphs: [
      `${legends.output.replace(/^dL\/dy: /, 'Told is the ')}.`,
      ...(legend === undefined ? [] : [`Sampled is ${legend}.`]),
      ...(told < runs
        ? [`Of ${printCount(runs)} places ${printCount(told)} are told: of long repeats some copies, at even distances.`]
        : []),
    ],
    charts: [
      chart(
        'How gradients attenuate along the depth',
        (width) => attenuationChart(points, 'How gradients attenuate along the depth', width),
        { numbers: reached },
      ),
      chart('What each layer adds, and why', (width) => causesChart(points, 'What each layer adds, and why', width), {
        numbers: added,
        note: [legends.weightGain, legends.maximumSlope, legends.spreadSaturation, legends.offsetSaturation, legends.other].join('; '),
      }),
    ],
  };
}

function memoryParts(analysis: Analysis): Parts {
  const { memory } = analysis;
  const steps = memorySteps(analysis);
  const told: readonly (readonly [string, Timeline])[] = [
    ['Inference', { ...memory.inference, steps: steps.inference }],
    ['A training step', { ...memory.training, steps: steps.training }],
  ];
  const charts = told.flatMap(([title, peak]): readonly ChartView[] => {
    if (Number.isNaN(peak.bytes) || peak.steps.length < 2) return [];
    const rows = peak.steps.map(({ node, bytes, direction }, index) => [nameOf(node), String(index), direction, printBytes(bytes)]);
    return [
      chart(title, (width) => memoryChart(peak, `${title}: bytes of activations alive, at most ${printBytes(peak.bytes)}`, width), {
        numbers: numbersView(['layer', 'step', 'direction', 'alive'], rows),
      }),
    ];
  });
  if (charts.length === 0) return nothing;
  return {
    paragraphs: [
      'Bytes of activations that are alive while each layer runs, in the order of the source; nothing is fused or computed in place. A folded repeat stands for its dearest copy at inference.',
    ],
    charts,
  };
}

function rooflineParts(analysis: Analysis, { device }: SectionOptions): Parts {
  const roofline = rooflineOf(analysis, device);
  if (roofline === undefined || roofline.layers.length === 0) return nothing;
  const title = `Layers below the roof of ${device.name}`;
  const rows = roofline.layers.map(({ node, copies, flops, bytes, intensity, seconds, bound }) => [
    nameOf(node),
    String(copies),
    printShort(flops),
    printBytes(bytes),
    intensity === 0 ? '0' : intensity.toPrecision(3),
    microseconds(seconds),
    bound,
  ]);
  return {
    paragraphs: [
      `On ${device.name} one run takes at least ${microseconds(roofline.seconds)}, layer after layer with nothing fused and every tensor read and written once; ${printShare(roofline.memoryShare, 1)} of that time is that of layers that memory holds up. Its limits are ${printShort(device.flopsPerSecond)}FLOP/s with 32-bit floats and ${printShort(device.bytesPerSecond)}B/s, as its maker says (told at ${device.toldAt.map(hostOf).join(' and ')}).`,
    ],
    charts: [
      chart(title, (width) => rooflineChart(roofline, title, width), {
        note: ['The larger the mark, the more of the time the layer takes.', ...movingOnly(roofline)].join(' '),
        numbers: numbersView(['layer', 'copies', 'FLOPs', 'bytes', 'FLOPs a byte', 'least time', 'held up by'], rows),
      }),
    ],
  };
}

/** Layers that have no place on a logarithmic axis. */
function movingOnly({ layers, seconds }: Roofline): readonly string[] {
  const moving = layers.filter(({ intensity }) => intensity === 0);
  const [first] = moving;
  if (first === undefined) return [];
  const share = moving.reduce((sum, layer) => sum + layer.copies * layer.seconds, 0);
  return [`Not drawn is what neither multiplies nor adds, such as ${nameOf(first.node)}: ${printShare(share, seconds)} of the time.`];
}

const hostOf = (address: string): string => address.replace(/^https:\/\/(?:www\.)?([^/]+).*$/, '$1');

const microseconds = (seconds: number): string =>
  seconds < 1e-3 ? `${(seconds * 1e6).toPrecision(3)} \u00B5s` : `${(seconds * 1e3).toPrecision(3)} ms`;
