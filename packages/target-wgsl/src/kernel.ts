// A kernel as data: its shader, the tensors that it has, and how many workgroups run it. Nothing of a device.
import type { Value } from '@trammel/program';
import type { Size } from '@trammel/tensor';
import { shaderFunctionText } from './shader-functions.js';
import type { Shader } from './shader-text.js';
import type { Writer } from './writer.js';

/** A tensor as a kernel has it. */
export interface KernelBinding {
  readonly value: Value;
  readonly isWritten: boolean;
}

/** One dispatch. */
export interface Kernel {
  /** For people: what it makes. */
  readonly label: string;
  /** For people: what one invocation does. */
  readonly way: string;
  readonly shader: Shader;
  /** In the order of the bindings of the shader. */
  readonly bindings: readonly KernelBinding[];
  /** What is in its uniform of sizes: those that are known when the model runs. */
  readonly sizes: readonly Size[];
  readonly workgroups: Size;
}

/** How many invocations a workgroup has where they do not work together. */
export const invocationsPerWorkgroup = 64;

/** The step of a recurrence in a shader. */
export const stepText = 'step.index';

/** What is known of a kernel before its lines are put together. */
export interface KernelFrame {
  readonly label: string;
  readonly way: string;
  readonly workgroups: Size;
  readonly invocations?: number;
}

/** Puts a shader together around the lines of its body. */
export function finished(writer: Writer, { label, way, workgroups, invocations = invocationsPerWorkgroup }: KernelFrame): Kernel {
  const entries = [...writer.bindings];
  const sizes = [...writer.sizes.values()];
  const shader: Shader = {
    tensors: entries.map(([, { isVector }]) => isVector),
    sizes: sizes.length,
    readsSeed: writer.readsSeed,
    readsStep: writer.body.lines.some((line) => line.includes(stepText)),
    invocations,
    code: [...writer.body.lines.map((line) => `  ${line}`), '}', ...writer.globals, ...shaderFunctionText(writer.functions)].join('\n'),
  };
  const bindings = entries.map(([value, { isWritten }]): KernelBinding => ({ value, isWritten }));
  return { label, way, shader, bindings, sizes, workgroups };
}
