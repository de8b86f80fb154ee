// The names of the targets of generated code, for the parser of arguments: the targets themselves are loaded when they are used.
import type { ExplanationName, TargetName } from 'trammel';

/** One for each target. */
const byName: { readonly [N in TargetName]: true } = { tfjs: true, wgsl: true };

export const targetNames: readonly string[] = Object.keys(byName);

/** What can be asked of how code is made. */
const explanations: { readonly [E in ExplanationName]: true } = { schedule: true };

export const explanationNames: readonly string[] = Object.keys(explanations);
