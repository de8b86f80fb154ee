// The program of one draw: a network in training, forward and backward, down to a few sums for each tensor. Not the drawing.
import { gradientsOf } from '@trammel/autodiff';
import { writtenProgramOf, type Graph, type NamedTensor, type Node } from '@trammel/graph';
import { constant, input, program, reduceSum, simplify, type Program, type Value } from '@trammel/program';
import type { SymbolValues } from '@trammel/tensor';
import { sumOfSquares } from './sum-of-squares.js';

/** A tensor whose gradient is told. */
export type Place =
  | { readonly kind: 'input'; readonly input: NamedTensor }
  /** Output number `output` of one copy of a node; copies are numbered in the order in which they run. */
  | { readonly kind: 'output'; readonly node: Node; readonly copy: number; readonly output: number }
  /** A trainable parameter, told at the first copy of a node that reads it; `id` is its name in programs, copies of repeats included. */
  | { readonly kind: 'parameter'; readonly node: Node; readonly copy: number; readonly parameter: string; readonly id: string };

/** What is computed in one draw. */
export interface SampledProgram {
  readonly program: Program;
  /** The inputs that hold v of L = sum(v * y) over the outputs y, all of them real. */
  readonly seeds: readonly Value[];
  /** In the order of the source. */
  readonly places: readonly SampledPlace[];
}

/** A place, and where its sums stand among the outputs of the program. */
export interface SampledPlace {
  readonly place: Place;
  readonly shape: Value['shape'];
  /** sum (dL/dT)^2 */
  readonly gradientSquares: number;
  /** sum T and sum T^2, which parameters lack: they are what they were drawn from. */
  readonly forward: { readonly sum: number; readonly squares: number } | undefined;
}

/** Written for these sizes: at others it would be another. */
export function sampledProgramOf(graph: Graph, sizes: SymbolValues): SampledProgram {
  const written = writtenProgramOf(graph, { mode: 'training' });
  const found = placesOf(graph, written);
  const values = [...new Set(found.map(({ value }) => value))];
  const { inputs, parameters, outputs } = written.program;
  const real = [...new Set(outputs.filter(({ elementType }) => elementType === 'f32'))];
  const seeds = new Map(real.map((output, index) => [output, input(`(gradient ${index})`, output.shape)]));
  const forward = program(inputs, parameters, [...outputs, ...values]);
  const differentiated = gradientsOf(forward, seeds, values);
  const valueOf = new Map(values.map((value, index) => [value, differentiated.outputs[outputs.length + index] ?? value]));
  const gradientOf = new Map(values.map((value, index) => [value, differentiated.gradients[index] ?? constant(0)]));
  const results: Value[] = [];
  const put = (value: Value): number => results.push(value) - 1;
  // Sums of the forward pass come in its order and gradients in theirs, so that no gradient is kept after its sum.
  const forwards = found.map(({ place, value }) => {
    const itself = valueOf.get(value) ?? value;
    return place.kind === 'parameter'
      ? undefined
      : { sum: put(reduceSum(itself, namesOf(itself))), squares: put(sumOfSquares(itself, sizes)) };
  });
  const places = found
    .map(({ place, value }, index) => ({ place, shape: value.shape, value, forward: forwards[index] }))
    .reverse()
    .map(({ value, ...rest }): SampledPlace => ({ ...rest, gradientSquares: put(sumOfSquares(gradientOf.get(value) ?? value, sizes)) }))
    .reverse();
  return { program: simplify(program([...inputs, ...seeds.values()], parameters, results)), seeds: [...seeds.values()], places };
}

interface Found {
  readonly place: Place;
  readonly value: Value;
}

function placesOf(graph: Graph, { program: whole, nodes }: ReturnType<typeof writtenProgramOf>): readonly Found[] {
  const found: Found[] = [];
  for (const [index, named] of graph.inputs.entries()) {
    const value = whole.inputs[index];
    if (value?.elementType === 'f32') found.push({ place: { kind: 'input', input: named }, value });
  }
  const parameters = new Map(whole.parameters.map((value) => [value.instruction.op === 'parameter' ? value.instruction.name : '', value]));
  const copies = new Map<Node, number>();
  const told = new Set<string>();
  for (const { node, parameters: names, outputs } of nodes) {
    const copy = copies.get(node) ?? 0;
    copies.set(node, copy + 1);
    for (const [parameter, id] of names) {
      const value = parameters.get(id);
      if (value?.instruction.op !== 'parameter' || !value.instruction.isTrainable || told.has(id)) continue;
      told.add(id);
      found.push({ place: { kind: 'parameter', node, copy, parameter, id }, value });
    }
    for (const [output, value] of outputs.entries()) {
      if (value.elementType === 'f32') found.push({ place: { kind: 'output', node, copy, output }, value });
    }
  }
  return found;
}

function namesOf({ shape }: Value): readonly string[] {
  return shape.map(({ name }) => name);
}
