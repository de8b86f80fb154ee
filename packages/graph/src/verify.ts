// The verifier of graphs: what must hold whatever the source was. A finding is a defect of the compiler.
import { printType, sameType } from '@trammel/tensor';
import type { Tensor } from './edge.js';
import type { Graph, Item, Node, Region, Weights } from './graph.js';
import { writesOf } from './walk.js';

/** Everything that is wrong with the graph, in words; empty for a sound one. */
export function verifyGraph(graph: Graph): readonly string[] {
  const seen: Seen = { ids: new Set(), weights: new Set(graph.weights), findings: [] };
  const known = new Set<Tensor>(graph.inputs.map(({ tensor }) => tensor));
  verifyRegion(graph.body, known, seen);
  for (const { name, tensor } of graph.outputs) if (!known.has(tensor)) seen.findings.push(`output ${name} is never written`);
  if (seen.weights.size !== graph.weights.length) seen.findings.push('weights are listed twice');
  return seen.findings;
}

interface Seen {
  readonly ids: Set<string>;
  readonly weights: Set<Weights>;
  readonly findings: string[];
}

function verifyRegion(region: Region, known: Set<Tensor>, seen: Seen): void {
  for (const item of region.items) {
    if (seen.ids.has(item.id)) seen.findings.push(`the id ${item.id} is given twice`);
    seen.ids.add(item.id);
    if (item.kind === 'node') verifyNode(item, known, seen);
    else verifyRepeat(item, known, seen);
  }
}

function verifyNode(node: Node, known: Set<Tensor>, { weights, findings }: Seen): void {
  for (const [index, tensor] of node.inputs.entries()) {
    if (!known.has(tensor)) findings.push(`${node.id} reads a tensor before it is written`);
    const expected = node.site.inputs[index];
    if (expected === undefined || !sameType(expected, tensor.type))
      findings.push(`${node.id} is given ${printType(tensor.type)} as input ${index}`);
  }
  if (node.inputs.length !== node.site.inputs.length)
    findings.push(`${node.id} is given ${node.inputs.length} inputs and reads ${node.site.inputs.length}`);
  if (node.outputs.length !== node.site.outputs.length)
    findings.push(`${node.id} has ${node.outputs.length} outputs and gives ${node.site.outputs.length}`);
  for (const tensor of node.outputs) known.add(tensor);
  if (node.site.parameters.length > 0 !== (node.weights !== undefined)) findings.push(`${node.id} has parameters or weights, but not both`);
  if (node.weights !== undefined && !weights.has(node.weights)) findings.push(`the weights of ${node.id} are not listed`);
}

function verifyRepeat(item: Extract<Item, { readonly kind: 'repeat' }>, known: Set<Tensor>, seen: Seen): void {
  if (!known.has(item.initial)) seen.findings.push(`${item.id} reads a tensor before it is written`);
  if (item.count < 1 || !Number.isInteger(item.count)) seen.findings.push(`${item.id} repeats ${item.count} times`);
  if (![item.initial, item.exit, item.result].every((tensor) => sameType(tensor.type, item.entry.type)))
    seen.findings.push(`the copies of ${item.id} are not alike`);
  known.add(item.entry);
  verifyRegion(item.body, known, seen);
  if (!known.has(item.exit)) seen.findings.push(`${item.id} gives a tensor that is never written`);
  // What is inside is not visible outside: taken out again, rather than copying the set for each repeat.
  for (const tensor of [item.entry, ...item.body.items.flatMap(writesOf)]) known.delete(tensor);
  known.add(item.result);
}
