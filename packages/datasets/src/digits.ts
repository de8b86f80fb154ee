// Handwritten digits as bytes, and a digit that somebody draws made like them. Not where the bytes come from.
import type { Pictures } from './image-set.js';
import { resized } from './resized.js';

/** Rows and columns of a digit, and how many there are. */
export const digitSide = 28;
const digitNames = Array.from({ length: 10 }, (_, digit) => String(digit));

/** What examples digits are, before any is read. */
export const digitKind = { channels: 1, height: digitSide, width: digitSide, names: digitNames } as const;

/** How many to learn from and how many held out, as 32-bit numbers, the low byte first. */
const headBytes = 8;

/** The bytes of digits: the two counts, a label each, and 28 x 28 bytes each. */
export function writeDigits({ labels, pixels, training }: Pick<Pictures, 'labels' | 'pixels' | 'training'>): Uint8Array {
  const bytes = new Uint8Array(headBytes + labels.length + pixels.length);
  const head = new DataView(bytes.buffer);
  head.setUint32(0, training, true);
  head.setUint32(4, labels.length - training, true);
  bytes.set(labels, headBytes);
  bytes.set(pixels, headBytes + labels.length);
  return bytes;
}

/** Undefined where the bytes are none of digits. */
export function readDigits(bytes: Uint8Array): Pictures | undefined {
  if (bytes.length < headBytes) return undefined;
  const head = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const [training, held] = [head.getUint32(0, true), head.getUint32(4, true)];
  const count = training + held;
  if (bytes.length !== headBytes + count * (1 + digitSide * digitSide)) return undefined;
  return { ...digitKind, training, labels: bytes.subarray(headBytes, headBytes + count), pixels: bytes.subarray(headBytes + count) };
}

/** The side of the square that a digit fills, in which its middle of mass is put into the middle (LeCun et al. 1998). */
const boxSide = 20;

/** A drawing of `side` rows and columns, ink from 0 to 255, made like the digits of MNIST; undefined where nothing is drawn. */
export function centredDigit(ink: ArrayLike<number>, side: number): Float32Array | undefined {
  const box = boxOf(ink, side);
  if (box === undefined) return undefined;
  const { left, top, width, height } = box;
  const values = Float32Array.from(
    { length: width * height },
    (_, at) => ink[(top + Math.floor(at / width)) * side + left + (at % width)] ?? 0,
  );
  const scale = boxSide / Math.max(width, height);
  const [rows, columns] = [Math.max(1, Math.round(height * scale)), Math.max(1, Math.round(width * scale))];
  const small = resized({ height, width, values }, rows, columns);
  const middle = massOf(small, columns);
  const [down, right] = [Math.round(digitSide / 2 - 0.5 - middle.y), Math.round(digitSide / 2 - 0.5 - middle.x)];
  const digit = new Float32Array(digitSide * digitSide);
  for (const [at, value] of small.entries()) {
    const [y, x] = [down + Math.floor(at / columns), right + (at % columns)];
    if (y >= 0 && y < digitSide && x >= 0 && x < digitSide) digit[y * digitSide + x] = value;
  }
  return digit;
}

function boxOf(
  ink: ArrayLike<number>,
  side: number,
): { readonly left: number; readonly top: number; readonly width: number; readonly height: number } | undefined {
  let [left, right, top, bottom] = [side, -1, side, -1];
  for (let at = 0; at < side * side; at += 1) {
    if ((ink[at] ?? 0) === 0) continue;
    const [x, y] = [at % side, Math.floor(at / side)];
    [left, right, top, bottom] = [Math.min(left, x), Math.max(right, x), Math.min(top, y), Math.max(bottom, y)];
  }
  return right < 0 ? undefined : { left, top, width: right - left + 1, height: bottom - top + 1 };
}

function massOf(values: Float32Array, columns: number): { readonly x: number; readonly y: number } {
  const all = values.reduce((sum, value) => sum + value, 0);
  const mean = (of: (at: number) => number): number => values.reduce((sum, value, at) => sum + value * of(at), 0) / all;
  return { x: mean((at) => at % columns), y: mean((at) => Math.floor(at / columns)) };
}
