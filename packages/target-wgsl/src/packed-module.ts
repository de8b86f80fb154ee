// The form in which generated modules hold their plan, short enough to be loaded fast, and back from it. Generated modules run this; `pack-module.ts` writes the form.
import type { Dispatch, Loop, ModelData, NamedTensor, SizeReference, Step, Tensor } from './model-data.js';
import { expandShader } from './shader-expansion.js';
import type { Shader } from './shader-text.js';

/** A dispatch: its shader, its workgroups, its tensors as `TensorReference`, and its sizes. Or a loop. */
export type PackedStep = readonly number[] | (Omit<Loop, 'steps'> & { readonly steps: readonly PackedStep[] });

/**
 * A tensor as the distance from the one before it in the pass, of those that are kept and of the others apart: twice that, and one more for
 * the others. So the same block of layers is the same numbers wherever it stands.
 */
export type TensorReference = number;

/** Tensors by name. */
export type PackedNames = readonly (readonly [name: string, tensor: number])[];

/** Tensors of one owner: its name, and for each the rest of the tensor's name and its shape, unless that is the shape of the one before. */
export type PackedOwner = readonly [owner: string, ...(string | readonly SizeReference[])[]];

/** A module: kept tensors come first, then the others, whose shapes are `shapes`. */
export interface PackedModule {
  readonly symbols: readonly string[];
  readonly sizes: (...symbols: readonly number[]) => readonly number[];
  readonly kept: readonly PackedOwner[];
  readonly shapes: readonly (readonly SizeReference[])[];
  readonly templates: readonly string[];
  /** Template, number of tensors, as bits which of them are groups of four, number of sizes, as bits the other uniforms, invocations, numbers. */
  readonly shaders: readonly (readonly number[])[];
  readonly passes: readonly (readonly [inputs: PackedNames, outputs: PackedNames, steps: readonly PackedStep[]])[];
}

/** The bits of what uniforms a shader has. */
export const uniformBits = { seed: 1, step: 2 } as const;

/** The plan that was packed. */
export function unpackModule({ symbols, sizes, kept, shapes, templates, shaders: packed, passes }: PackedModule): ModelData {
  const shaders = packed.map(
    ([template = 0, count = 0, vectors = 0, sizeCount = 0, uniforms = 0, invocations = 0, ...numbers]): Shader => ({
      tensors: Array.from({ length: count }, (_, at) => ((vectors >> at) & 1) === 1),
      sizes: sizeCount,
      readsSeed: (uniforms & uniformBits.seed) !== 0,
      readsStep: (uniforms & uniformBits.step) !== 0,
      invocations,
      code: expandShader(templates[template] ?? '', numbers),
    }),
  );
  const keptTensors = kept.flatMap(tensorsOfOwner);
  const tensors: readonly Tensor[] = [...keptTensors, ...shapes.map((shape) => ({ shape }))];
  return {
    symbols,
    sizes,
    tensors,
    shaders,
    passes: passes.map(([inputs, outputs, steps]) => ({
      inputs: namedTensors(inputs),
      outputs: namedTensors(outputs),
      steps: stepsFrom(steps, shaders, [0, keptTensors.length]),
    })),
  };
}

function tensorsOfOwner([owner, ...parts]: PackedOwner): readonly Tensor[] {
  let shape: readonly SizeReference[] = [];
  return parts.flatMap((part, at) => {
    if (typeof part !== 'string') return [];
    const next = parts[at + 1];
    if (Array.isArray(next)) shape = next;
    return [{ shape, kept: `${owner}${part}` }];
  });
}

function namedTensors(names: PackedNames): readonly NamedTensor[] {
  return names.map(([name, tensor]) => ({ name, tensor }));
}

/** The steps; `last` is where references count from, for what is kept and for the others. */
function stepsFrom(steps: readonly PackedStep[], shaders: readonly Shader[], last: [number, number]): readonly Step[] {
  return steps.map((step): Dispatch | Loop => {
    if ('isBackward' in step) return { ...step, steps: stepsFrom(step.steps, shaders, last) };
    const [shader = 0, workgroups = 0, ...numbers] = step;
    const count = shaders[shader]?.tensors.length ?? 0;
    const tensors = numbers.slice(0, count).map((reference) => {
      const kind = (reference & 1) === 0 ? 0 : 1;
      last[kind] += reference >> 1;
      return last[kind];
    });
    return { shader, workgroups, tensors, sizes: numbers.slice(count) };
  });
}
