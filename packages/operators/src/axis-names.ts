// What axes are called that an operator makes and the network does not name.
import { roleOf, type Shape } from '@trammel/tensor';
import type { Pattern, PatternAxis } from './argument.js';

/** A new feature axis beside axes of these names: D in sequences [N, T, D], else C. */
export function newFeatureName(others: readonly string[]): string {
  return others.some((name) => roleOf(name) === 'time') ? 'D' : 'C';
}

/** A tensor and the pattern that its axes are written as. */
export interface Written {
  readonly shape: Shape;
  readonly pattern: Pattern;
}

/**
 * The names of the axes of a pattern. A single axis has its own name, and a group the one that is written: `D=(h, d)`.
 * Otherwise a group is called, by the first of these that is free:
 *   what the same group is called in an input; N or C if that is a member; its one member of space or time;
 *   T if it has several such members; if it stands last, as a new feature axis is; T; its members joined by dots.
 */
export function resultNames(result: Pattern, inputs: readonly Written[]): readonly string[] {
  const fixed = result.map((axis) => axis.name ?? (axis.names.length === 1 ? axis.names[0] : undefined));
  const names: (string | undefined)[] = [...fixed];
  for (const [index, axis] of result.entries()) {
    const taken = names.filter((name) => name !== undefined);
    const candidates = [
      ...originalNames(axis, inputs),
      ...memberNames(axis),
      ...(index === result.length - 1 ? [newFeatureName(taken)] : []),
      'T',
    ];
    names[index] ??= candidates.find((name) => isFree(name, taken)) ?? axis.names.join('.');
  }
  return names.map((name) => name ?? '');
}

/** A second feature axis would be none, whatever it is called. */
const isFree = (name: string, taken: readonly string[]): boolean => !taken.includes(name) && !(name === 'D' && taken.includes('C'));

/** What an input calls the axis that is made of the same members. */
function originalNames(axis: PatternAxis, inputs: readonly Written[]): readonly string[] {
  const isSame = (other: PatternAxis): boolean =>
    axis.names.length > 0 && other.names.length === axis.names.length && axis.names.every((name) => other.names.includes(name));
  return inputs.flatMap(({ shape, pattern }) => {
    const at = pattern.findIndex(isSame);
    const found = shape[at]?.name;
    return found === undefined ? [] : [found];
  });
}

function memberNames({ names }: PatternAxis): readonly string[] {
  const telling = names.filter((name) => roleOf(name) === 'batch' || roleOf(name) === 'feature');
  const extended = names.filter((name) => roleOf(name) === 'space' || roleOf(name) === 'time');
  return [...telling, ...(extended.length === 1 ? extended : extended.length > 1 ? ['T'] : [])];
}
