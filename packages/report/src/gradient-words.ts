// How gradients stand in tables: decades with marks, first and last copies, bars.
import { printDecades, type Attenuation, type NodeAttenuation } from '@trammel/analysis';
import { bar } from './numbers.js';
import type { Cell } from './table.js';

/** Stands before an estimate that is known to be poor. */
const doubtMark = '~';
/** Stands for a gradient that is not known. */
export const unknownMark = '?';

/** What the marks and words in cells mean, for those that occur. */
export const markLegends: readonly (readonly [RegExp, string])[] = [
  [/->/, 'a -> b: in the first and in the last copy of a repeat; one number stands where they are equal or there is no room'],
  [/~/, `${doubtMark}: the estimate is known to be poor`],
  [/none/, 'none: the gradient is exactly zero'],
  [/\?/, `${unknownMark}: not known`],
];

/** `-6.32`, `~-6.32`, `none` or `?`. */
export function attenuationText(attenuation: Attenuation | undefined, of?: Pick<NodeAttenuation, 'isReliable'>): string {
  if (attenuation === undefined || Number.isNaN(attenuation.rms)) return unknownMark;
  const text = printDecades(attenuation.rms);
  return of?.isReliable !== false || attenuation.rms === -Infinity ? text : doubtMark + text;
}

/** `-6.43 to -6.23`; empty where there is no band, as for nothing at all. */
export function bandText(attenuation: Attenuation | undefined): string {
  if (attenuation === undefined) return unknownMark;
  if (!Number.isFinite(attenuation.low) || !Number.isFinite(attenuation.high)) return '';
  return `${printDecades(attenuation.low)} to ${printDecades(attenuation.high)}`;
}

/** A part of a sum of decades: empty for nothing. */
export function partText(decades: number | undefined): string {
  if (decades === undefined || Number.isNaN(decades)) return '';
  const text = printDecades(decades);
  return text === '0.00' ? '' : text;
}

/** `0.707`, for a standard deviation. */
export function deviationText(deviation: number): string {
  return deviation >= 1e5 || (deviation > 0 && deviation < 1e-3) ? deviation.toExponential(1) : deviation.toPrecision(3);
}

/** What is told of the first copy and of the last: once where it is the same, and by the first where there is no room. */
export function copiesCell(copies: number, textAt: (copy: number) => string): Cell {
  const first = textAt(0);
  const last = copies > 1 ? textAt(copies - 1) : first;
  return first === last ? first : [`${first} -> ${last}`, first];
}

/** A bar for each gradient: whole for the largest, as long as decades are left above the smallest. */
export function attenuationBars(all: readonly number[], width: number): (decades: number | undefined) => string {
  const known = all.filter((decades) => Number.isFinite(decades));
  const [smallest, largest] = [Math.min(...known, 0), Math.max(...known, 0)];
  // A few decades are shown as few, so that small differences do not look like large ones.
  const span = Math.max(leastSpan, largest - smallest);
  return (decades) => (decades === undefined || !Number.isFinite(decades) ? '' : bar(1 - (largest - decades) / span, width));
}

const leastSpan = 4;
