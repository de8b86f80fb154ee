// A plan in the form that the runtime takes, here and now; generated modules hold the same as text.
import { isKnown, printSize, substituteSize, type Size } from '@trammel/tensor';
import type { ModelData, Step } from './model-data.js';
import type { Plan, PlanStep } from './plan.js';

/** The data of a module. */
export function moduleData(plan: Plan): ModelData {
  return {
    symbols: plan.symbols,
    sizes: (...values) => {
      const known = new Map(plan.symbols.map((symbol, at) => [symbol, values[at] ?? 1]));
      return plan.sizes.map((size) => Number(isKnown(size) ? size : substituteSize(size, known)));
    },
    tensors: plan.tensors.map(({ count, shape, kept }) => ({ count, shape, ...(kept === undefined ? {} : { kept }) })),
    shaders: plan.shaders,
    passes: plan.passes.map((pass) => ({
      inputs: pass.inputs.map(({ name, tensor }) => ({
        name,
        tensor,
        axes: (plan.tensors[tensor]?.shape ?? []).map((number) => axisOf(plan.sizes[number] ?? 0)),
      })),
      outputs: pass.outputs,
      steps: pass.steps.map(stepOf),
      lives: pass.lives.map(({ tensor, first, last }) => [tensor, first, last] as const),
    })),
  };
}

/** A number, or the text of an open size: of a symbol its name. */
function axisOf(size: Size): number | string {
  return isKnown(size) ? Number(size) : printSize(size);
}

function stepOf(step: PlanStep): Step {
  return step.kind === 'dispatch'
    ? { shader: step.shader, tensors: step.tensors, sizes: step.sizes, workgroups: step.workgroups }
    : { length: step.length, isBackward: step.isBackward, steps: step.steps.map(stepOf) };
}
