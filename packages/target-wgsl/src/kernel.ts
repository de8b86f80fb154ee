// A kernel as data: its shader, the tensors that it has, and how many workgroups run it. Nothing of a device.
import type { Value } from '@trammel/program';
import type { Size } from '@trammel/tensor';
import { shaderFunctionText } from './shader-functions.js';
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
  readonly shader: string;
  /** In the order of the bindings 0, 1, ... of group 0. */
  readonly bindings: readonly KernelBinding[];
  /** What is in the uniform behind them, if anything: sizes that are known when the model runs. */
  readonly sizes: readonly Size[];
  /** Whether the uniform behind that is there: the seed of random numbers. */
  readonly readsSeed: boolean;
  /** Whether group 1 is there: the step of the recurrence. */
  readonly readsStep: boolean;
  readonly workgroups: Size;
}

/** How many invocations a workgroup has where they do not work together. */
export const invocationsPerWorkgroup = 64;

/** The most workgroups along one axis of a dispatch that every device grants; more of them fold into a second axis. */
export const workgroupLimit = 65535;

/** The step of a recurrence in a shader. */
export const stepText = 'step.index';

/** Puts a shader together around the lines of its body. */
export function finished(writer: Writer, label: string, workgroups: Size, invocations = invocationsPerWorkgroup): Kernel {
  const entries = [...writer.bindings];
  const bindings = entries.map(([value, { isWritten }]): KernelBinding => ({ value, isWritten }));
  const tensors = entries.map(
    ([, { name, isVector }], at) => `@group(0) @binding(${at}) var<storage, read_write> ${name}: array<${isVector ? 'vec4<f32>' : 'f32'}>;`,
  );
  const sizes = [...writer.sizes.values()];
  const readsStep = writer.body.lines.some((line) => line.includes(stepText));
  const uniforms = [
    ...(sizes.length === 0
      ? []
      : [`struct Sizes { ${sizes.map((_, at) => `s${at}: i32`).join(', ')} }`, uniform(entries.length, 'sizes: Sizes')]),
    ...(writer.readsSeed ? ['struct Seed { stream: u32 }', uniform(entries.length + (sizes.length === 0 ? 0 : 1), 'seed: Seed')] : []),
    ...(readsStep ? ['struct Step { index: i32 }', '@group(1) @binding(0) var<uniform> step: Step;'] : []),
  ];
  const shader = [
    ...tensors,
    ...uniforms,
    ...writer.globals,
    ...shaderFunctionText(writer.functions),
    `@compute @workgroup_size(${invocations})`,
    'fn main(@builtin(workgroup_id) workgroup: vec3<u32>, @builtin(local_invocation_index) local: u32) {',
    `  let group = i32(workgroup.x + workgroup.y * ${workgroupLimit}u);`,
    ...writer.body.lines.map((line) => `  ${line}`),
    '}',
  ].join('\n');
  return { label, shader, bindings, sizes, readsSeed: writer.readsSeed, readsStep, workgroups };
}

function uniform(binding: number, declaration: string): string {
  return `@group(0) @binding(${binding}) var<uniform> ${declaration};`;
}
