// Compiles a program once, at given sizes, into kernels over fixed arrays, to be run many times on other numbers.
import { hash, type Program, type Value } from '@trammel/program';
import { countElements, wholeBuffer } from './access.js';
import { acquireForGood, noBuffers, totalLength } from './buffers.js';
import { allocate } from './kernel.js';
import { accessOf, inOrder, type Plan } from './plan.js';
import { shapeOf, type CompileProblem } from './sizes.js';
import { compileValues } from './values.js';

/** At which sizes, and within how many bytes. */
export interface CompileOptions {
  /** The sizes that symbols stand for. */
  readonly sizes?: ReadonlyMap<string, number>;
  /** The most bytes that all arrays together may take; 2 GiB unless said. */
  readonly byteLimit?: number;
}

/** A compiled program. Its arrays are its own; nothing else may run on them at the same time. */
export interface Executable {
  /** By the name of the input: where its elements are to be written, in row-major order, before a run. They stay. */
  readonly inputs: ReadonlyMap<string, Float64Array>;
  /** As `inputs`, for parameters. */
  readonly parameters: ReadonlyMap<string, Float64Array>;
  /** The outputs of the last run, in the order of the program, row-major. The next run overwrites them. */
  readonly outputs: readonly Float64Array[];
  /** What its arrays take. */
  readonly bytes: number;
  /** Computes the outputs. The same seed gives the same draws of `random` values. */
  readonly run: (seed: number) => void;
}

/** A program that can be compiled: what it takes is known, and nothing is allocated yet. */
export interface Compilation {
  readonly bytes: number;
  readonly executable: () => Executable;
}

/** Elements are 64-bit floats. */
export const bytesOfElement = 8;
/** The most bytes of a compiled program unless said: 2 GiB. */
export const defaultByteLimit = 2 ** 31;

/** Draws, sums and results are those of the reference interpreter, but for rounding. */
export function compileProgram(
  program: Program,
  { sizes = new Map(), byteLimit = defaultByteLimit }: CompileOptions = {},
): { readonly compilation: Compilation } | { readonly problem: CompileProblem } {
  const plan: Plan = {
    sizing: { sizes, problem: undefined },
    buffers: noBuffers(),
    steps: [],
    accesses: new Map(),
    recurrences: new Map(),
    streams: { count: 0 },
  };
  for (const value of [...program.inputs, ...program.parameters]) {
    const shape = shapeOf(plan.sizing, value.shape);
    // Arguments stay in their places: what the caller wrote is there for the next run.
    plan.accesses.set(value, wholeBuffer(acquireForGood(plan.buffers, countElements(shape)), shape));
  }
  compileValues(program, plan);
  const outputs = plan.sizing.problem === undefined ? program.outputs.map((value) => inOrder(plan, accessOf(plan, value))) : [];
  const { problem } = plan.sizing;
  if (problem !== undefined) return { problem };
  const bytes = bytesOfElement * totalLength(plan.buffers);
  if (bytes > byteLimit) return { problem: { kind: 'memory', bytes, limit: byteLimit } };
  return {
    compilation: {
      bytes,
      executable: () => {
        const memory = allocate(plan.buffers.lengths);
        for (const { buffer, values } of plan.buffers.held) memory.buffer(buffer).set(values);
        const kernels = plan.steps.map((step) => step(memory));
        const arraysOf = (values: readonly Value[]): ReadonlyMap<string, Float64Array> =>
          new Map(values.map((value) => [nameOf(value), memory.buffer(accessOf(plan, value).buffer)]));
        return {
          inputs: arraysOf(program.inputs),
          parameters: arraysOf(program.parameters),
          outputs: outputs.map(({ buffer, shape }) => memory.buffer(buffer).subarray(0, countElements(shape))),
          bytes,
          run: (seed) => {
            const stream = hash(seed);
            for (const kernel of kernels) kernel(stream);
          },
        };
      },
    },
  };
}

function nameOf({ instruction }: Value): string {
  return instruction.op === 'input' || instruction.op === 'parameter' ? instruction.name : '';
}
