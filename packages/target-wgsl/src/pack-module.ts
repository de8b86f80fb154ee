// A plan in the short form in which generated modules hold it. `packed-module.ts` says what that is and makes it a plan again.
import type { NamedTensor, Tensor } from './model-data.js';
import { uniformBits, type PackedModule, type PackedNames, type PackedOwner, type PackedStep } from './packed-module.js';
import type { Plan, PlanStep } from './plan.js';
import { condenseShaders } from './shader-template.js';

/** All of a module but the function of its sizes. */
export function packModule({ symbols, tensors, shaders, passes }: Plan): Omit<PackedModule, 'sizes'> {
  const { templates, shaders: condensed } = condenseShaders(shaders.map(({ code }) => code));
  const keptCount = tensors.filter(({ kept }) => kept !== undefined).length;
  return {
    symbols,
    kept: packedKept(tensors.slice(0, keptCount)),
    shapes: tensors.slice(keptCount).map(({ shape }) => shape),
    templates,
    shaders: shaders.map(({ tensors: bound, sizes, readsSeed, readsStep, invocations }, at) => {
      const { template = 0, numbers = [] } = condensed[at] ?? {};
      const vectors = bound.reduce((bits, isVector, number) => bits + (isVector ? 1 << number : 0), 0);
      const uniforms = (readsSeed ? uniformBits.seed : 0) + (readsStep ? uniformBits.step : 0);
      return [template, bound.length, vectors, sizes, uniforms, invocations, ...numbers];
    }),
    passes: passes.map(({ inputs, outputs, steps }) => [byName(inputs), byName(outputs), packedSteps(steps, keptCount, [0, keptCount])]),
  };
}

function packedKept(tensors: readonly Tensor[]): readonly PackedOwner[] {
  const owners: [string, ...PackedOwner[number][]][] = [];
  let before: string | undefined;
  for (const { kept = '', shape } of tensors) {
    const dot = kept.lastIndexOf('.') + 1;
    const owner = kept.slice(0, dot);
    let entry = owners.at(-1);
    if (entry?.[0] !== owner) {
      entry = [owner];
      owners.push(entry);
      before = undefined;
    }
    const key = shape.join();
    entry.push(kept.slice(dot), ...(key === before ? [] : [shape]));
    before = key;
  }
  return owners;
}

function byName(named: readonly NamedTensor[]): PackedNames {
  return named.map(({ name, tensor }) => [name, tensor]);
}

function packedSteps(steps: readonly PlanStep[], keptCount: number, last: [number, number]): readonly PackedStep[] {
  return steps.map((step): PackedStep => {
    if ('isBackward' in step) return { length: step.length, isBackward: step.isBackward, steps: packedSteps(step.steps, keptCount, last) };
    const references = step.tensors.map((tensor) => {
      const kind = tensor < keptCount ? 0 : 1;
      const distance = tensor - last[kind];
      last[kind] = tensor;
      return 2 * distance + kind;
    });
    return [step.shader, step.workgroups, ...references, ...step.sizes];
  });
}
