// What a generated module holds: shaders, tensors and steps as plain data, with numbers for everything that they refer to.
import type { Value } from '@trammel/program';
import { elementCount, printSize, symbolsOf, type ElementType, type Size } from '@trammel/tensor';
import type { Kernel } from './kernel.js';
import type { Schedule, ScheduleStep } from './schedule.js';

/** A tensor of the module. */
export interface PlanTensor {
  /** The number of the size that is its element count. */
  readonly count: number;
  /** The numbers of the sizes of its axes. */
  readonly shape: readonly number[];
  readonly elementType: ElementType;
  /** Kept from run to run under this name: a weight, or what an optimizer remembers. Others lie in the arena. */
  readonly kept: string | undefined;
}

/** A dispatch, or a loop of them. */
export type PlanStep =
  | {
      readonly kind: 'dispatch';
      readonly shader: number;
      readonly tensors: readonly number[];
      readonly sizes: readonly number[];
      readonly readsSeed: boolean;
      readonly readsStep: boolean;
      readonly workgroups: number;
      readonly label: string;
    }
  | { readonly kind: 'loop'; readonly length: number; readonly isBackward: boolean; readonly steps: readonly PlanStep[] };

/** From which step to which a tensor of the arena is needed. */
export interface PlanLife {
  readonly tensor: number;
  readonly first: number;
  readonly last: number;
}

/** One way to run the module: inference, or a step of training. */
export interface PlanPass {
  readonly inputs: readonly { readonly name: string; readonly tensor: number }[];
  readonly outputs: readonly { readonly name: string; readonly tensor: number }[];
  readonly steps: readonly PlanStep[];
  readonly lives: readonly PlanLife[];
}

/** A shader, and what its uniforms are. */
export interface PlanShader {
  readonly text: string;
  readonly tensors: number;
  readonly hasSizes: boolean;
  readonly readsSeed: boolean;
  readonly readsStep: boolean;
}

/** A module as data. */
export interface Plan {
  readonly symbols: readonly string[];
  readonly sizes: readonly Size[];
  readonly tensors: readonly PlanTensor[];
  readonly shaders: readonly PlanShader[];
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

/** The data of a module that runs these schedules over the same kept tensors. */
export function planOf(schedules: readonly NamedSchedule[]): Plan {
  const state: State = { sizes: new Map(), tensors: [], byValue: new Map(), byName: new Map(), shaders: new Map() };
  const passes = schedules.map((named) => passOf(named, state));
  const symbols = [...new Set([...state.sizes.values()].flatMap(({ size }) => [...symbolsOf(size)]))];
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
  readonly tensors: PlanTensor[];
  readonly byValue: Map<Value, number>;
  readonly byName: Map<string, number>;
  readonly shaders: Map<string, { readonly shader: PlanShader; readonly number: number }>;
}

function sizeNumber({ sizes }: State, size: Size): number {
  const key = printSize(size);
  const known = sizes.get(key) ?? { size, number: sizes.size };
  sizes.set(key, known);
  return known.number;
}

function shaderNumber({ shaders }: State, { shader: text, bindings, sizes, readsSeed, readsStep }: Kernel): number {
  const shader: PlanShader = { text, tensors: bindings.length, hasSizes: sizes.length > 0, readsSeed, readsStep };
  const known = shaders.get(text) ?? { shader, number: shaders.size };
  shaders.set(text, known);
  return known.number;
}

function tensorNumber(state: State, value: Value, inputs: ReadonlySet<Value>): number {
  const { instruction } = value;
  const isArgument = instruction.op === 'parameter' || (instruction.op === 'input' && !instruction.name.startsWith('('));
  const kept = isArgument && !inputs.has(value) ? instruction.name : undefined;
  const known = state.byValue.get(value) ?? (kept === undefined ? undefined : state.byName.get(kept));
  if (known !== undefined) return known;
  const number = state.tensors.length;
  const shape = value.shape.map(({ size }) => sizeNumber(state, size));
  state.tensors.push({ count: sizeNumber(state, elementCount(value.shape)), shape, elementType: value.elementType, kept });
  state.byValue.set(value, number);
  if (kept !== undefined) state.byName.set(kept, number);
  return number;
}

function passOf({ schedule, inputs, outputs }: NamedSchedule, state: State): PlanPass {
  const given = new Set(inputs.values());
  const tensor = (value: Value): number => tensorNumber(state, value, given);
  const lives = new Map<number, { first: number; last: number }>();
  const touch = (number: number, at: number): void => {
    if (state.tensors[number]?.kept !== undefined) return;
    const life = lives.get(number);
    lives.set(number, life === undefined ? { first: at, last: at } : { first: Math.min(life.first, at), last: Math.max(life.last, at) });
  };
  const named = [...inputs].map(([name, value]) => ({ name, tensor: tensor(value) }));
  for (const input of named) touch(input.tensor, 0);
  const counter = { at: 0 };
  const write = (step: ScheduleStep): PlanStep => {
    if (step.kind === 'kernel') {
      counter.at += 1;
      return dispatchOf(step.kernel, state, (value) => {
        const number = tensor(value);
        touch(number, counter.at);
        return number;
      });
    }
    const first = counter.at + 1;
    const before = new Set(lives.keys());
    const steps = step.steps.map(write);
    // What was there before the loop is there in every round of it; so is what comes out of it.
    for (const number of lives.keys()) {
      if (before.has(number) && (lives.get(number)?.last ?? 0) >= first) touch(number, counter.at);
    }
    for (const number of stackedIn(step.steps, tensor)) {
      touch(number, first);
      touch(number, counter.at);
    }
    return { kind: 'loop', length: sizeNumber(state, step.length), isBackward: step.direction === 'backward', steps };
  };
  const steps = schedule.steps.map(write);
  const results = [...outputs].flatMap(([name, at]) => {
    const value = schedule.outputs[at];
    return value === undefined ? [] : [{ name, tensor: tensor(value) }];
  });
  for (const result of results) touch(result.tensor, counter.at + 1);
  return { inputs: named, outputs: results, steps, lives: [...lives].map(([number, life]) => ({ tensor: number, ...life })) };
}

/** Tensors that hold a part for each round of a loop. */
function stackedIn(steps: readonly ScheduleStep[], tensor: (value: Value) => number): readonly number[] {
  return steps.flatMap((step) =>
    step.kind === 'loop'
      ? stackedIn(step.steps, tensor)
      : step.kernel.bindings.flatMap(({ value }) =>
          value.instruction.op === 'input' && value.instruction.name === '(outputs)' ? [tensor(value)] : [],
        ),
  );
}

function dispatchOf(kernel: Kernel, state: State, tensor: (value: Value) => number): PlanStep {
  return {
    kind: 'dispatch',
    shader: shaderNumber(state, kernel),
    tensors: kernel.bindings.map(({ value }) => tensor(value)),
    sizes: kernel.sizes.map((size) => sizeNumber(state, size)),
    readsSeed: kernel.readsSeed,
    readsStep: kernel.readsStep,
    workgroups: sizeNumber(state, kernel.workgroups),
    label: kernel.label,
  };
}
