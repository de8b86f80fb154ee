// How a network becomes kernels, told step by step as plain data. Not its layout as text.
import type { Graph } from '@trammel/graph';
import { print, printedNames, type Program, type Value } from '@trammel/program';
import { printShape, printSize } from '@trammel/tensor';
import { largestLiveSet, placeLives } from './arena.js';
import type { Work } from './fusion.js';
import type { Kernel } from './kernel.js';
import { livesOf } from './lives.js';
import { loweringSteps } from './lowering.js';
import { bytesOf, countOf } from './model-data.js';
import { moduleData } from './module-data.js';
import { networkSchedules } from './network-schedules.js';
import { planOf, type NamedSchedule, type Plan } from './plan.js';
import type { ScheduleStep } from './schedule.js';
import { shaderText } from './shader-text.js';
import { registerStrategy } from './strategy.js';

/** A value by the name that it has in the printed program, and its axes. */
export interface ExplainedValue {
  readonly name: string;
  readonly shape: string;
}

/** Values that one kernel makes. */
export interface ExplainedWork {
  readonly kind: 'tiles' | 'rows' | 'scatter' | 'scan';
  readonly makes: readonly ExplainedValue[];
  /** The contraction, or the axes along which a row is gone through. */
  readonly from?: string;
}

/** A dispatch. */
export interface ExplainedKernel {
  readonly reads: readonly string[];
  readonly writes: readonly string[];
  /** What one invocation does. */
  readonly way: string;
  readonly workgroups: string;
  readonly invocations: number;
  /** The number of its shader, which equal kernels have in common, and the characters of that. */
  readonly shader: number;
  readonly characters: number;
  /** Of a recurrence: how often the dispatch runs. */
  readonly times?: string;
}

/** One pass: what each step of `loweringSteps` made, then the kernels and the memory. */
export interface ExplainedPass {
  readonly pass: 'inference' | 'training';
  /** The program, a value a line. */
  readonly kernelForm: readonly string[];
  /** The same; absent where no sum was split. */
  readonly splitSums?: readonly string[];
  readonly memory: readonly ExplainedValue[];
  readonly fused: readonly ExplainedWork[];
  readonly inPlace: readonly { readonly value: string; readonly over: string }[];
  readonly sideBySide: readonly ExplainedWork[];
  readonly kernels: readonly ExplainedKernel[];
  /** Bytes of the arena, and of the tensors in it that live at one time, where all open sizes are 1. */
  readonly arena: { readonly bytes: number; readonly largestLiveSet: number; readonly openSizes: readonly string[] };
}

/** A network on its way to WebGPU. */
export interface ScheduleExplanation {
  readonly network: string;
  readonly steps: typeof loweringSteps;
  readonly passes: readonly ExplainedPass[];
}

/** Explains how the module of the graph is made. */
export function explainSchedule(graph: Graph): ScheduleExplanation {
  const { schedules } = networkSchedules(graph, registerStrategy);
  const plan = planOf(schedules);
  const shaders = new Map(plan.shaders.map((shader, at) => [shaderText(shader), at]));
  return {
    network: graph.name,
    steps: loweringSteps,
    passes: schedules.map((named, at) => explainedPass(named, at === 0 ? 'inference' : 'training', { plan, shaders, at })),
  };
}

interface Module {
  readonly plan: Plan;
  readonly shaders: ReadonlyMap<string, number>;
  /** Which pass it is. */
  readonly at: number;
}

function explainedPass({ schedule }: NamedSchedule, pass: ExplainedPass['pass'], module: Module): ExplainedPass {
  const { lowering, program, steps } = schedule;
  const names = printedNames(program);
  const nameOf = (value: Value): string =>
    names.get(value) ?? (value.instruction.op === 'input' ? value.instruction.name : value.instruction.op);
  const told = (value: Value): ExplainedValue => ({ name: nameOf(value), shape: printShape(value.shape) });
  const work = (items: readonly Work[]): readonly ExplainedWork[] => items.map((item) => explainedWork(item, told));
  const linesOf = (printed: Program): readonly string[] => print(printed).trimEnd().split('\n');
  const [form, split] = [linesOf(lowering.kernelForm), linesOf(lowering.splitSums)];
  return {
    pass,
    kernelForm: form,
    ...(form.join('\n') === split.join('\n') ? {} : { splitSums: split }),
    memory: [...lowering.memory.written].map(told),
    fused: work(lowering.fused),
    inPlace: [...lowering.inPlace].map(([value, target]) => ({ value: nameOf(value), over: nameOf(target) })),
    sideBySide: work(lowering.sideBySide),
    kernels: steps.flatMap((step) => explainedKernels(step, undefined, { nameOf, shaders: module.shaders })),
    arena: explainedArena(module),
  };
}

function explainedWork(item: Work, told: (value: Value) => ExplainedValue): ExplainedWork {
  switch (item.kind) {
    case 'group': {
      const { kind, members, contraction, along } = item.group;
      const from = contraction === undefined ? along.map(({ name }) => name).join(', ') : told(contraction).name;
      return { kind, makes: [...members.keys()].map(told), ...(from === '' ? {} : { from }) };
    }
    case 'scatter':
      return { kind: 'scatter', makes: [told(item.value)] };
    case 'scan':
      return { kind: 'scan', makes: item.recurrence.outputs.map(told), from: item.recurrence.axis };
  }
}

interface Naming {
  readonly nameOf: (value: Value) => string;
  readonly shaders: ReadonlyMap<string, number>;
}

function explainedKernels(step: ScheduleStep, times: string | undefined, naming: Naming): readonly ExplainedKernel[] {
  if (step.kind === 'kernel') return [explainedKernel(step.kernel, times, naming)];
  const rounds = [times, printSize(step.length)].filter((part) => part !== undefined).join(' * ');
  return step.steps.flatMap((inner) => explainedKernels(inner, rounds, naming));
}

function explainedKernel(
  { bindings, way, workgroups, shader }: Kernel,
  times: string | undefined,
  { nameOf, shaders }: Naming,
): ExplainedKernel {
  const text = shaderText(shader);
  const named = (isWritten: boolean): readonly string[] =>
    bindings.filter((binding) => binding.isWritten === isWritten).map(({ value }) => nameOf(value));
  return {
    reads: named(false),
    writes: named(true),
    way,
    workgroups: printSize(workgroups),
    invocations: shader.invocations,
    shader: shaders.get(text) ?? -1,
    characters: text.length,
    ...(times === undefined ? {} : { times }),
  };
}

function explainedArena({ plan, at }: Module): ExplainedPass['arena'] {
  const data = moduleData(plan);
  const sizes = data.sizes(...data.symbols.map(() => 1));
  const pass = data.passes[at];
  const lives = (pass === undefined ? [] : livesOf(pass, data.tensors)).map(([tensor, first, last]) => ({
    bytes: bytesOf(countOf(sizes, data.tensors[tensor]?.shape ?? [])),
    first,
    last,
  }));
  return { bytes: placeLives(lives, defaultAlignment).bytes, largestLiveSet: largestLiveSet(lives), openSizes: data.symbols };
}

/** At which multiples bindings may begin on every device. */
const defaultAlignment = 256;
