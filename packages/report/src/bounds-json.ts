// Bounds on gradients for machines: decades that they do not exceed, null where nothing is proved, with `zero` for those of nothing at all.
import type { GradientBounds, NodeBounds, TensorBound } from '@trammel/analysis';
import type { Node } from '@trammel/graph';
import { numberJson, toldCopies } from './gradient-json.js';

/** What the proof says of the network as a whole, and what it takes for granted. */
export function networkBoundsJson({ missing, inputRange, failureProbability, inputs }: GradientBounds): object {
  return {
    missing: missing ?? null,
    inputRange,
    failureProbability,
    inputs: inputs.map(({ input, atMost }) => ({ name: input.name, bound: boundJson(atMost) })),
  };
}

/** Of one node: the first copy, and all of them behind it; null where it has no gradient. */
export function nodeBoundsJson(node: Node, { nodes }: GradientBounds): object | null {
  const known = nodes.get(node);
  const first = known?.at(0);
  if (known === undefined || first === undefined) return null;
  const copies = toldCopies(known.copies).flatMap((copy) => {
    const bounds = known.at(copy);
    return bounds === undefined ? [] : [{ copy, ...copyJson(bounds) }];
  });
  return { ...copyJson(first), copies };
}

function copyJson({ outputs, parameters }: NodeBounds): object {
  return {
    outputs: outputs.map(outputJson),
    parameters: Object.fromEntries([...parameters].map(([name, atMost]) => [name, boundJson(atMost)])),
  };
}

function outputJson(bound: TensorBound | undefined): object | null {
  if (bound === undefined) return null;
  return { ...boundJson(bound.atMost), range: { low: numberJson(bound.range.low), high: numberJson(bound.range.high) } };
}

/** Whole numbers have no gradient, and no bound. */
function boundJson(atMost: number | undefined): object | null {
  return atMost === undefined ? null : { log10AtMost: numberJson(atMost), zero: atMost === -Infinity };
}
