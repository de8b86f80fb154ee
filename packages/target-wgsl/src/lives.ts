// From which step to which each tensor of the arena is needed in a pass. Pure numbers: generated modules run it too.
import type { Pass, Step, Tensor } from './model-data.js';

/** A tensor and the first and the last step at which it is needed: step 0 is before all others, and outputs are needed after all. */
export type TensorLife = readonly [tensor: number, first: number, last: number];

/** The lives of all tensors that are not kept from run to run. */
export function livesOf(
  { inputs, outputs, steps }: Pick<Pass, 'inputs' | 'outputs' | 'steps'>,
  tensors: readonly Tensor[],
): readonly TensorLife[] {
  const lives = new Map<number, { first: number; last: number }>();
  const loops: { readonly first: number; readonly last: number; readonly tensors: ReadonlySet<number> }[] = [];
  let at = 0;
  const touch = (tensor: number): void => {
    if (tensors[tensor]?.kept !== undefined) return;
    const life = lives.get(tensor);
    if (life === undefined) lives.set(tensor, { first: at, last: at });
    else life.last = at;
  };
  const go = (list: readonly Step[]): readonly number[] =>
    list.flatMap((step) => {
      if ('isBackward' in step) {
        const first = at + 1;
        const inside = go(step.steps);
        loops.push({ first, last: at, tensors: new Set(inside) });
        return inside;
      }
      at += 1;
      step.tensors.forEach(touch);
      return step.tensors;
    });
  for (const { tensor } of inputs) touch(tensor);
  go(steps);
  at += 1;
  for (const { tensor } of outputs) touch(tensor);
  // What a loop has in common with what is around it must last through all of its rounds.
  for (const { first, last, tensors: inside } of loops) {
    for (const tensor of inside) {
      const life = lives.get(tensor);
      if (life === undefined || (life.first >= first && life.last <= last)) continue;
      life.first = Math.min(life.first, first);
      life.last = Math.max(life.last, last);
    }
  }
  return [...lives].map(([tensor, { first, last }]) => [tensor, first, last]);
}
