// What is proved of gradients as a column of their table: decades that they do not exceed.
import type { GradientBounds } from '@trammel/analysis';
import type { GradientColumn } from './gradient-table.js';
import { printCount } from './numbers.js';

/** The column `at most`; empty where nothing is proved. */
export function boundsColumn({ nodes, inputs, inputRange, failureProbability }: GradientBounds): GradientColumn {
  const draws =
    failureProbability === 0
      ? 'all weights that can be drawn'
      : `all weights but one draw in ${printCount(Math.round(1 / failureProbability))}`;
  return {
    key: 'bound',
    title: 'at most',
    legend: `what dL/dy does not exceed, proved for inputs from ${inputRange.low} to ${inputRange.high} and ${draws}; no estimate`,
    behind: 'output',
    ofNode: (node, copy) => proved(nodes.get(node)?.at(copy)?.outputs[0]?.atMost),
    ofInput: (name) => proved(inputs.find(({ input }) => input.name === name)?.atMost),
  };
}

/** Why nothing is proved, where that is so. */
export function boundsRemark({ missing }: GradientBounds): readonly string[] {
  return missing === undefined ? [] : [`no bounds are proved: ${missing}`];
}

const proved = (decades: number | undefined): number | undefined => (decades === Infinity ? undefined : decades);
