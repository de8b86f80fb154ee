// The names of the targets of generated code, for the parser of arguments: the targets themselves are loaded when they are used.
import type { TargetName } from 'trammel';

/** One for each target. */
const byName: { readonly [N in TargetName]: true } = { tfjs: true, wgsl: true };

export const targetNames: readonly string[] = Object.keys(byName);
