// The names that layers have in a generated model: the ids of the graph, with the round behind the id of each repeat.

/** A round of a repeat around a layer. */
export interface Round {
  readonly id: string;
  readonly round: number;
}

/** `i.0.repeat.Block.conv` in the second round of `i.0.repeat`: `i.0.repeat.1.Block.conv`. */
export function layerName(id: string, rounds: readonly Round[]): string {
  const inserted = [...rounds].reverse().reduce((name, { id: repeat, round }) => {
    return name.startsWith(`${repeat}.`) ? `${repeat}.${round}${name.slice(repeat.length)}` : name;
  }, id);
  return safeStart(inserted);
}

/** TensorFlow.js wants a letter or a digit at first, and no id begins with a digit. */
export const safeStart = (name: string): string => (name.startsWith('_') ? `0${name}` : name);
