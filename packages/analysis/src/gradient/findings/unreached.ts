// Layers with weights that nothing trains: neither an output nor the loss depends on them.
import { at, diagnosticMaker, type Diagnostic } from '@trammel/diagnostics';
import { nodesOf, upTo, type Graph, type Node, type Tensor } from '@trammel/graph';
import { problems } from '../../problems.js';
import { callOf, type GradientFacts } from './facts.js';

const report = diagnosticMaker(problems);

/** One finding for all of them. */
export function unreachedLayers({ graph }: Pick<GradientFacts, 'graph'>): readonly Diagnostic[] {
  const { goals, what } = goalsOf(graph);
  const reached = new Set(nodesOf(upTo(graph, goals).body).map(({ node }) => node.id));
  const missed = nodesOf(graph.body).flatMap(({ node }) => (isTrained(node) && !reached.has(node.id) ? [node] : []));
  const [first, ...others] = missed;
  if (first === undefined) return [];
  const more = others.length === 0 ? '' : `, nor on ${others.length} more`;
  const secondary = [...new Map(others.map(({ span }) => [span.start, at(span, 'nor on this')])).values()].filter(
    ({ span }) => span.start !== first.span.start,
  );
  return [report('unreached-layer', at(first.span), `${what} ${callOf(first)}${more}`, { secondary })];
}

const isTrained = ({ weights }: Node): boolean => weights?.parameters.some(({ isTrainable }) => isTrainable) === true;

/** What training makes smaller, or else everything that the network gives. */
function goalsOf(graph: Graph): { readonly goals: readonly Tensor[]; readonly what: string } {
  if (graph.training === undefined)
    return {
      goals: graph.outputs.map(({ tensor }) => tensor),
      what: graph.outputs.length === 1 ? 'the output does not depend on' : 'no output depends on',
    };
  const { body } = graph.training.loss;
  return { goals: nodesOf(body).flatMap(({ node }) => node.inputs), what: 'the loss does not depend on' };
}
