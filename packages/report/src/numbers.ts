// Numbers as people read them: grouped digits, short forms, bytes, shares. No rounding is done to anything but text.
import { isKnown, printInteger, printSize, type Size } from '@trammel/tensor';

/** `25,557,032`, or the formula while a size is open. */
export function printCount(size: Size): string {
  return isKnown(size) ? printInteger(size) : printSize(size);
}

const steps: readonly (readonly [number, string])[] = [
  [1e15, 'P'],
  [1e12, 'T'],
  [1e9, 'G'],
  [1e6, 'M'],
  [1e3, 'k'],
];

/** `4.09 G`; whole below a thousand. */
export function printShort(value: number): string {
  const step = steps.find(([scale]) => Math.abs(value) >= scale);
  return step === undefined ? String(value) : `${(value / step[0]).toPrecision(3)} ${step[1]}`;
}

const byteSteps: readonly (readonly [number, string])[] = [
  [2 ** 40, 'TiB'],
  [2 ** 30, 'GiB'],
  [2 ** 20, 'MiB'],
  [2 ** 10, 'KiB'],
];

/** `97.5 MiB` */
export function printBytes(bytes: number): string {
  const step = byteSteps.find(([scale]) => bytes >= scale);
  return step === undefined ? `${bytes} B` : `${(bytes / step[0]).toPrecision(3)} ${step[1]}`;
}

/** `58.6 %`; a share of nothing is empty. */
export function printShare(part: number, whole: number): string {
  return whole > 0 ? `${((100 * part) / whole).toFixed(1)} %` : '';
}

/** How many times larger: `3.14`. */
export function printRatio(larger: number, smaller: number): string {
  return (larger / smaller).toPrecision(3);
}

const eighths = ['', '\u258F', '\u258E', '\u258D', '\u258C', '\u258B', '\u258A', '\u2589'];

/** A bar of `width` cells, filled by the share from its left, in eighths of a cell. */
export function bar(share: number, width: number): string {
  const filled = Math.round(Math.max(0, Math.min(1, share)) * width * 8);
  return '\u2588'.repeat(Math.floor(filled / 8)) + (eighths[filled % 8] ?? '');
}
