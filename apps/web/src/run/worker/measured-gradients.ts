// Gradients as they are at a step of a training, beside those that were predicted for its beginning. Not the steps.
import type { Analysis } from '@trammel/analysis';
import type { BatchElements } from '@trammel/datasets';
import type { Node } from '@trammel/graph';
import { attenuationChart, gradientPoints, type GradientPoint } from '@trammel/page';
import { measuringOf, type Measuring } from '@trammel/sampling';
import type { GradientView } from '../protocol.js';
import type { Elements } from '@trammel/training';
import type { Prepared } from './prepared.js';

/** Measures on a batch, at some weights. */
export type GradientMeter = (inputs: BatchElements, weights: Elements) => GradientView;

/** More is not taken beside the training itself. */
const byteLimit = 2 ** 29;
const widths = { wide: 520, narrow: 380 };

/** Undefined where it would take too much memory, or where there is nothing to tell. */
export function gradientMeter(analysis: Analysis, { graph, training, sizesAt, batch }: Prepared): GradientMeter | undefined {
  const made = measuringOf(graph, training, { sizes: sizesAt(batch), byteLimit });
  if ('why' in made || made.measuring.places.length < 2) return undefined;
  return (inputs, weights) => viewOf(analysis, made.measuring, made.measuring.measure(inputs, weights));
}

function viewOf(analysis: Analysis, { places }: Measuring, logarithms: Float64Array): GradientView {
  const ofNode = new Map<Node, number[]>();
  const ofInput = new Map<string, number>();
  for (const [at, place] of places.entries()) {
    const decades = logarithms[at] ?? Number.NaN;
    if (place.kind === 'input') ofInput.set(place.input.name, decades);
    if (place.kind !== 'output' || place.output > 0) continue;
    const copies = ofNode.get(place.node) ?? [];
    copies[place.copy] = decades;
    ofNode.set(place.node, copies);
  }
  const points = gradientPoints(analysis, [
    {
      key: 'sampled output',
      title: 'measured',
      legend: '',
      behind: 'output',
      ofNode: (node, copy) => ofNode.get(node)?.[copy],
      ofInput: (name) => ofInput.get(name),
    },
  ]);
  const title = 'Gradients: measured now, and predicted for the beginning';
  const at = (width: number): string => attenuationChart(points, title, width, 'measured').markup;
  return { chart: { title, wide: at(widths.wide), narrow: at(widths.narrow) }, sentence: sentenceOf(points) };
}

/** Where the gradient has come farthest. */
function sentenceOf([first]: readonly GradientPoint[]): string {
  if (first?.sampled === undefined || Number.isNaN(first.sampled)) return '';
  const told = (decades: number): string => (decades === -Infinity ? 'nothing at all' : `${decades.toFixed(2)} decades`);
  const predicted = Number.isFinite(first.rms) ? `, and ${told(first.rms)} were predicted` : '';
  return `Of the gradient at the output, ${told(first.sampled)} reach the ${first.name}${predicted}. A decade is a factor of ten.`;
}
