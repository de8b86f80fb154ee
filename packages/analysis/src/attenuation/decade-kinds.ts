// The kinds of decades that a node adds on the way back, and what each is called in tables. Not how many there are of them.
import type { LocalDecades } from '../gradient/result.js';

/** What decades come from. */
export type DecadeKind = keyof LocalDecades;

/** All kinds in the order in which they are told, each with its word. */
export const decadeKinds: readonly (readonly [kind: DecadeKind, word: string])[] = [
  ['weightGain', 'weights'],
  ['maximumSlope', 'slope'],
  ['spreadSaturation', 'spread'],
  ['offsetSaturation', 'offset'],
  ['other', 'other'],
];

/** Nothing of any kind. */
export const noDecades: LocalDecades = { weightGain: 0, maximumSlope: 0, spreadSaturation: 0, offsetSaturation: 0, other: 0 };

/** All kinds together. */
export const sumOfDecades = (decades: LocalDecades): number => decadeKinds.reduce((sum, [kind]) => sum + decades[kind], 0);
