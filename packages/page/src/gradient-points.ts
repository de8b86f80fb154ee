// The gradient pass as a row of points from the input of a network to its output: one for each layer, and copy of a repeat. Not the chart.
import type { Analysis, LocalDecades } from '@trammel/analysis';
import type { Node, Region } from '@trammel/graph';
import { layerName, type GradientColumn } from '@trammel/report';

/** What reaches one layer. */
export interface GradientPoint {
  readonly index: number;
  readonly name: string;
  readonly rms: number;
  readonly low: number;
  readonly high: number;
  /** Of what was drawn; undefined where nothing was. */
  readonly sampled: number | undefined;
  /** What the layer adds itself on the way back; undefined where that is not known. */
  readonly local: LocalDecades | undefined;
}

/** At each layer whose gradient is known, copies one after the other; inputs come first. */
export function gradientPoints({ gradient, graph }: Analysis, extras: readonly GradientColumn[]): readonly GradientPoint[] {
  const sampling = extras.find(({ key }) => key === 'sampled output');
  const points: Omit<GradientPoint, 'index'>[] = [];
  for (const { input, attenuation } of gradient.inputs) {
    if (attenuation === undefined) continue;
    const { rms, low, high } = attenuation;
    points.push({ name: `input ${input.name}`, rms, low, high, sampled: sampling?.ofInput(input.name), local: undefined });
  }
  for (const { node, copy } of runsOf(graph.body, 0)) {
    const known = gradient.nodes.get(node);
    const output = known?.at(copy).outputs[0];
    if (known === undefined || output === undefined) continue;
    const name = [layerName(node)].flat()[0] ?? node.id;
    const { rms, low, high } = output;
    points.push({
      name: known.copies > 1 ? `${name}, copy ${copy + 1}` : name,
      rms,
      low,
      high,
      sampled: sampling?.ofNode(node, copy),
      local: known.at(copy).local,
    });
  }
  return points.map((point, index) => ({ ...point, index }));
}

/** Every node as often as it runs, in the order in which copies run; `copy` is that of the repeats around the region. */
function runsOf({ items }: Region, copy: number): readonly { readonly node: Node; readonly copy: number }[] {
  return items.flatMap((item) => {
    if (item.kind === 'node') return [{ node: item, copy }];
    const rounds = Array.from({ length: item.count }, (_, round) => copy * item.count + round);
    return rounds.flatMap((round) => runsOf(item.body, round));
  });
}
