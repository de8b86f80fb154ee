/** The signal rule of every operator: gradients as predicted from the graph against gradients as sampled, in networks around each. */
import { gradientOf } from '@trammel/analysis';
import { nodesOf } from '@trammel/graph';
import { operatorNames, operators, type OperatorName } from '@trammel/operators';
import { describe, expect, test } from 'vitest';
import { causalNetworks } from './signal/causal.js';
import { compared, graphOf } from './signal/errors.js';
import { imageNetworks } from './signal/images.js';
import { largerNetworks } from './signal/larger.js';
import { sequenceNetworks } from './signal/sequences.js';
import { vectorNetworks } from './signal/vectors.js';

const small = [...vectorNetworks, ...imageNetworks, ...sequenceNetworks];

/** Operators that say nothing of gradients: the choice by a condition that comes of what is chosen from, and what gives no real numbers. */
const untold: readonly OperatorName[] = [
  'where',
  ...(['equal', 'not_equal', 'less', 'less_equal', 'greater', 'greater_equal', 'logical_and', 'logical_or', 'logical_not'] as const),
];

describe.each([...small, ...largerNetworks, ...causalNetworks])('$name', (network) => {
  test(`is as ${network.draws} draws say, within ${network.tolerance} decades`, () => {
    const tensors = compared(network).filter(({ name }) => network.apart?.includes(name) !== true);
    const far = tensors.filter(({ error }) => !(Math.abs(error) <= network.tolerance));
    expect(far.map(({ name, predicted, sampled }) => [name, predicted?.rms, sampled.ratio.log10Rms])).toEqual([]);
  });
});

test('every operator is in a network, or says that it has no rule', () => {
  const met = new Set(small.flatMap((network) => nodesOf(graphOf(network).body).map(({ node }) => node.operator)));
  expect(operatorNames.filter((name) => met.has(name) === untold.includes(name))).toEqual([]);
});

test.each(untold)('%s tells nothing that it does not know', (name) => {
  const graph = graphOf({ name, body: bodyOf(operators[name].example) });
  const { nodes, inputs } = gradientOf(graph, new Map(graph.symbols.map((symbol) => [symbol.name, 4])));
  for (const { node, at } of nodes.values()) {
    const { outputs, parameters } = at(0);
    // What comes before is not known either, unless another way leads past the operator.
    expect([node.id, outputs.every((output) => output === undefined), parameters.size]).toEqual([node.id, true, 0]);
  }
  expect(inputs.every(({ attenuation }) => attenuation === undefined)).toBe(true);
});

/** What stands between the outermost braces. */
const bodyOf = (text: string): string => text.slice(text.indexOf('{') + 1, text.lastIndexOf('}')).trim();
