// The program of a whole graph: every operator written in primitives, folded repeats written out.
import { inline, input, parameter, program, type Program, type Value } from '@trammel/program';
import { present } from '@trammel/tensor';
import type { Mode } from '@trammel/operators';
import type { Tensor } from './edge.js';
import type { Graph, NamedTensor, Node, Region, Weights } from './graph.js';

/** Which tensors come out, and in which mode; the outputs of the graph unless said. */
export interface ProgramOptions {
  readonly mode: Mode;
  readonly outputs?: readonly Tensor[];
}

/** Copies of repeats are numbered: `Block[3].dense.weight` is the fourth copy's. */
type CopyPath = string;

interface Writing {
  readonly mode: Mode;
  readonly values: Map<Tensor, Value>;
  readonly parameters: Map<string, Value>;
}

/** Inputs have the names of the graph; parameters are named `weights.parameter`, with the copy behind the id in repeats. */
export function programOfGraph(graph: Graph, options: ProgramOptions): Program {
  const values = new Map<Tensor, Value>(
    graph.inputs.map(({ name, tensor }: NamedTensor) => [tensor, input(name, tensor.type.shape, tensor.type.elementType)]),
  );
  const writing: Writing = { mode: options.mode, values, parameters: new Map() };
  const inputs = graph.inputs.map(({ tensor }) => at(writing, tensor));
  writeRegion(graph.body, '', writing);
  const outputs = options.outputs ?? graph.outputs.map((output) => output.tensor);
  return program(
    inputs,
    [...writing.parameters.values()],
    outputs.map((tensor) => at(writing, tensor)),
  );
}

const at = ({ values }: Writing, tensor: Tensor): Value => present(values.get(tensor), () => 'a tensor is written before it is read');

function writeRegion(region: Region, copy: CopyPath, writing: Writing): void {
  for (const item of region.items) {
    if (item.kind === 'node') {
      writeNode(item, copy, writing);
      continue;
    }
    let current = at(writing, item.initial);
    for (let round = 0; round < item.count; round += 1) {
      writing.values.set(item.entry, current);
      writeRegion(item.body, `${copy}[${round}]`, writing);
      current = at(writing, item.exit);
    }
    writing.values.set(item.result, current);
  }
}

function writeNode(node: Node, copy: CopyPath, writing: Writing): void {
  const meaning = node.site.program(writing.mode);
  const bindings = new Map<Value, Value>();
  for (const [index, tensor] of node.inputs.entries()) {
    const placeholder = meaning.inputs[index];
    if (placeholder !== undefined) bindings.set(placeholder, at(writing, tensor));
  }
  for (const placeholder of meaning.parameters) {
    if (placeholder.instruction.op === 'parameter' && node.weights !== undefined)
      bindings.set(placeholder, parameterOf(placeholder, weightsName(node.weights, copy), writing));
  }
  const results = inline(meaning, bindings);
  for (const [index, tensor] of node.outputs.entries())
    writing.values.set(
      tensor,
      present(results[index], () => 'a meaning gives each output'),
    );
}

/** Weights that are declared outside of a repeat exist once, whatever the copy that reads them. */
function weightsName(weights: Weights, copy: CopyPath): string {
  return weights.copies === 1 ? weights.id : `${weights.id}${copy}`;
}

function parameterOf(placeholder: Value, weights: string, { parameters }: Writing): Value {
  const { instruction, shape } = placeholder;
  if (instruction.op !== 'parameter') return placeholder;
  const name = `${weights}.${instruction.name}`;
  const known = parameters.get(name) ?? parameter(name, shape, { isTrainable: instruction.isTrainable });
  parameters.set(name, known);
  return known;
}
