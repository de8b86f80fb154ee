// How decades and the ratios that they stand for are written: two decimals, and three digits.

/** `-6.32`; `none` for no gradient at all. */
export function printDecades(decades: number): string {
  if (decades === -Infinity) return 'none';
  const text = decades.toFixed(2);
  return text === '-0.00' ? '0.00' : text;
}

/** `4.79e-7 (-6.32 decades)`; `0` is told alone. */
export function printAttenuation(ratio: number): string {
  const decades = Math.log10(ratio);
  return Number.isFinite(decades) ? `${printSmall(ratio)} (${printDecades(decades)} decades)` : String(ratio);
}

/** `4.79e-7`, `0.0123`, `1.50`, `2,340` without its comma. */
export function printSmall(ratio: number): string {
  const isPlain = ratio === 0 || (Math.abs(ratio) >= 1e-3 && Math.abs(ratio) < 1e4);
  return isPlain ? (Math.abs(ratio) >= 999.5 ? ratio.toFixed(0) : ratio.toPrecision(3)) : ratio.toExponential(2);
}
