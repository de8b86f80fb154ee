// Numbers that were measured: a few digits, powers of ten where they are very small or large. Counts are printed elsewhere.

/** `0.6931`, `1.3e-16`, `0`; four digits, two where a number is that of rounding. */
export function printMeasured(value: number): string {
  if (value === 0 || !Number.isFinite(value)) return String(value);
  const magnitude = Math.abs(value);
  if (magnitude < 1e-9) return value.toExponential(0);
  if (magnitude < 1e-4 || magnitude >= 1e6) return shortened(value.toExponential(3));
  return shortened(value.toPrecision(4));
}

/** Without zeros at the end: `0.1`, `1.5e-7`. */
function shortened(text: string): string {
  const [digits = '', power] = text.split('e');
  const short = digits.includes('.') ? digits.replace(/\.?0+$/, '') : digits;
  return power === undefined ? short : `${short}e${power}`;
}
