// Which networks have their gradients computed and how they are shown: those that ask for them, and all with `--gradient`.
import { boundsColumn, sampledColumns, type GradientColumn, type GradientView, type NetworkSamples } from '@trammel/report';
import { asksForGradient, gradientBoundsOf, type Analysis } from 'trammel';
import type { GradientOptions } from './options.js';

/** Whether the gradients of a network are computed. */
export function hasGradients(options: GradientOptions): (analysis: Analysis) => boolean {
  return ({ graph }) => wantsTable(options) || asksForGradient(graph);
}

/** How they are shown: in a table of their own where that was asked for, else in a column where the network asks. */
export function gradientView(
  options: GradientOptions,
  samples: ReadonlyMap<Analysis, NetworkSamples>,
): (analysis: Analysis) => GradientView | undefined {
  const isComputed = hasGradients(options);
  return (analysis) => {
    const sampled = samples.get(analysis);
    const extras = [
      ...(sampled === undefined ? [] : sampledColumns(sampled, analysis)),
      ...(options.bounds === true ? boundsOf(analysis) : []),
    ];
    if (wantsTable(options)) return { detail: 'table', extras };
    return isComputed(analysis) ? { detail: 'column', extras: [] } : undefined;
  };
}

const wantsTable = ({ gradient, bounds, sample }: GradientOptions): boolean => gradient === true || bounds === true || sample !== undefined;

function boundsOf(analysis: Analysis): readonly GradientColumn[] {
  const bounds = gradientBoundsOf(analysis);
  return bounds.missing === undefined ? [boundsColumn(bounds)] : [];
}
