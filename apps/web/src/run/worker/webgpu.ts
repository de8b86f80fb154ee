// The graphics device, by the kernels and the runtime of generated WebGPU modules. Loaded where there is one.
import { planOf, registerStrategy, scheduleOf, trainingSchedule, moduleData, type NamedSchedule } from '@trammel/target-wgsl';
import { loadModel, type Model } from '@trammel/target-wgsl/runtime';
import { parametersByName, withLoss } from '@trammel/graph';
import { hash, streamWithin, type Program, type Value } from '@trammel/program';
import { stepInput, type Elements } from '@trammel/training';
import type { BatchElements } from '@trammel/datasets';
import { substituteShape } from '@trammel/tensor';
import type { Machine } from './machine.js';
import type { Prepared } from './prepared.js';

/** The passes of the model, in their order. */
const passes = { training: 0, evaluation: 1, prediction: 2 } as const;
/** Steps that are begun before the first of them is read. */
const depth = 8;

/** `graphics` leaves out devices that are programs of the processor. */
export async function webGpuOf(
  prepared: Prepared,
  which: 'any' | 'graphics',
): Promise<{ readonly machine: Machine } | { readonly why: string }> {
  if (!('gpu' in navigator)) return { why: 'this browser has no WebGPU here' };
  const adapter = await navigator.gpu.requestAdapter();
  if (adapter === null) return { why: 'this browser finds no device for WebGPU' };
  const { vendor, architecture, isFallbackAdapter } = adapter.info;
  if (which === 'graphics' && (isFallbackAdapter || architecture === 'swiftshader'))
    return { why: 'WebGPU is a program of the processor here' };
  try {
    const device = await adapter.requestDevice();
    const model = await loadModel(device, moduleData(planOf(schedulesOf(prepared), shapesOf(prepared))));
    const named = [vendor, architecture].filter((part) => part !== '').join(' ');
    return { machine: machineOf(prepared, model, { device, name: named === '' ? 'WebGPU' : `WebGPU (${named})` }) };
  } catch (fault) {
    return { why: `WebGPU does not take it: ${fault instanceof Error ? fault.message : String(fault)}` };
  }
}

function schedulesOf({ step, evaluation, prediction, fit }: Prepared): readonly NamedSchedule[] {
  const used = (program: Program, outputs: readonly string[]): NamedSchedule => {
    const schedule = scheduleOf(program, { strategy: registerStrategy });
    const inputs = schedule.program.inputs.map((value): readonly [string, Value] => [nameOf(value), value]);
    return { schedule, inputs: new Map(inputs), outputs: new Map(outputs.map((name, at) => [name, at])) };
  };
  const output = `output ${fit.output.index}`;
  return [trainingSchedule(step, registerStrategy), used(evaluation, [output, 'loss']), used(prediction, [output])];
}

const nameOf = ({ instruction }: Value): string => (instruction.op === 'input' || instruction.op === 'parameter' ? instruction.name : '');

function shapesOf({ graph, training }: Prepared): Parameters<typeof planOf>[1] {
  return new Map([...parametersByName(withLoss(graph, training))].map(([name, { shape }]) => [name, shape]));
}

function machineOf(prepared: Prepared, model: Model, { device, name }: { readonly device: GPUDevice; readonly name: string }): Machine {
  const { step, parameters, seed, fit, sizesAt } = prepared;
  const stream = hash(seed);
  model.write(parameters);
  for (const { name: state, parameter, initial } of step.states) {
    const values = parameters.get(parameter);
    if (initial === 'parameter' && values !== undefined) model.write([[state, values]]);
  }
  let made = 0;
  const given = (
    elements: BatchElements,
    count: number,
  ): Record<string, { readonly data: Float64Array; readonly shape: readonly number[] }> =>
    Object.fromEntries([...elements].map(([key, data]) => [key, { data, shape: shapeOf(prepared, key, sizesAt(count)) }]));
  return {
    device: name,
    depth,
    step: async (inputs) => {
      const at = made;
      made += 1;
      const all = { ...given(inputs, prepared.batch), [stepInput]: [at] };
      const { loss, rate } = await model.run(passes.training, all, hash(streamWithin(stream, at)));
      return { loss: loss?.data[0] ?? Number.NaN, rate: rate?.data[0] ?? Number.NaN };
    },
    evaluate: async (inputs, count) => {
      const results = await model.run(passes.evaluation, given(inputs, count), stream);
      return { output: results[`output ${fit.output.index}`]?.data ?? [], loss: results['loss']?.data[0] ?? Number.NaN };
    },
    predict: async (inputs, count) =>
      (await model.run(passes.prediction, given(inputs, count), stream))[`output ${fit.output.index}`]?.data ?? [],
    weights: async (): Promise<Elements> => {
      const read = await model.read([...parameters.keys()]);
      return new Map(Object.entries(read).map(([key, { data }]) => [key, Float64Array.from(data)]));
    },
    dispose: () => {
      model.dispose();
      device.destroy();
    },
  };
}

/** The sizes of an input of the network or of its loss. */
function shapeOf({ graph, training }: Prepared, name: string, sizes: ReadonlyMap<string, number>): readonly number[] {
  const found = [...graph.inputs, ...training.loss.inputs].find((input) => input.name === name);
  return substituteShape(found?.tensor.type.shape ?? [], sizes).map(({ size }) => Number(size));
}
