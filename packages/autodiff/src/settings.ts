// The settings of an optimizer, a schedule or a clip: plain values by name. Their defaults are filled in where they are read.
import { invariant } from '@trammel/tensor';

/** Every setting that a rule asks for is there. */
export type Settings = ReadonlyMap<string, number | string | boolean>;

/** The number of that name. */
export function numberIn(settings: Settings, name: string): number {
  const value = settings.get(name);
  invariant(typeof value === 'number', () => `${name} is a number`);
  return value;
}

/** Whether that is so. */
export function truthIn(settings: Settings, name: string): boolean {
  const value = settings.get(name);
  invariant(typeof value === 'boolean', () => `${name} is true or false`);
  return value;
}

/** The one of those words that is given. */
export function wordIn<W extends string>(settings: Settings, name: string, words: readonly W[]): W {
  const word = words.find((each) => each === settings.get(name));
  invariant(word !== undefined, () => `${name} is one of ${words.join(', ')}`);
  return word;
}
