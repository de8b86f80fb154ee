/// <reference types="@webgpu/types" />
// Programs compiled and run on a device. Not what their numbers are held against.
import type { RunOptions } from '@trammel/interpreter';
import { hash, type Program, type Value } from '@trammel/program';
import { moduleData, planOf, registerStrategy, scheduleOf, type Plan, type Schedule, type Strategy } from '@trammel/target-wgsl';
import { loadModel, type InputElements, type ModelData, type Tensor } from '@trammel/target-wgsl/runtime';
import { isKnown, substituteShape } from '@trammel/tensor';

/** Small tiles: software adapters take long to compile large ones. */
export const testStrategy: Strategy = {
  ...registerStrategy,
  tiles: [{ upTo: Number.POSITIVE_INFINITY, shape: { rows: 4, columns: 4, products: 64 } }],
};

/** A program, its schedule, and the data of a module with it. */
export interface Compiled {
  readonly schedule: Schedule;
  readonly plan: Plan;
  readonly data: ModelData;
}

/** Compiles; every argument is given at each run. */
export function compiled(program: Program, strategy: Strategy = testStrategy): Compiled {
  const schedule = scheduleOf(program, { strategy });
  const named = [...schedule.program.inputs, ...schedule.program.parameters];
  const inputs = new Map(named.map((value) => [nameOf(value), value]));
  const outputs = new Map(schedule.outputs.map((_, at) => [`${at}`, at]));
  const plan = planOf([{ schedule, inputs, outputs }]);
  return { schedule, plan, data: moduleData(plan) };
}

/** The outputs of the program on the device, in their order: of a second run, so that what the first left behind would show. */
export async function runOnDevice(device: GPUDevice, { schedule, data }: Compiled, options: RunOptions): Promise<readonly Tensor[]> {
  const model = await loadModel(device, data);
  const inputs: Record<string, InputElements> = {};
  for (const value of [...schedule.program.inputs, ...schedule.program.parameters]) {
    const name = nameOf(value);
    const elements = options.inputs?.get(name) ?? options.parameters?.get(name) ?? [];
    const shape = substituteShape(value.shape, options.sizes ?? new Map()).map(({ size }) => (isKnown(size) ? Number(size) : 0));
    inputs[name] = { data: elements, shape };
  }
  const seed = options.random?.seed ?? 0;
  await model.run(0, inputs, hash(seed + 1));
  const outputs = await model.run(0, inputs, hash(seed));
  model.dispose();
  return schedule.outputs.flatMap((_, at) => outputs[`${at}`] ?? []);
}

function nameOf({ instruction }: Value): string {
  return instruction.op === 'input' || instruction.op === 'parameter' ? instruction.name : '';
}
