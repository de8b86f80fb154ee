// The targets of generated code: what a network can become.
import type { Graph } from '@trammel/graph';
import { generateTfjs, type GeneratedProject } from '@trammel/target-tfjs';
import { explainSchedule, generateWgsl, scheduleExplanationText } from '@trammel/target-wgsl';

export type { GeneratedFile, GeneratedProject } from '@trammel/target-tfjs';

/** One target. */
export interface Target {
  /** What comes out, after "a". */
  readonly summary: string;
  readonly generate: (graph: Graph) => GeneratedProject;
  /** What can be told of how the code is made, by what is asked for. */
  readonly explanations?: { readonly [E in ExplanationName]?: (graph: Graph) => Explanation };
}

/** What can be asked of a target. */
export type ExplanationName = 'schedule';

/** How code is made: as plain data, and as text. */
export interface Explanation {
  readonly data: unknown;
  readonly text: string;
}

export const targets = {
  tfjs: { summary: 'project for TensorFlow.js', generate: generateTfjs },
  wgsl: {
    summary: 'module for WebGPU, without dependencies',
    generate: (graph: Graph) => generateWgsl(graph),
    explanations: { schedule: explainedSchedule },
  },
} as const satisfies Record<string, Target>;

/** The names of the targets. */
export type TargetName = keyof typeof targets;

/** Whether there is a target of that name. */
export function isTargetName(name: string): name is TargetName {
  return Object.hasOwn(targets, name);
}

function explainedSchedule(graph: Graph): Explanation {
  const data = explainSchedule(graph);
  return { data, text: scheduleExplanationText(data) };
}
