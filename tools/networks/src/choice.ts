// Choices that a seed decides: which of several, and whether. Not numbers for tensors.
import { generatorOf, uniformFrom } from '@trammel/drawing';

/** The same seed makes the same choices, asked in the same order. */
export interface Choice {
  /** A whole number from 0 to one less than the limit. */
  readonly below: (limit: number) => number;
  /** One of them; undefined where there is none. */
  readonly of: <T>(items: readonly T[]) => T | undefined;
  readonly happens: (probability: number) => boolean;
  /** All of them in another order. */
  readonly shuffled: <T>(items: readonly T[]) => readonly T[];
}

/** The choices of a seed. */
export function choiceOf(seed: number): Choice {
  const generator = generatorOf({ seed, draw: 0, tensor: 0 });
  const below = (limit: number): number => Math.floor(limit * uniformFrom(generator));
  return {
    below,
    of: (items) => items[below(items.length)],
    happens: (probability) => uniformFrom(generator) < probability,
    shuffled: (items) =>
      items
        .map((item) => ({ item, rank: uniformFrom(generator) }))
        .sort((one, other) => one.rank - other.rank)
        .map(({ item }) => item),
  };
}
