// A small problem out of nothing: inputs, labels and weights drawn for a program, the same for the same seed.
import { fillIndices, fillInitial, fillUniform, indexBounds, type Key } from '@trammel/drawing';
import type { Parameter } from '@trammel/operators';
import type { Program, Value } from '@trammel/program';
import { isKnown, present, substituteShape, type Shape } from '@trammel/tensor';

/** What a program is run on, by the names of its inputs or parameters. */
export type Elements = ReadonlyMap<string, Float64Array>;

/** Where draws come from, and at which sizes. */
export interface Drawing {
  readonly seed: number;
  /** Of every open size. */
  readonly sizes: ReadonlyMap<string, number>;
}

/** Which of the draws of a seed. */
const draws = { weights: 0, inputs: 1 } as const;

const keyOf = (seed: number, of: keyof typeof draws, ordinal: number): Key => ({ seed, draw: draws[of], tensor: ordinal });

/**
 * Numbers for every input. Whole numbers are indices below what they are used to pick from; the real inputs among `targets`
 * are from 0 to 1, the others have mean 0 and variance 1.
 */
export function drawnInputs(program: Program, { seed, sizes }: Drawing, targets: ReadonlySet<string>): Elements {
  const bounds = indexBounds(program, sizes);
  return new Map(
    program.inputs.flatMap((value, ordinal) => {
      const { instruction, elementType } = value;
      if (instruction.op !== 'input') return [];
      const key = keyOf(seed, 'inputs', ordinal);
      const to = zeros(value, sizes);
      // Uniform on [-sqrt(3), sqrt(3)) is of variance 1, and no function in it depends on the machine in its last digit.
      const [from, end] = targets.has(instruction.name) ? [0, 1] : [-Math.sqrt(3), Math.sqrt(3)];
      if (elementType === 'f32') fillUniform(to, key, from, end);
      else fillIndices(to, key, bounds.get(value) ?? 2);
      return [[instruction.name, to]];
    }),
  );
}

/** The parameters and buffers of a program as their initialisers make them. */
export function drawnParameters(program: Program, { seed, sizes }: Drawing, initializers: ReadonlyMap<string, Parameter>): Elements {
  return new Map(
    program.parameters.flatMap((value, ordinal) => {
      const { instruction, shape } = value;
      if (instruction.op !== 'parameter') return [];
      const parameter = present(initializers.get(instruction.name), () => `${instruction.name} has an initialiser`);
      const to = zeros(value, sizes);
      fillInitial(to, parameter, countsOf(shape, sizes)[0] ?? 1, keyOf(seed, 'weights', ordinal));
      return [[instruction.name, to]];
    }),
  );
}

const zeros = ({ shape }: Value, sizes: Drawing['sizes']): Float64Array =>
  new Float64Array(countsOf(shape, sizes).reduce((product, size) => product * size, 1));

/** The numbers of elements along the axes. */
function countsOf(shape: Shape, sizes: Drawing['sizes']): readonly number[] {
  return substituteShape(shape, sizes).map(({ name, size }) =>
    present(isKnown(size) ? Number(size) : undefined, () => `the size of ${name} is known`),
  );
}
