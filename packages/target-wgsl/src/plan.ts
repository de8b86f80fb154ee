// What a generated module holds: shaders, tensors and steps as plain data, with numbers for everything that they refer to.
import type { Value } from '@trammel/program';
import { isKnown, printSize, symbolSize, symbolsOf, type Shape, type Size } from '@trammel/tensor';
import type { Kernel } from './kernel.js';
import type { Dispatch, Loop, ModelData, Pass, SizeReference, Tensor } from './model-data.js';
import type { Schedule, ScheduleStep } from './schedule.js';
import { shaderText, type Shader } from './shader-text.js';

/** A dispatch with what it makes, for people, or a loop of them. */
export type PlanStep = (Dispatch & { readonly label: string }) | (Loop & { readonly steps: readonly PlanStep[] });

/** One way to run the module: inference, or a step of training. */
export interface PlanPass extends Pass {
  readonly steps: readonly PlanStep[];
}

/** A module as data. */
export interface Plan extends Omit<ModelData, 'sizes'> {
  /** The sizes that are open until the module runs: first its symbols. */
  readonly sizes: readonly Size[];
  readonly passes: readonly PlanPass[];
}

/** A schedule with the names that people use. */
export interface NamedSchedule {
  readonly schedule: Schedule;
  /** Arguments that are given at each run, by name; all other arguments are kept. */
  readonly inputs: ReadonlyMap<string, Value>;
  /** Names for outputs of the schedule, by their position; those without one are not read. */
  readonly outputs: ReadonlyMap<string, number>;
}

/** The data of a module that runs these schedules over the same kept tensors: those named come first, in their order. */
export function planOf(schedules: readonly NamedSchedule[], keptFirst: ReadonlyMap<string, Shape> = new Map()): Plan {
  const state: State = { sizes: new Map(), tensors: [], byValue: new Map(), byName: new Map(), shaders: new Map() };
  const programs = schedules.map(({ schedule }) => schedule.program);
  const symbols = [
    ...new Set(programs.flatMap(({ inputs }) => inputs.flatMap(({ shape }) => shape.flatMap(({ size }) => [...symbolsOf(size)])))),
  ];
  for (const symbol of symbols) sizeReference(state, symbolSize(symbol));
  numberKept(schedules, keptFirst, state);
  const passes = schedules.map((named) => passOf(named, state));
  return {
    symbols,
    sizes: [...state.sizes.values()].map(({ size }) => size),
    tensors: state.tensors,
    shaders: [...state.shaders.values()].map(({ shader }) => shader),
    passes,
  };
}

interface State {
  readonly sizes: Map<string, { readonly size: Size; readonly number: number }>;
  readonly tensors: Tensor[];
  readonly byValue: Map<Value, number>;
  readonly byName: Map<string, number>;
  readonly shaders: Map<string, { readonly shader: Shader; readonly number: number }>;
}

/** Kept tensors come before all others. */
function numberKept(schedules: readonly NamedSchedule[], first: ReadonlyMap<string, Shape>, state: State): void {
  for (const [name, shape] of first) addTensor(state, shape, name);
  for (const { schedule, inputs } of schedules) {
    const given = new Set(inputs.values());
    for (const value of [...schedule.program.parameters, ...schedule.program.inputs])
      if (!given.has(value)) tensorNumber(state, value, given);
  }
}

/** The name of an argument of the program; undefined for other tensors. */
function argumentName({ instruction }: Value): string | undefined {
  return instruction.op === 'parameter' || (instruction.op === 'input' && !instruction.name.startsWith('(')) ? instruction.name : undefined;
}

function sizeReference({ sizes }: State, size: Size): SizeReference {
  if (isKnown(size)) return Number(size);
  const key = printSize(size);
  const known = sizes.get(key) ?? { size, number: sizes.size };
  sizes.set(key, known);
  return -1 - known.number;
}

function shaderNumber({ shaders }: State, { shader }: Kernel): number {
  const text = shaderText(shader);
  const known = shaders.get(text) ?? { shader, number: shaders.size };
  shaders.set(text, known);
  return known.number;
}

function tensorNumber(state: State, value: Value, inputs: ReadonlySet<Value>): number {
  const kept = inputs.has(value) ? undefined : argumentName(value);
  const known = state.byValue.get(value) ?? (kept === undefined ? undefined : state.byName.get(kept));
  if (known !== undefined) return known;
  const number = addTensor(state, value.shape, kept);
  state.byValue.set(value, number);
  return number;
}

function addTensor(state: State, axes: Shape, kept: string | undefined): number {
  const number = state.tensors.length;
  const shape = axes.map(({ size }) => sizeReference(state, size));
  state.tensors.push({ shape, ...(kept === undefined ? {} : { kept }) });
  if (kept !== undefined) state.byName.set(kept, number);
  return number;
}

function passOf({ schedule, inputs, outputs }: NamedSchedule, state: State): PlanPass {
  const given = new Set(inputs.values());
  const tensor = (value: Value): number => tensorNumber(state, value, given);
  const named = [...inputs].map(([name, value]) => ({ name, tensor: tensor(value) }));
  const stepOf = (step: ScheduleStep): PlanStep =>
    step.kind === 'kernel'
      ? dispatchOf(step.kernel, state, tensor)
      : { length: sizeReference(state, step.length), isBackward: step.direction === 'backward', steps: step.steps.map(stepOf) };
  const steps = schedule.steps.map(stepOf);
  const results = [...outputs].flatMap(([name, at]) => {
    const value = schedule.outputs[at];
    return value === undefined ? [] : [{ name, tensor: tensor(value) }];
  });
  return { inputs: named, outputs: results, steps };
}

function dispatchOf(kernel: Kernel, state: State, tensor: (value: Value) => number): PlanStep {
  return {
    shader: shaderNumber(state, kernel),
    tensors: kernel.bindings.map(({ value }) => tensor(value)),
    sizes: kernel.sizes.map((size) => sizeReference(state, size)),
    workgroups: sizeReference(state, kernel.workgroups),
    label: kernel.label,
  };
}
