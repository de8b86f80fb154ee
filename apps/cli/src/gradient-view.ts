// Which networks have their gradients computed and how they are shown: those that ask for them, and all with `--gradient`.
import type { GradientView } from '@trammel/report';
import { asksForGradient, type Analysis } from 'trammel';
import type { GradientOptions } from './options.js';

/** Whether the gradients of a network are computed. */
export function hasGradients({ gradient }: GradientOptions): (analysis: Analysis) => boolean {
  return ({ graph }) => gradient === true || asksForGradient(graph);
}

/** How they are shown: in a table of their own where that was asked for, else in a column where the network asks. */
export function gradientView(options: GradientOptions): (analysis: Analysis) => GradientView | undefined {
  const isComputed = hasGradients(options);
  return (analysis) => (isComputed(analysis) ? { detail: options.gradient === true ? 'table' : 'column', extras: [] } : undefined);
}
