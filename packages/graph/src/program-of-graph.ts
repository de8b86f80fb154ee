// The program of a whole graph: every operator written in primitives, folded repeats written out.
import { inline, input, parameter, program, type Program, type Value } from '@trammel/program';
import { present } from '@trammel/tensor';
import type { Mode } from '@trammel/operators';
import type { Tensor } from './edge.js';
import type { Graph, NamedTensor, Node, Region } from './graph.js';
import { copyOf, weightsName, type CopyPath } from './weights-name.js';

/** Which tensors come out, and in which mode; the outputs of the graph unless said. */
export interface ProgramOptions {
  readonly mode: Mode;
  readonly outputs?: readonly Tensor[];
}

interface Writing {
  readonly mode: Mode;
  readonly values: Map<Tensor, Value>;
  readonly parameters: Map<string, Value>;
  /** What buffers have become so far, by the name of the parameter; undefined where nobody asks. */
  readonly buffers: Map<string, Value> | undefined;
  readonly nodes: WrittenNode[];
}

/** One copy of a node in a program: the outputs of each copy are values of their own. */
export interface WrittenNode {
  readonly node: Node;
  /** The names under which the program has its parameters, by their own names. */
  readonly parameters: ReadonlyMap<string, string>;
  readonly outputs: readonly Value[];
}

/** Inputs have the names of the graph; parameters are named `weights.parameter`, with the copy behind the id in repeats. */
export function programOfGraph(graph: Graph, options: ProgramOptions): Program {
  return write(graph, options, undefined);
}

/** A program in which running statistics move on. */
export interface TrainingProgram {
  /** As of `programOfGraph` in training, with the new value of each buffer that moves behind the outputs. */
  readonly program: Program;
  /** The names of those buffers, in that order. */
  readonly buffers: readonly string[];
}

/** What a step of training computes before it turns back: the outputs, and what running statistics become. */
export function trainingProgramOf(graph: Graph, outputs: readonly Tensor[]): TrainingProgram {
  const buffers = new Map<string, Value>();
  return { program: write(graph, { mode: 'training', outputs }, buffers), buffers: [...buffers.keys()] };
}

/** As `programOfGraph`, with every copy of every node in the order in which they run. */
export function writtenProgramOf(
  graph: Graph,
  options: ProgramOptions,
): { readonly program: Program; readonly nodes: readonly WrittenNode[] } {
  const nodes: WrittenNode[] = [];
  return { program: write(graph, options, undefined, nodes), nodes };
}

function write(graph: Graph, options: ProgramOptions, buffers: Writing['buffers'], nodes: WrittenNode[] = []): Program {
  const values = new Map<Tensor, Value>(
    graph.inputs.map(({ name, tensor }: NamedTensor) => [tensor, input(name, tensor.type.shape, tensor.type.elementType)]),
  );
  const writing: Writing = { mode: options.mode, values, parameters: new Map(), buffers, nodes };
  const inputs = graph.inputs.map(({ tensor }) => at(writing, tensor));
  writeRegion(graph.body, '', writing);
  const outputs = options.outputs ?? graph.outputs.map((output) => output.tensor);
  const results = outputs.map((tensor) => at(writing, tensor));
  return program(inputs, [...writing.parameters.values()], [...results, ...(buffers?.values() ?? [])]);
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
      writeRegion(item.body, copyOf(copy, round), writing);
      current = at(writing, item.exit);
    }
    writing.values.set(item.result, current);
  }
}

function writeNode(node: Node, copy: CopyPath, writing: Writing): void {
  const meaning = node.site.program(writing.mode);
  const results = inline(meaning, bindingsOf(node, meaning, { copy, writing }));
  if (writing.buffers !== undefined) moveBuffers(node, copy, { ...writing, buffers: writing.buffers });
  writing.nodes.push({ node, parameters: parameterNames(node, copy), outputs: results });
  for (const [index, tensor] of node.outputs.entries())
    writing.values.set(
      tensor,
      present(results[index], () => 'a meaning gives each output'),
    );
}

function parameterNames({ weights }: Node, copy: CopyPath): ReadonlyMap<string, string> {
  if (weights === undefined) return new Map();
  return new Map(weights.parameters.map(({ name }) => [name, `${weightsName(weights, copy)}.${name}`]));
}

/** Weights that are used again move their buffers again, from where the use before left them. */
function moveBuffers(node: Node, copy: CopyPath, writing: Writing & { readonly buffers: Map<string, Value> }): void {
  const updates = node.site.updates();
  if (updates === undefined || node.weights === undefined) return;
  const bindings = bindingsOf(node, updates, { copy, writing });
  const names: string[] = [];
  for (const { instruction } of updates.parameters) {
    if (instruction.op === 'parameter' && !instruction.isTrainable) names.push(`${weightsName(node.weights, copy)}.${instruction.name}`);
  }
  for (const [placeholder, value] of bindings) {
    const moved = value.instruction.op === 'parameter' ? writing.buffers.get(value.instruction.name) : undefined;
    if (moved !== undefined) bindings.set(placeholder, moved);
  }
  for (const [index, value] of inline(updates, bindings).entries())
    writing.buffers.set(
      present(names[index], () => 'each buffer is updated'),
      value,
    );
}

/** What stands for the inputs and the parameters of a program of the node's site. */
function bindingsOf(node: Node, of: Program, { copy, writing }: { readonly copy: CopyPath; readonly writing: Writing }): Map<Value, Value> {
  const bindings = new Map<Value, Value>();
  for (const [index, tensor] of node.inputs.entries()) {
    const placeholder = of.inputs[index];
    if (placeholder !== undefined) bindings.set(placeholder, at(writing, tensor));
  }
  for (const placeholder of of.parameters) {
    if (placeholder.instruction.op === 'parameter' && node.weights !== undefined)
      bindings.set(placeholder, parameterOf(placeholder, weightsName(node.weights, copy), writing));
  }
  return bindings;
}

function parameterOf(placeholder: Value, weights: string, { parameters }: Writing): Value {
  const { instruction, shape } = placeholder;
  if (instruction.op !== 'parameter') return placeholder;
  const name = `${weights}.${instruction.name}`;
  const known = parameters.get(name) ?? parameter(name, shape, { isTrainable: instruction.isTrainable });
  parameters.set(name, known);
  return known;
}
