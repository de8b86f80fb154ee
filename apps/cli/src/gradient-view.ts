// Which networks have their gradients computed and how they are shown: those that ask for them, and all with `--gradient`.
import { boundsColumn, boundsRemark, sampledColumns, type GradientView, type NetworkSamples } from '@trammel/report';
import { asksForGradient, gradientBoundsOf, type Analysis, type GradientBounds } from 'trammel';
import type { GradientOptions } from './options.js';

/** What was worked out beside the gradients of each network, where that was asked for. */
export interface GradientEvidence {
  readonly samples: ReadonlyMap<Analysis, NetworkSamples>;
  readonly bounds: ReadonlyMap<Analysis, GradientBounds>;
}

/** Whether gradients are asked for: by their name, or by what is told of them alone. Their findings are then told too. */
export function wantsGradients({ gradient, bounds, sample, inputStd, inputMean }: GradientOptions): boolean {
  return gradient === true || bounds === true || [sample, inputStd, inputMean].some((option) => option !== undefined);
}

/** Whether the gradients of a network are computed. */
export function hasGradients(options: GradientOptions): (analysis: Analysis) => boolean {
  return ({ graph }) => wantsGradients(options) || asksForGradient(graph);
}

/** The bounds of each network, where they are asked for. */
export function boundsOf(analyses: readonly Analysis[], { bounds }: GradientOptions): GradientEvidence['bounds'] {
  return new Map(bounds === true ? analyses.map((analysis) => [analysis, gradientBoundsOf(analysis)]) : []);
}

/** How they are shown: in a table of their own where that was asked for, else in a column where the network asks. */
export function gradientView(
  options: GradientOptions,
  { samples, bounds }: GradientEvidence,
): (analysis: Analysis) => GradientView | undefined {
  const isComputed = hasGradients(options);
  return (analysis) => {
    const [sampled, proved] = [samples.get(analysis), bounds.get(analysis)];
    const extras = [
      ...(sampled === undefined ? [] : sampledColumns(sampled, analysis)),
      ...(proved === undefined ? [] : [boundsColumn(proved)]),
    ];
    if (wantsGradients(options)) return { detail: 'table', extras, remarks: proved === undefined ? [] : boundsRemark(proved) };
    return isComputed(analysis) ? { detail: 'column', extras: [], remarks: [] } : undefined;
  };
}
