// A network on its way to text: what is declared so far, and which numbers its tensors have. Not which step comes next.
import { fillIndices, fillUniform } from '@trammel/drawing';
import type { OperatorName, Parameter, Site } from '@trammel/operators';
import { approximateSize, elementCount, printType, sameShape, substituteShape, symbolSize, type TensorType } from '@trammel/tensor';
import type { Choice } from './choice.js';
import type { RandomCall } from './random-call.js';
import { tameOutputs } from './tame.js';

/** A tensor with numbers that it could have. */
export interface SketchTensor {
  readonly name: string;
  readonly type: TensorType;
  readonly data: Float64Array;
}

/** A tensor that has no name yet. */
export type Unnamed = Omit<SketchTensor, 'name'>;

/** A layer that can be used again. */
export interface SharedLayer {
  readonly name: string;
  readonly call: RandomCall;
}

/** All of it; steps add to the lists. */
export interface Sketch {
  readonly choice: Choice;
  /** Operators that may be called, and the same by category. */
  readonly operators: readonly OperatorName[];
  readonly categories: readonly (readonly OperatorName[])[];
  /** The open axes and the sizes that numbers are computed at. */
  readonly sizes: ReadonlyMap<string, number>;
  readonly inputs: SketchTensor[];
  readonly tensors: SketchTensor[];
  readonly blocks: string[];
  readonly lines: string[];
  readonly layers: SharedLayer[];
  /** Names of tensors that nothing reads. */
  readonly unread: Set<string>;
  readonly used: Set<OperatorName>;
  readonly named: Map<string, number>;
}

/** A name that is not taken: `v1`, `v2`. */
export function freshName({ named }: Sketch, prefix: string): string {
  const number = (named.get(prefix) ?? 0) + 1;
  named.set(prefix, number);
  return `${prefix}${number}`;
}

/** An operator that may be called; those of small categories, such as convolutions, are as likely together as all activations. */
export function someOperator({ choice, categories }: Sketch): OperatorName | undefined {
  return choice.of(choice.of(categories) ?? []);
}

/** A tensor of that type out of nothing; its open axes have the sizes of the network. */
export function standIn({ choice, sizes }: Sketch, { elementType, shape }: TensorType): Unnamed {
  const opened = shape.map(({ name, size }) => ({ name, size: sizes.has(name) ? symbolSize(name) : size }));
  const data = new Float64Array(approximateSize(elementCount(substituteShape(opened, sizes))));
  const key = { seed: choice.below(2 ** 31), draw: 0, tensor: 0 };
  if (elementType === 'f32') fillUniform(data, key, -2, 2);
  else fillIndices(data, key, 2);
  return { type: { elementType, shape: opened }, data };
}

/** The tensor as one of the network: a new input unless it has a name already. */
export function declareInput(sketch: Sketch, tensor: Unnamed | SketchTensor): SketchTensor {
  if ('name' in tensor) return tensor;
  const input = { ...tensor, name: freshName(sketch, 'x') };
  sketch.inputs.push(input);
  sketch.tensors.push(input);
  return input;
}

/** Writes `a, b = text`, and what is read and made by it. */
export function assign(sketch: Sketch, text: string, made: Step): readonly SketchTensor[] {
  const named = made.outputs.map((output) => ({ ...output, name: freshName(sketch, 'v') }));
  sketch.lines.push(`${named.map(({ name }) => name).join(', ')} = ${text}`);
  return commit(sketch, named, made);
}

/** What a line reads, calls and makes. */
export interface Step {
  readonly reads: readonly SketchTensor[];
  readonly operators: readonly OperatorName[];
  readonly outputs: readonly Unnamed[];
}

/** Notes what a line that is written already reads, calls and makes. */
export function commit(
  sketch: Sketch,
  named: readonly SketchTensor[],
  { reads, operators }: Omit<Step, 'outputs'>,
): readonly SketchTensor[] {
  for (const { name } of reads) sketch.unread.delete(name);
  for (const operator of operators) sketch.used.add(operator);
  for (const tensor of named) sketch.unread.add(tensor.name);
  sketch.tensors.push(...named);
  return named;
}

/** What the site makes of the tensors; undefined where it is not tame. */
export function outputsOf(sketch: Sketch, site: Site, inputs: readonly Unnamed[]): readonly Unnamed[] | undefined {
  const trial = { inputs: inputs.map(({ data }) => data), seed: sketch.choice.below(2 ** 31), sizes: sketch.sizes };
  const outputs = tameOutputs(site, trial);
  return outputs?.map((data, index) => ({ type: site.outputs[index] ?? { elementType: 'f32', shape: [] }, data }));
}

/** The declaration of the input: `x1: int[N, T=5]`. */
export function printInput({ name, type }: SketchTensor): string {
  return `${name}: ${printType(type)}`;
}

/** Whether the parameters are the same, name by name. */
export function sharesWeights(one: readonly Parameter[], other: readonly Parameter[]): boolean {
  return (
    one.length === other.length &&
    one.every(({ name, shape }, index) => name === other[index]?.name && sameShape(shape, other[index].shape))
  );
}
