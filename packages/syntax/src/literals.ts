/** What number, size and string literals stand for. */

/** The value of a number; `integer` is exact where it is whole. */
export interface NumberValue {
  readonly value: number;
  readonly integer: bigint | undefined;
}

/** Powers of ten that a decimal suffix adds. */
const decimalSuffixes: Readonly<Record<string, number>> = { k: 3, M: 6, G: 9, KB: 3, MB: 6, GB: 9 };

/** Factors of the binary suffixes. */
const binarySuffixes: Readonly<Record<string, number>> = { KiB: 1024, MiB: 1024 ** 2, GiB: 1024 ** 3 };

/** No number needs more characters; reading them would take long. */
const longestNumber = 400;

const numberParts = /^(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?([A-Za-z]*)$/;

/** The value of a number token; `undefined` when it is beyond the largest double or absurdly long. */
export function numberValue(text: string): NumberValue | undefined {
  if (text.length > longestNumber) return undefined;
  const [, whole = '0', fraction = '', exponent = '0', suffix = ''] = numberParts.exec(text.replaceAll('_', '')) ?? [];
  const power = Number(exponent) + (decimalSuffixes[suffix] ?? 0);
  const factor = binarySuffixes[suffix] ?? 1;
  const value = Number(`${whole}.${fraction}e${power}`) * factor;
  if (!Number.isFinite(value)) return undefined;
  if (fraction === '' && power === 0 && value <= Number.MAX_SAFE_INTEGER) return { value, integer: BigInt(value) };
  return { value, integer: wholeValue(BigInt(whole + fraction) * BigInt(factor), power - fraction.length) };
}

/** mantissa * 10^power where that is whole. */
function wholeValue(mantissa: bigint, power: number): bigint | undefined {
  if (mantissa === 0n) return 0n;
  if (power >= 0) return mantissa * 10n ** BigInt(power);
  const digits = mantissa.toString();
  return -power < digits.length && /^0*$/.test(digits.slice(power)) ? BigInt(digits.slice(0, power)) : undefined;
}

/** `3x3` as `[3, 3]`. */
export function sizeValues(text: string): readonly number[] {
  return text.split('x').map(Number);
}

/** A string without its quotes and escapes. */
export interface StringValue {
  readonly value: string;
  /** Offsets in the token of escapes that mean nothing. */
  readonly unknownEscapes: readonly number[];
}

const escapes: ReadonlyMap<string, string> = new Map([
  ['n', '\n'],
  ['t', '\t'],
  ['"', '"'],
  ['\\', '\\'],
]);

/** The value of a string token: `\n`, `\t`, `\"`, `\\` and `\u{1F600}` are its escapes. */
export function stringValue(text: string): StringValue {
  const unknownEscapes: number[] = [];
  const inner = text.slice(1, -1);
  if (!inner.includes('\\')) return { value: inner, unknownEscapes };
  const value = inner.replace(
    /\\(?:u\{([0-9a-fA-F]{1,6})\}|([^]))/g,
    (whole: string, code: string | undefined, letter: string | undefined, offset: number) => {
      const point = code === undefined ? NaN : Number.parseInt(code, 16);
      if (point <= 0x10ffff) return String.fromCodePoint(point);
      const known = letter === undefined ? undefined : escapes.get(letter);
      if (known === undefined) unknownEscapes.push(offset + 1);
      return known ?? whole;
    },
  );
  return { value, unknownEscapes };
}
