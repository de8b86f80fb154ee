/** The words that arguments of operators take: `half`, `same`, `bilinear`, `he_normal`, and the names of operators. */
import { operatorNames, operators, type Attribute } from '@trammel/operators';

/** Whether some operator takes the word, or has it as its name. */
export function isKnownWord(word: string): boolean {
  return words.has(word);
}

const words: ReadonlySet<string> = new Set<string>(
  operatorNames.flatMap((name) => [
    name,
    ...Object.values<Attribute<unknown>>(operators[name].attributes).flatMap((attribute) => attribute.kind.words),
  ]),
);
