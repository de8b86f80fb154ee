// Numbers as people read them: grouped digits, short forms, bytes, shares. No rounding is done to anything but text.
import { approximateSize, isKnown, printInteger, printSize, type Size } from '@trammel/tensor';

/** `25,557,032`, or the formula while a size is open. */
export function printCount(size: Size): string {
  return isKnown(size) ? printInteger(size) : printSize(size);
}

type Steps = readonly (readonly [number, string])[];

const steps: Steps = [
  [1e15, ' P'],
  [1e12, ' T'],
  [1e9, ' G'],
  [1e6, ' M'],
  [1e3, ' k'],
];

/** `4.09 G`; whole below a thousand. */
export function printShort(value: number): string {
  return scaled(value, steps) ?? String(value);
}

/** The short form of a count, or its formula. */
export function printShortCount(size: Size): string {
  return isKnown(size) ? printShort(approximateSize(size)) : printSize(size);
}

const byteSteps: Steps = [
  [2 ** 40, ' TiB'],
  [2 ** 30, ' GiB'],
  [2 ** 20, ' MiB'],
  [2 ** 10, ' KiB'],
];

/** `97.5 MiB` */
export function printBytes(bytes: number): string {
  return scaled(bytes, byteSteps) ?? `${bytes} B`;
}

/** The value in its largest unit, with three digits or the whole part; undefined below all units. */
function scaled(value: number, units: Steps): string | undefined {
  // A value that would round up to the next unit is told in that one.
  const unit = units.find(([scale]) => Math.abs(value) >= 0.9995 * scale);
  if (unit === undefined || Math.abs(value) < (units.at(-1)?.[0] ?? 0)) return undefined;
  const quotient = value / unit[0];
  const digits = Math.abs(quotient) >= 99.95 ? 0 : Math.abs(quotient) >= 9.995 ? 1 : 2;
  return quotient.toFixed(digits) + unit[1];
}

/** `58.6 %`; a share of nothing is empty. */
export function printShare(part: number, whole: number): string {
  if (whole <= 0) return '';
  const percent = (100 * part) / whole;
  return percent > 0 && percent < 0.05 ? '<0.1 %' : `${percent.toFixed(1)} %`;
}

/** How many times larger: `3.14`, `23.5`, `5,610`. */
export function printRatio(larger: number, smaller: number): string {
  const ratio = larger / smaller;
  return ratio >= 99.95 ? printInteger(Math.round(ratio)) : ratio.toPrecision(3);
}

/** A call with its small and large numbers as people write them: `eps=1e-6` for `eps=0.000001`. */
export function shortNumbers(call: string): string {
  return call.replace(/(?<![\w.])0\.000+[1-9]\d*(?![\w.])/g, (digits) => Number(digits).toExponential());
}

const eighths = ['', '\u258F', '\u258E', '\u258D', '\u258C', '\u258B', '\u258A', '\u2589'];

/** A bar of `width` cells, filled by the share from its left, in eighths of a cell. */
export function bar(share: number, width: number): string {
  const filled = Math.round(Math.max(0, Math.min(1, share)) * width * 8);
  return '\u2588'.repeat(Math.floor(filled / 8)) + (eighths[filled % 8] ?? '');
}
