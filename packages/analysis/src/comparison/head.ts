// The head: what follows the last map, and whether it reads each number of that map or what is pooled from it.
import { nodesOf, type Node, type Tensor } from '@trammel/graph';
import { elementCount, sameSize } from '@trammel/tensor';
import type { Analysis } from '../analysis.js';
import { sumOf, type Gathering, type HeadCause } from './cause.js';
import { layersOf } from './layers.js';
import type { DifferencePart } from './parts.js';
import { hasPlaces, rolesOf } from './roles.js';

/** All parts of layers of the head. */
export function headOf(parts: readonly DifferencePart[], { left, right }: Gathering): HeadCause | undefined {
  const own = parts.filter(({ form }) => form.role === 'head');
  // A network of nothing but dense layers is no head.
  if (own.length === 0 || !hasMap(left) || !hasMap(right)) return undefined;
  return { kind: 'head', parts: own, difference: sumOf(own), flattened: { left: flattenedOf(left), right: flattenedOf(right) } };
}

const hasMap = (analysis: Analysis): boolean => [...rolesOf(analysis).values()].some((role) => role !== 'head');

/** The channels of the first layer of the head, if what it reads is a map in one row. */
function flattenedOf(analysis: Analysis): number | undefined {
  const roles = rolesOf(analysis);
  const first = layersOf(analysis).find(({ node }) => roles.get(node) === 'head');
  const [input] = first?.node.inputs ?? [];
  return first !== undefined && input !== undefined && isFlattened(input, analysis) ? first.profile.contracted : undefined;
}

/** Whether all numbers of a map with places stand in the tensor: no node between them gives fewer than it takes. */
function isFlattened(tensor: Tensor, { graph }: Analysis): boolean {
  const makers = new Map<Tensor, Node>(nodesOf(graph.body).flatMap(({ node }) => node.outputs.map((output) => [output, node] as const)));
  let at = tensor;
  while (!hasPlaces(at.type.shape)) {
    const [input] = makers.get(at)?.inputs ?? [];
    if (input === undefined || !sameSize(elementCount(input.type.shape), elementCount(at.type.shape))) return false;
    at = input;
  }
  return true;
}
