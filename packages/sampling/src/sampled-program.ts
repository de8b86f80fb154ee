// The program of one draw: a network in training, forward and backward, down to a few sums for each tensor. Not the drawing.
import { gradientsOf } from '@trammel/autodiff';
import { nodesOf, withLoss, writtenProgramOf, type Graph, type NamedTensor, type Node, type Training } from '@trammel/graph';
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
  const real = realOutputs(written.program);
  const seeds = new Map(real.map((output, index) => [output, input(`(gradient ${index})`, output.shape)]));
  const { program: made, places } = differentiated(placesOf(graph, written), { written: written.program, seeds, sizes, normed: [] });
  return { program: made, seeds: [...seeds.values()], places };
}

/** What is computed of one step of a training: the same sums, of the gradient of its loss. */
export interface MeasuredProgram extends Pick<SampledProgram, 'program' | 'places'> {
  /** Which outputs of the program are sum (dL/dy)^2, one for each output y of the network that is real. */
  readonly normSquares: readonly number[];
}

/** Takes the inputs of the network and of its loss; written for these sizes. */
export function measuredProgramOf(graph: Graph, training: Training, sizes: SymbolValues): MeasuredProgram {
  const outputs = [...graph.outputs.map(({ tensor }) => tensor), training.loss.value];
  const written = writtenProgramOf(withLoss(graph, training), { mode: 'training', outputs });
  const own = new Set(nodesOf(graph.body).map(({ node }) => node));
  const found = placesOf(graph, { ...written, nodes: written.nodes.filter(({ node }) => own.has(node)) });
  const loss = written.program.outputs.at(-1);
  const normed = realOutputs(written.program).filter((value) => value !== loss);
  const seeds = new Map(loss === undefined ? [] : [[loss, constant(1)]]);
  return differentiated(found, { written: written.program, seeds, sizes, normed });
}

const realOutputs = ({ outputs }: Program): readonly Value[] => [...new Set(outputs.filter(({ elementType }) => elementType === 'f32'))];

interface Differentiating {
  readonly written: Program;
  readonly seeds: ReadonlyMap<Value, Value>;
  readonly sizes: SymbolValues;
  /** What else the sum of squares of the gradient is told of. */
  readonly normed: readonly Value[];
}

/** The sums of what was found, forward and backward. */
function differentiated(found: readonly Found[], { written, seeds, sizes, normed }: Differentiating): MeasuredProgram {
  const values = [...new Set([...found.map(({ value }) => value), ...normed])];
  const { inputs, parameters, outputs } = written;
  const forward = program(inputs, parameters, [...outputs, ...values]);
  const { outputs: now, gradients } = gradientsOf(forward, seeds, values);
  const valueOf = new Map(values.map((value, index) => [value, now[outputs.length + index] ?? value]));
  const gradientOf = new Map(values.map((value, index) => [value, gradients[index] ?? constant(0)]));
  const results: Value[] = [];
  const put = (value: Value): number => results.push(value) - 1;
  // Sums of the forward pass come in its order and gradients in theirs, so that no gradient is kept after its sum.
  const forwards = found.map(({ place, value }) => {
    const itself = valueOf.get(value) ?? value;
    return place.kind === 'parameter'
      ? undefined
      : { sum: put(reduceSum(itself, namesOf(itself))), squares: put(sumOfSquares(itself, sizes)) };
  });
  const squaresOf = (value: Value): number => put(sumOfSquares(gradientOf.get(value) ?? value, sizes));
  const normSquares = normed.map(squaresOf);
  const places = found
    .map(({ place, value }, index) => ({ place, shape: value.shape, value, forward: forwards[index] }))
    .reverse()
    .map(({ value, ...rest }): SampledPlace => ({ ...rest, gradientSquares: squaresOf(value) }))
    .reverse();
  const given = [...seeds.values()].filter(({ instruction }) => instruction.op === 'input');
  return { program: simplify(program([...inputs, ...given], parameters, results)), places, normSquares };
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
