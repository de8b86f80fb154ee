// Numbers with fewer digits, by which what is computed for nearly the same number is found again. Not text for people.

/** The nearest number with so many decimal digits, as `toPrecision` has it; itself at the ends of all numbers. */
export function rounded(value: number, digits: number): number {
  const unit = 10 ** (Math.floor(Math.log10(Math.abs(value))) - digits + 1);
  const nearest = Math.round(value / unit) * unit;
  return Number.isFinite(nearest) ? nearest : value;
}
