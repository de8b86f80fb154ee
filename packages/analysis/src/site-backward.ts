// The way back through a site, from the derivative of its meaning: what it costs, and which tensors it reads.
import { backwardOf, type Backward } from '@trammel/autodiff';
import { countValues, operandsOf, type Program, type Value } from '@trammel/program';
import type { Site } from '@trammel/operators';
import { withFlops, type Operations } from './figures.js';

/** What follows from one derivative. */
export interface SiteBackward {
  readonly operations: Operations;
  /** Which inputs and outputs of the node must be kept until then. */
  readonly saved: { readonly inputs: readonly number[]; readonly outputs: readonly number[] };
}

/** The gradients with respect to the trainable parameters and to the inputs that are needed. */
export function siteBackward(site: Site, needed: readonly boolean[]): SiteBackward {
  const program = site.program('training');
  const { joint, values, kept } = differentiated(program, needed);
  // A recurrence that stores its steps is another value in the joint program, so its outputs are those that count.
  const outputs = joint.outputs.slice(0, program.outputs.length);
  return { operations: withFlops(countValues(values)), saved: savedBy({ inputs: program.inputs, outputs }, kept) };
}

function differentiated(program: Program, needed: readonly boolean[]): Backward {
  const inputs = program.inputs.filter((value, index) => needed[index] === true && value.elementType === 'f32');
  const parameters = program.parameters.filter(({ instruction }) => instruction.op === 'parameter' && instruction.isTrainable);
  return backwardOf(program, { withRespectTo: [...inputs, ...parameters] });
}

/** What the way back reads, told by inputs and outputs of the site: what lies between is made again from them. */
function savedBy(program: Pick<Program, 'inputs' | 'outputs'>, kept: readonly Value[]): SiteBackward['saved'] {
  const saved = new Set<Value>();
  const seen = new Set<Value>();
  const stack = [...kept];
  for (let value = stack.pop(); value !== undefined; value = stack.pop()) {
    if (seen.has(value)) continue;
    seen.add(value);
    if (program.outputs.includes(value) || program.inputs.includes(value)) saved.add(value);
    else stack.push(...operandsOf(value));
  }
  const indices = (values: readonly Value[]): readonly number[] => values.flatMap((value, index) => (saved.has(value) ? [index] : []));
  return { inputs: indices(program.inputs), outputs: indices(program.outputs) };
}
