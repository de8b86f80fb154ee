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
  const name = soleSymbol(size);
  return name === undefined ? roundFraction(substitute(size, values)) : (values.get(name) ?? size);
}

/** The name of the symbol that the size is, as most open sizes are a symbol alone. */
function soleSymbol({ terms, denominator }: Polynomial): string | undefined {
  const [term, ...others] = terms;
  if (term?.factors.length !== 1 || others.length > 0 || denominator !== 1 || term.coefficient !== 1) return undefined;
  const [factor] = term.factors;
  return factor?.exponent === 1 && factor.atom.kind === 'symbol' ? factor.atom.name : undefined;
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
