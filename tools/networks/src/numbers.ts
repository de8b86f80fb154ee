// Numbers to run a program on: generic, the same for the same seed, exact in 32 bits. Not those that training begins with.
import { fillIndices, fillUniform, indexBounds, type Key } from '@trammel/drawing';
import type { Parameter } from '@trammel/operators';
import type { Program, Value } from '@trammel/program';
import { isKnown, present, substituteShape } from '@trammel/tensor';

/** By the names of inputs and of parameters, row-major. */
export interface Numbers {
  readonly inputs: ReadonlyMap<string, Float64Array>;
  readonly parameters: ReadonlyMap<string, Float64Array>;
}

/** Of what numbers depend beside the program. */
export interface NumbersOptions {
  readonly seed: number;
  /** Of every open size. */
  readonly sizes: ReadonlyMap<string, number>;
  /** What the parameters of the program are, by their names in it. */
  readonly parameters: ReadonlyMap<string, Parameter>;
}

/** Which of the draws of a seed. */
const draws = { inputs: 0, parameters: 1 } as const;

/** A uniform distribution on [-l, l] has the variance l^2 / 3. */
const unitLimit = Math.sqrt(3);

/**
 * Inputs have mean 0 and variance 1, and whole numbers are indices below what they pick from. No parameter is left at 0 or 1:
 * weights keep the variance of what they are multiplied with, offsets and means are of both signs, and gains and
 * variances lie about 1. All are numbers of 32 bits, so that a target that computes in those begins with the same.
 */
export function numbersFor(program: Program, { seed, sizes, parameters }: NumbersOptions): Numbers {
  const bounds = indexBounds(program, sizes);
  const drawn = (values: readonly Value[], of: keyof typeof draws, fill: (to: Float64Array, value: Value, key: Key) => void) =>
    new Map(
      values.map((value, tensor) => {
        const to = zeros(value, sizes);
        fill(to, value, { seed, draw: draws[of], tensor });
        return [nameOf(value), to.map(Math.fround)] as const;
      }),
    );
  return {
    inputs: drawn(program.inputs, 'inputs', (to, value, key) => {
      if (value.elementType === 'f32') fillUniform(to, key, -unitLimit, unitLimit);
      else fillIndices(to, key, bounds.get(value) ?? 2);
    }),
    parameters: drawn(program.parameters, 'parameters', (to, value, key) => {
      fillParameter(
        to,
        present(parameters.get(nameOf(value)), () => `${nameOf(value)} is a parameter`),
        key,
      );
    }),
  };
}

function fillParameter(to: Float64Array, { fans, initializer }: Parameter, key: Key): void {
  // Gains and variances begin at 1, offsets and means at 0.
  const isAboutOne = fans === undefined && initializer.kind === 'constant' && initializer.value !== 0;
  const limit = fans === undefined ? 1 / 2 : unitLimit / Math.sqrt(fans.in);
  if (isAboutOne) fillUniform(to, key, 1 / 2, 3 / 2);
  else fillUniform(to, key, -limit, limit);
}

function nameOf({ instruction }: Value): string {
  return instruction.op === 'input' || instruction.op === 'parameter' ? instruction.name : '';
}

function zeros({ shape }: Value, sizes: NumbersOptions['sizes']): Float64Array {
  const counts = substituteShape(shape, sizes).map(({ name, size }) =>
    present(isKnown(size) ? Number(size) : undefined, () => `the size of ${name} is known`),
  );
  return new Float64Array(counts.reduce((product, count) => product * count, 1));
}
