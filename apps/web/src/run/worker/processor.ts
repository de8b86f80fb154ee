// The processor of the machine that the page runs on, by the executor. Nothing is loaded for it, and it is there everywhere.
import type { BatchElements } from '@trammel/datasets';
import { compileProgram, explainCompileProblem, type Executable } from '@trammel/executor';
import type { Program } from '@trammel/program';
import { trainerOf, type Elements } from '@trammel/training';
import type { Machine } from './machine.js';
import type { Prepared } from './prepared.js';

/** How much memory one program may take. */
const byteLimit = 2 ** 30;

/** The machine, with its memory taken; or why the network does not go into it, before any is. */
export function processorOf(prepared: Prepared): { readonly machine: Machine } | { readonly why: string } {
  const { step, batch, sizesAt, seed, parameters } = prepared;
  const made = trainerOf(step, { seed, sizes: sizesAt(batch), inputs: new Map(), parameters });
  if ('why' in made) return { why: tooMuch(made.why) };
  const { begin, advance } = made.trainer;
  let now = begin;
  const programs = new Map<string, Executable>();
  /** Compiled once for each number of examples. */
  const run = (kind: 'evaluation' | 'prediction', inputs: BatchElements, count: number): readonly Float64Array[] => {
    const key = `${kind} ${count}`;
    const executable = programs.get(key) ?? executableOf(prepared[kind], sizesAt(count));
    programs.set(key, executable);
    write(executable.inputs, inputs);
    write(executable.parameters, now.parameters);
    executable.run(seed);
    return executable.outputs;
  };
  const machine: Machine = {
    device: 'the processor',
    depth: 1,
    step: (inputs) => {
      const { loss, rate, next } = advance(now, inputs);
      now = next;
      return Promise.resolve({ loss, rate });
    },
    evaluate: (inputs, count) => {
      const [output, loss] = run('evaluation', inputs, count);
      return Promise.resolve({ output: output?.slice() ?? [], loss: loss?.[0] ?? Number.NaN });
    },
    predict: (inputs, count) => Promise.resolve(run('prediction', inputs, count)[0]?.slice() ?? []),
    weights: () => Promise.resolve(now.parameters),
    dispose: () => programs.clear(),
  };
  return { machine };
}

const tooMuch = (why: string): string =>
  `It does not fit into the memory that a page takes: ${why}. Take a smaller batch, or a smaller network.`;

/** What is used takes less than what is trained, which was found to fit. */
function executableOf(of: Program, sizes: ReadonlyMap<string, number>): Executable {
  const compiled = compileProgram(of, { sizes, byteLimit });
  if ('problem' in compiled) throw new Error(explainCompileProblem(compiled.problem));
  return compiled.compilation.executable();
}

function write(arrays: ReadonlyMap<string, Float64Array>, elements: Elements): void {
  for (const [name, array] of arrays) {
    const values = elements.get(name);
    if (values !== undefined) array.set(values);
  }
}
