// The bounds pass: for every tensor and weight of a network a proof that its gradient is no larger than stated. Not an estimate.
import { nodesOf, type Graph, type Node, type Tensor } from '@trammel/graph';
import type { PassContext } from '../context.js';
import { anything, countOf, fact, type Fact } from './fact.js';
import { boundRegion } from './graph-facts.js';
import { goBack, type Backward } from './graph-gradients.js';
import type { Interval } from './interval.js';
import { nothing } from './log-bound.js';
import type { BoundsOptions, CopiedBounds, GradientBounds, NodeBounds } from './result.js';
import { createSetting, eventsIn, tailsOf } from './setting.js';
import { givenSiteBounder, siteBounder } from './site-bounds.js';

/** What is asked where nobody says: elements of inputs between -1 and 1, and one draw in a million that may escape. */
export const defaultBoundsOptions: BoundsOptions = { inputRange: { low: -1, high: 1 }, failureProbability: 1e-6 };

/** More runs of nodes than this are not told one by one. */
const mostRuns = 2_000_000;

/**
 * Gradients in training, relative to all outputs together. The derivative is the exact one, of real numbers: what a machine loses by
 * rounding is not in it, and what this pass loses is rounded upwards.
 */
export function gradientBoundsOf({ graph, sizes }: PassContext, options: BoundsOptions = defaultBoundsOptions): GradientBounds {
  const visits = nodesOf(graph.body);
  const open = graph.symbols.find(({ name }) => !sizes.has(name));
  if (open !== undefined) return withoutBounds(graph, options, `the size ${open.name} is open`);
  const runs = visits.reduce((total, { copies }) => total + copies, 0);
  if (runs > mostRuns) return withoutBounds(graph, options, `more than ${mostRuns} runs of nodes are not told one by one`);
  const events = visits.reduce((total, { node, copies }) => total + copies * eventsIn(node.site.program('training')), 0);
  const setting = createSetting(sizes, tailsOf(events, options.failureProbability));
  const facts = new Map<Tensor, Fact>(
    graph.inputs.map(({ tensor }) => [tensor, inputFact(tensor, options.inputRange, countOf(tensor.type.shape, sizes))]),
  );
  const copies = new Map(visits.map((visit) => [visit.node, visit.copies]));
  const copiesOf = (node: Node): number => copies.get(node) ?? 1;
  const { weights } = options;
  const bound = weights === undefined ? siteBounder(setting) : givenSiteBounder(setting, weights);
  const region = boundRegion(graph.body, '', { facts, bound, hasEqualCopies: weights === undefined });
  const backward = goBack(
    region,
    graph.outputs.map(({ tensor }) => tensor),
    copiesOf,
  );
  return {
    nodes: new Map(visits.map((visit) => [visit.node, copiedBounds(visit, backward)])),
    inputs: graph.inputs.map((input) => ({
      input,
      atMost: input.tensor.type.elementType === 'f32' ? backward.at(input.tensor) : undefined,
    })),
    inputRange: options.inputRange,
    failureProbability: setting.tails.areUsed() ? options.failureProbability : 0,
    missing: undefined,
  };
}

function inputFact({ type }: Tensor, range: Interval, count: number): Fact {
  return type.elementType === 'f32'
    ? fact({ range }, count)
    : type.elementType === 'bool'
      ? fact({ range: { low: 0, high: 1 } }, count)
      : anything;
}

function withoutBounds(graph: Graph, { inputRange }: BoundsOptions, missing: string): GradientBounds {
  return {
    nodes: new Map(),
    inputs: graph.inputs.map((input) => ({ input, atMost: undefined })),
    inputRange,
    failureProbability: 0,
    missing,
  };
}

function copiedBounds({ node, copies }: { readonly node: Node; readonly copies: number }, backward: Backward): CopiedBounds {
  const outputs = backward.outputs.get(node) ?? [];
  const { weights } = node;
  const byCopy = weights === undefined ? undefined : backward.parameters.get(weights);
  const trainable = weights?.parameters.filter(({ isTrainable }) => isTrainable) ?? [];
  return {
    node,
    copies,
    at: (copy): NodeBounds | undefined => {
      // The last copy was met first.
      const own = outputs[copies - 1 - copy];
      if (own === undefined) return undefined;
      const bounds = weights === undefined ? undefined : byCopy?.get(Math.floor((copy * weights.copies) / copies));
      return { outputs: own, parameters: new Map(trainable.map(({ name }) => [name, bounds?.get(name) ?? nothing])) };
    },
  };
}
