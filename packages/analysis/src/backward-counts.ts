// What the backward pass of a site costs and reads, from the derivative of its meaning.
import { backwardOf, type Backward } from '@trammel/autodiff';
import { countValues, operandsOf, type OperationCounts, type Program, type Value } from '@trammel/program';
import type { Site } from '@trammel/operators';

/** Operations of the gradients with respect to the trainable parameters and to the inputs whose place in `mask` is `1`. */
export function backwardCounts(site: Site, mask: string): OperationCounts {
  return countValues(backward(site.program('training'), mask).values);
}

/** Which tensors of a site must be kept until its backward pass. */
export interface SavedBySite {
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
}

/** What the gradients with respect to all inputs and parameters read. What lies between is made again from the inputs. */
export function savedBySite(site: Site): SavedBySite {
  const program = site.program('training');
  const saved = new Set<Value>();
  for (const value of backward(program, '1'.repeat(program.inputs.length)).kept) collectSaved(value, program, saved);
  const indices = (values: readonly Value[]): readonly number[] => values.flatMap((value, index) => (saved.has(value) ? [index] : []));
  return { inputs: indices(program.inputs), outputs: indices(program.outputs) };
}

function backward(program: Program, mask: string): Backward {
  const inputs = program.inputs.filter((value, index) => mask[index] === '1' && value.elementType === 'f32');
  const parameters = program.parameters.filter(({ instruction }) => instruction.op === 'parameter' && instruction.isTrainable);
  return backwardOf(program, { withRespectTo: [...inputs, ...parameters] });
}

/** The inputs and outputs of the program from which a kept value can be made again. */
function collectSaved(kept: Value, program: Program, saved: Set<Value>): void {
  const stack = [kept];
  const seen = new Set<Value>();
  for (let value = stack.pop(); value !== undefined; value = stack.pop()) {
    if (seen.has(value)) continue;
    seen.add(value);
    if (program.outputs.includes(value) || program.inputs.includes(value)) saved.add(value);
    else stack.push(...operandsOf(value));
  }
}
