// The passes of a network: inference, and a step of training where it says how it is trained. Not their text.
import type { Graph } from '@trammel/graph';
import { lossProgramOf, programOfGraph } from '@trammel/graph';
import type { Value } from '@trammel/program';
import { recipeOf, stepInput, trainingStep, type TrainingStep } from '@trammel/training';
import type { NamedSchedule } from './plan.js';
import { scheduleOf } from './schedule.js';
import type { Strategy } from './strategy.js';

/** The schedules, inference first, and what the optimizer keeps. */
export interface NetworkSchedules {
  readonly schedules: readonly NamedSchedule[];
  readonly states: TrainingStep['states'];
}

/** Compiles a graph. */
export function networkSchedules(graph: Graph, strategy: Strategy): NetworkSchedules {
  const schedule = scheduleOf(programOfGraph(graph, { mode: 'inference' }), { strategy });
  const inference: NamedSchedule = {
    schedule,
    inputs: new Map(schedule.program.inputs.map((value) => [nameOf(value), value])),
    outputs: new Map(graph.outputs.map(({ name }, at) => [name, at])),
  };
  if (graph.training === undefined) return { schedules: [inference], states: [] };
  const step = trainingStep(lossProgramOf(graph, graph.training), recipeOf(graph.training));
  return { schedules: [inference, trainingSchedule(step, strategy)], states: step.states };
}

/** How many outputs of a step come before the new values: the loss and the rate. */
const leading = 2;

/** A step as a pass that moves what is kept. */
export function trainingSchedule(step: TrainingStep, strategy: Strategy): NamedSchedule {
  const { program, parameters, states, buffers } = step;
  const arguments_ = new Map([...program.inputs, ...program.parameters].map((value) => [nameOf(value), value]));
  const replaced = [...parameters, ...states.map(({ name }) => name), ...buffers];
  const updates = new Map(
    replaced.flatMap((name, at): readonly (readonly [number, Value])[] => {
      const target = arguments_.get(name);
      return target === undefined ? [] : [[leading + at, target]];
    }),
  );
  const kept = new Set(replaced);
  const schedule = scheduleOf(program, { strategy, updates });
  const inputs = new Map(schedule.program.inputs.flatMap((value) => (kept.has(nameOf(value)) ? [] : [[nameOf(value), value]])));
  return {
    schedule,
    inputs,
    outputs: new Map([
      ['loss', 0],
      ['rate', 1],
    ]),
  };
}

/** The inputs of training that a person gives: all but the number of the step, which the runtime counts. */
export function givenInputs({ inputs }: NamedSchedule): readonly string[] {
  return [...inputs.keys()].filter((name) => name !== stepInput);
}

function nameOf({ instruction }: Value): string {
  return instruction.op === 'input' || instruction.op === 'parameter' ? instruction.name : '';
}
