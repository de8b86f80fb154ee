// Sizes with values for their symbols.
import { reciprocal } from './polynomial-division.js';
import { ofAtom } from './polynomial.js';
import { isKnown, type Atom, type Polynomial, type Size, type SymbolValues } from './size.js';
import { addSizes, multiplySizes, powerOfSize } from './size-arithmetic.js';
import { floorDivideSizes, floorOf, isFraction } from './size-division.js';
import { maximumSize } from './size-maximum.js';

/**
 * The size with symbols replaced; symbols without a value stay. An exact division that turns out to leave a remainder is
 * rounded down; a division that turns out to be by 0 stays, and the size has no value.
 */
export function substituteSize(size: Size, values: SymbolValues): Size {
  if (isKnown(size)) return size;
  return roundFraction(substitute(size, values));
}

/** Without rounding, so that what one factor leaves open another may close: D/heads * heads. */
function substitute({ terms, denominator }: Polynomial, values: SymbolValues): Size {
  let sum: Size = 0;
  for (const { coefficient, factors } of terms) {
    let product: Size = coefficient;
    for (const { atom, exponent } of factors) product = multiplySizes(product, powerOfAtom(atom, exponent, values));
    sum = addSizes(sum, product);
  }
  return denominator === 1 ? sum : multiplySizes(sum, reciprocal(denominator));
}

function powerOfAtom(atom: Atom, exponent: number, values: SymbolValues): Size {
  const base = valueOfAtom(atom, values);
  if (exponent > 0) return powerOfSize(base, exponent);
  return powerOfSize(inverse(base), -exponent);
}

function inverse(size: Size): Size {
  return size === 0 ? ofAtom({ kind: 'quotient', key: '1/0', left: 1, right: 0 }) : reciprocal(size);
}

function valueOfAtom(atom: Atom, values: SymbolValues): Size {
  if (atom.kind === 'symbol') return values.get(atom.name) ?? ofAtom(atom);
  const left = isKnown(atom.left) ? atom.left : substitute(atom.left, values);
  const right = isKnown(atom.right) ? atom.right : substitute(atom.right, values);
  switch (atom.kind) {
    case 'quotient':
      return inverse(right);
    case 'floor':
      return floorDivideSizes(left, right);
    case 'maximum':
      return maximumSize(roundFraction(left), roundFraction(right));
  }
}

function roundFraction(size: Size): Size {
  return isFraction(size) ? floorOf(size) : size;
}
