// Sizes as JavaScript over their symbols, for modules that learn the symbols when they run.
import { isKnown, type Atom, type Size, type Term } from '@trammel/tensor';

/** The size as an expression in which each symbol is the variable that `names` gives it. */
export function sizeScript(size: Size, names: ReadonlyMap<string, string>): string {
  if (isKnown(size)) return size.toString();
  const sum = size.terms
    .map((term) => termScript(term, names))
    .join(' + ')
    .replaceAll('+ -', '- ');
  return size.denominator === 1 ? sum : `(${sum}) / ${size.denominator.toString()}`;
}

type Names = ReadonlyMap<string, string>;

function termScript({ coefficient, factors }: Term, names: Names): string {
  const above = factors.filter(({ exponent }) => exponent > 0).flatMap(({ atom, exponent }) => repeated(atom, exponent, names));
  const below = factors.filter(({ exponent }) => exponent < 0).flatMap(({ atom, exponent }) => repeated(atom, -exponent, names));
  const product = [...(coefficient === 1 && above.length > 0 ? [] : [coefficient.toString()]), ...above].join(' * ');
  return below.reduce((text, part) => `${text} / ${part}`, product);
}

function repeated(atom: Atom, times: number, names: Names): readonly string[] {
  return Array.from({ length: times }, () => atomScript(atom, names));
}

function atomScript(atom: Atom, names: Names): string {
  if (atom.kind === 'symbol') return names.get(atom.name) ?? atom.name;
  const [left, right] = [sizeScript(atom.left, names), sizeScript(atom.right, names)];
  switch (atom.kind) {
    case 'floor':
      return `Math.floor((${left}) / (${right}))`;
    case 'quotient':
      return `((${left}) / (${right}))`;
    case 'maximum':
      return `Math.max(${left}, ${right})`;
  }
}
