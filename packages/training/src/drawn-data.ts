// A small problem out of nothing: inputs and labels drawn for a program, the same for the same seed.
import { hash, operandsOf, streamWithin, uniform, type Program, type Stream, type Value } from '@trammel/program';
import { axisNamed, isKnown, present, substituteShape, substituteSize, type Shape, type SymbolValues } from '@trammel/tensor';

/** What a program is run on, by the names of its inputs. */
export type Elements = ReadonlyMap<string, Float64Array>;

/** From which draws are made, and at which sizes. */
export interface Drawing {
  readonly seed: number;
  readonly sizes: SymbolValues;
  /** The inputs that are targets: numbers from 0 to 1. Other real inputs have mean 0 and variance 1. */
  readonly targets: ReadonlySet<string>;
}

/** Numbers for every input; whole numbers are indices below what they are used to pick from. */
export function drawnInputs(program: Program, drawing: Drawing): Elements {
  const bounds = indexBounds(program, drawing.sizes);
  return new Map(
    program.inputs.flatMap((value, ordinal) => {
      const { instruction } = value;
      if (instruction.op !== 'input') return [];
      const { name } = instruction;
      const draw = draws[kindOf(value, drawing.targets.has(name) ? 'target' : 'signal')];
      const count = countOf(knownShape(value.shape, drawing.sizes));
      const given = { stream: streamOf(drawing.seed, 'inputs', ordinal), bound: bounds.get(value) ?? 2 };
      return [[name, Float64Array.from({ length: count }, (_, index) => draw(given, index))]];
    }),
  );
}

/** Streams for inputs, for parameters and for what steps draw, each with its own number, that have nothing to do with each other. */
export function streamOf(seed: number, what: 'inputs' | 'parameters' | 'draws', ordinal: number): Stream {
  return streamWithin(streamWithin(hash(seed), { inputs: 0, parameters: 1, draws: 2 }[what]), ordinal);
}

/** How many elements a tensor of that shape has. */
export const countOf = (shape: readonly number[]): number => shape.reduce((product, size) => product * size, 1);

/** The numbers of elements along the axes; every size is known at these sizes. */
export function knownShape(shape: Shape, sizes: SymbolValues): readonly number[] {
  return substituteShape(shape, sizes).map(({ name, size }) =>
    present(isKnown(size) ? Number(size) : undefined, () => `the size of ${name} is known`),
  );
}

type Kind = 'target' | 'signal' | 'index' | 'truth';

interface Given {
  readonly stream: Stream;
  /** Below which an index is. */
  readonly bound: number;
}

const draws: Readonly<Record<Kind, (given: Given, index: number) => number>> = {
  target: ({ stream }, index) => uniform(stream, index),
  // Uniform on [-sqrt(3), sqrt(3)): no function whose last digit depends on the machine.
  signal: ({ stream }, index) => Math.sqrt(3) * (2 * uniform(stream, index) - 1),
  index: ({ stream, bound }, index) => Math.floor(bound * uniform(stream, index)),
  truth: ({ stream }, index) => Math.round(uniform(stream, index)),
};

function kindOf({ elementType }: Value, ofReal: 'target' | 'signal'): Kind {
  return elementType === 'f32' ? ofReal : elementType === 'int' ? 'index' : 'truth';
}

/** The least size of an axis that each input is used to pick from, directly or through views. */
function indexBounds(program: Program, sizes: SymbolValues): ReadonlyMap<Value, number> {
  const bounds = new Map<Value, number>();
  for (const { instruction } of program.values) {
    if (instruction.op !== 'gather') continue;
    const axis = axisNamed(instruction.table.shape, instruction.axis);
    const size = axis === undefined ? undefined : substituteSize(axis.size, sizes);
    let indices = instruction.indices;
    for (;;) {
      const [operand] = operandsOf(indices);
      if (indices.instruction.op !== 'view' || operand === undefined) break;
      indices = operand;
    }
    if (size !== undefined && isKnown(size)) bounds.set(indices, Math.min(Number(size), bounds.get(indices) ?? Number.POSITIVE_INFINITY));
  }
  return bounds;
}
