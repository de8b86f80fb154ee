// Gradients of a training as they are at a step: of its own loss, at its weights and examples. Not drawn, and no step is made.
import { compileProgram, explainCompileProblem, type Executable } from '@trammel/executor';
import type { Graph, Training } from '@trammel/graph';
import { measuredProgramOf, type MeasuredProgram, type Place } from './sampled-program.js';

/** Numbers by the names of inputs or of parameters. */
type Elements = ReadonlyMap<string, Float64Array>;

/** At which sizes, and within how many bytes. */
export interface MeasuringOptions {
  /** Values for all open sizes. */
  readonly sizes: ReadonlyMap<string, number>;
  readonly byteLimit: number;
}

/** Measures one training, over and over. */
export interface Measuring {
  readonly places: readonly Place[];
  /** log10 (||dL/dT|| / ||dL/dy||) at each place, y being all outputs; -Infinity for a gradient of zero, NaN where none reaches the outputs. */
  readonly measure: (inputs: Elements, parameters: Elements) => Float64Array;
}

/** Takes its memory; or says why it cannot be run, before it does. */
export function measuringOf(
  graph: Graph,
  training: Training,
  { sizes, byteLimit }: MeasuringOptions,
): { readonly measuring: Measuring } | { readonly why: string } {
  const measured = measuredProgramOf(graph, training, sizes);
  const compiled = compileProgram(measured.program, { sizes, byteLimit });
  if ('problem' in compiled) return { why: explainCompileProblem(compiled.problem) };
  const executable = compiled.compilation.executable();
  return {
    measuring: {
      places: measured.places.map(({ place }) => place),
      measure: (inputs, parameters) => {
        write(executable.inputs, inputs);
        write(executable.parameters, parameters);
        executable.run(0);
        return logarithmsOf(measured, executable);
      },
    },
  };
}

function logarithmsOf({ places, normSquares }: MeasuredProgram, { outputs }: Executable): Float64Array {
  const numberAt = (output: number): number => outputs[output]?.[0] ?? Number.NaN;
  const norm = normSquares.reduce((sum, output) => sum + numberAt(output), 0);
  return Float64Array.from(places, ({ gradientSquares }) => 0.5 * (Math.log10(numberAt(gradientSquares)) - Math.log10(norm)));
}

function write(arrays: Elements, elements: Elements): void {
  for (const [name, array] of arrays) {
    const values = elements.get(name);
    if (values !== undefined) array.set(values);
  }
}
