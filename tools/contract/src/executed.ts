// The executor beside the interpreter on one program. Not which programs.
import { compileProgram, explainCompileProblem } from '@trammel/executor';
import { run, type RunOptions } from '@trammel/interpreter';
import type { Program } from '@trammel/program';
import { invariant } from '@trammel/tensor';

type Numbers = readonly (readonly number[])[];

/** The largest difference between executor and interpreter, relative to the largest element of the output, or to 1. */
export function differenceOf(program: Program, options: RunOptions): number {
  return distance(executed(program, options), interpreted(program, options));
}

/** The outputs of a second run, so that what the first left behind in memory would show. */
function executed(program: Program, { inputs, parameters, sizes, random }: RunOptions): Numbers {
  const compiled = compileProgram(program, sizes === undefined ? {} : { sizes });
  invariant(!('problem' in compiled), () => ('problem' in compiled ? explainCompileProblem(compiled.problem) : ''));
  const executable = compiled.compilation.executable();
  for (const [array, elements] of [
    ...[...executable.inputs].map(([name, array]) => [array, inputs?.get(name)] as const),
    ...[...executable.parameters].map(([name, array]) => [array, parameters?.get(name)] as const),
  ]) {
    array.set(elements ?? []);
  }
  executable.run(1 + (random?.seed ?? 0));
  executable.run(random?.seed ?? 0);
  return executable.outputs.map((output) => [...output]);
}

function interpreted(program: Program, options: RunOptions): Numbers {
  const result = run(program, options);
  return 'outputs' in result ? result.outputs.map(({ data }) => [...data]) : [];
}

/** Sums in another order differ in the last bits. */
function distance(found: Numbers, expected: Numbers): number {
  if (found.length !== expected.length) return Number.POSITIVE_INFINITY;
  let worst = 0;
  for (const [index, output] of expected.entries()) {
    const other = found[index] ?? [];
    if (other.length !== output.length) return Number.POSITIVE_INFINITY;
    const scale = output.reduce((most, x) => (Number.isFinite(x) ? Math.max(most, Math.abs(x)) : most), 1);
    for (const [at, x] of output.entries()) {
      const y = other[at] ?? Number.NaN;
      if (!Object.is(x + 0, y + 0)) worst = Math.max(worst, Number.isFinite(x) && Number.isFinite(y) ? Math.abs(x - y) / scale : 1);
    }
  }
  return worst;
}
