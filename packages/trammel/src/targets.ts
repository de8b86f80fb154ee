// The targets of generated code: what a network can become.
import type { Graph } from '@trammel/graph';
import { generateTfjs, type GeneratedProject } from '@trammel/target-tfjs';
import { generateWgsl } from '@trammel/target-wgsl';

export type { GeneratedFile, GeneratedProject } from '@trammel/target-tfjs';

/** One target. */
export interface Target {
  /** What comes out, after "a". */
  readonly summary: string;
  readonly generate: (graph: Graph) => GeneratedProject;
}

export const targets = {
  tfjs: { summary: 'project for TensorFlow.js', generate: generateTfjs },
  wgsl: { summary: 'module for WebGPU, without dependencies', generate: generateWgsl },
} as const satisfies Record<string, Target>;

/** The names of the targets. */
export type TargetName = keyof typeof targets;

/** Whether there is a target of that name. */
export function isTargetName(name: string): name is TargetName {
  return Object.hasOwn(targets, name);
}
