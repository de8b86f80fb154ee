/** Gradients made up by hand for a network: they say nothing of it, but show how such results are told. */
import type { Graph, Node, Region } from '@trammel/graph';
import type { Analysis } from 'trammel';

type GradientAnalysis = Analysis['gradient'];
type CopiedAttenuation = NonNullable<ReturnType<GradientAnalysis['nodes']['get']>>;
export type NodeAttenuation = ReturnType<CopiedAttenuation['at']>;
type Attenuation = NonNullable<NodeAttenuation['outputs'][number]>;

/** A gradient of so many decades with a band of a tenth to both sides. */
export const decades = (rms: number): Attenuation => ({ rms, mean: rms - 0.01, low: rms - 0.1, high: rms + 0.1 });

/** What is said of a copy of a node that takes its turn; anything may be put in its place. */
export type Change = (node: Node, copy: number, usual: NodeAttenuation) => Partial<NodeAttenuation>;

/** Every node in every copy takes a quarter of a decade, most of it by its slope; the last one to run begins at 0. */
export function handMade(graph: Graph, change: Change = () => ({})): GradientAnalysis {
  const order = executed(graph.body).filter((node) => node.outputs.some(({ type }) => type.elementType === 'f32'));
  const turns = new Map<Node, number[]>();
  order.forEach((node, turn) => turns.set(node, [...(turns.get(node) ?? []), turn]));
  const nodes = new Map(
    [...turns].map(([node, at]): [Node, CopiedAttenuation] => {
      const attenuationAt = (copy: number): NodeAttenuation => {
        const usual = usualOf(node, -0.25 * (order.length - 1 - (at[copy] ?? 0)));
        return { ...usual, ...change(node, copy, usual) };
      };
      const stretches = at.map((_, first) => ({ first, count: 1, stride: 1 }));
      return [node, { node, copies: at.length, stretches, at: attenuationAt }];
    }),
  );
  const inputs = graph.inputs.map((input) => ({ input, attenuation: decades(-0.25 * order.length), isReliable: true, doubts: [] }));
  return { nodes, inputs, missing: undefined, findings: [] };
}

/** Every run of a node, in the order in which they happen. */
function executed({ items }: Region): readonly Node[] {
  return items.flatMap((item) => (item.kind === 'node' ? [item] : Array.from({ length: item.count }, () => executed(item.body)).flat()));
}

function usualOf(node: Node, rms: number): NodeAttenuation {
  const trained = (node.weights?.parameters ?? []).filter(({ isTrainable }) => isTrainable);
  return {
    outputs: node.outputs.map(() => decades(rms)),
    parameters: new Map(trained.map(({ name }, index) => [name, decades(rms - 0.5 * (index + 1))])),
    forward: { mean: 0, variance: 0.25 },
    local: { weightGain: 0, maximumSlope: -0.2, spreadSaturation: -0.05, offsetSaturation: 0, other: 0 },
    pathShares: node.inputs.map(() => undefined),
    isReliable: true,
    doubts: [],
  };
}
