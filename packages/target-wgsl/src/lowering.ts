// The steps from a program to the work of kernels, each with its result. Not the code of kernels.
import { program as programOf, scalar, type Program, type Value } from '@trammel/program';
import { fuse, type Work } from './fusion.js';
import { inPlace } from './in-place.js';
import { kernelForm } from './kernel-form.js';
import { materialize, type Memory } from './materialize.js';
import { sideBySide } from './side-by-side.js';
import { splitSums } from './split-sums.js';

/** What each step made, in their order. */
export interface Lowering {
  readonly kernelForm: Program;
  readonly splitSums: Program;
  readonly memory: Memory;
  readonly fused: readonly Work[];
  /** By value the argument in whose memory it is written. */
  readonly inPlace: ReadonlyMap<Value, Value>;
  readonly sideBySide: readonly Work[];
}

/** What the steps do, for people. */
export const loweringSteps: { readonly [S in keyof Lowering]: string } = {
  kernelForm: 'no additions into places, and convolutions with their gradients as contractions',
  splitSums: 'long sums with few results in two steps',
  memory: 'what lies in memory between kernels; all else is worked out where it is read',
  fused: 'what one kernel makes together',
  inPlace: 'new weights and states that are written over the old ones',
  sideBySide: 'work with like rows in one kernel, in the order of the kernels',
};

/** Takes all steps. `updates` says for outputs by their position which argument they replace after the run. */
export function lowered(original: Program, updates: ReadonlyMap<number, Value>): Lowering {
  const form = kernelForm(original);
  const program = withCopies(splitSums(form), updates);
  const given = new Set([...program.inputs, ...program.parameters]);
  const isGiven = (value: Value): boolean => given.has(value) || value.instruction.op === 'scan';
  const memory = materialize(program, { isGiven, isSliced: () => false });
  const fused = fuse(program, memory, { isSliced: () => false, copies: new Map() });
  const placed = inPlace(fused, memory, replacedBy(program, updates));
  return { kernelForm: form, splitSums: program, memory, fused, inPlace: placed, sideBySide: sideBySide(fused, memory, placed) };
}

/** By output the argument that it replaces. */
export function replacedBy(program: Program, updates: ReadonlyMap<number, Value>): ReadonlyMap<Value, Value> {
  return new Map([...updates].flatMap(([at, target]) => (program.outputs[at] === undefined ? [] : [[program.outputs[at], target]])));
}

/** An argument that replaces another one is copied like any value, since it may be replaced itself in the same run. */
function withCopies(whole: Program, updates: ReadonlyMap<number, Value>): Program {
  const given = new Set([...whole.inputs, ...whole.parameters]);
  const outputs = whole.outputs.map((value, at): Value => {
    if (!updates.has(at) || !given.has(value)) return value;
    return { ...value, instruction: { op: 'map', expression: scalar.argument(0), operands: [value] } };
  });
  return programOf(whole.inputs, whole.parameters, outputs);
}
