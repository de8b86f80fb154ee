// A shader as text: what all kernels begin with, made from what the shader is given, and its own code. Generated modules run it too.

/** A kernel without the lines that say what it is given. */
export interface Shader {
  /** For each tensor, in the order of the bindings 0, 1, ... of group 0, whether it is bound as groups of four. */
  readonly tensors: readonly boolean[];
  /** How many sizes are in the uniform behind them: s0, s1, ... */
  readonly sizes: number;
  /** Whether the uniform behind that is there: the seed of random numbers. */
  readonly readsSeed: boolean;
  /** Whether group 1 is there: the step of the recurrence. */
  readonly readsStep: boolean;
  /** How many invocations a workgroup has. */
  readonly invocations: number;
  /** The lines of the main function, its closing brace, and all other declarations. */
  readonly code: string;
}

/** The most workgroups along one axis of a dispatch that every device grants; more of them fold into a second axis. */
export const workgroupLimit = 65535;

/** WGSL. The code knows its tensors as t0, t1, ..., the number of its workgroup as `group` and that of its invocation within it as `local`. */
export function shaderText({ tensors, sizes, readsSeed, readsStep, invocations, code }: Shader): string {
  const uniforms = [
    ...(sizes === 0 ? [] : [`sizes: Sizes; struct Sizes { ${Array.from({ length: sizes }, (_, at) => `s${at}: i32`).join(', ')} }`]),
    ...(readsSeed ? ['seed: Seed; struct Seed { stream: u32 }'] : []),
  ];
  return [
    ...tensors.map((isVector, at) => binding(0, at, `storage, read_write> t${at}: array<${isVector ? 'vec4<f32>' : 'f32'}>;`)),
    ...uniforms.map((declaration, at) => binding(0, tensors.length + at, `uniform> ${declaration}`)),
    ...(readsStep ? [binding(1, 0, 'uniform> step: Step; struct Step { index: i32 }')] : []),
    `@compute @workgroup_size(${invocations})
fn main(@builtin(workgroup_id) workgroup: vec3<u32>, @builtin(local_invocation_index) local: u32) {
  let group = i32(workgroup.x + workgroup.y * ${workgroupLimit}u);`,
    code,
  ].join('\n');
}

function binding(group: number, number: number, declaration: string): string {
  return `@group(${group}) @binding(${number}) var<${declaration}`;
}
