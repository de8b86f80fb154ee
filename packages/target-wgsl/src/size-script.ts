// Sizes as JavaScript over their symbols, for modules that learn the symbols when they run.
import { isKnown, type Atom, type Size, type Term } from '@trammel/tensor';

/** The size as an expression in which each symbol is a variable of its name. */
export function sizeScript(size: Size): string {
  if (isKnown(size)) return size.toString();
  const sum = size.terms.map(termScript).join(' + ').replaceAll('+ -', '- ');
  return size.denominator === 1 ? sum : `(${sum}) / ${size.denominator.toString()}`;
}

function termScript({ coefficient, factors }: Term): string {
  const above = factors.filter(({ exponent }) => exponent > 0).flatMap(({ atom, exponent }) => repeated(atom, exponent));
  const below = factors.filter(({ exponent }) => exponent < 0).flatMap(({ atom, exponent }) => repeated(atom, -exponent));
  const product = [...(coefficient === 1 && above.length > 0 ? [] : [coefficient.toString()]), ...above].join(' * ');
  return below.reduce((text, part) => `${text} / ${part}`, product);
}

function repeated(atom: Atom, times: number): readonly string[] {
  return Array.from({ length: times }, () => atomScript(atom));
}

function atomScript(atom: Atom): string {
  if (atom.kind === 'symbol') return atom.name;
  const [left, right] = [sizeScript(atom.left), sizeScript(atom.right)];
  switch (atom.kind) {
    case 'floor':
      return `Math.floor((${left}) / (${right}))`;
    case 'quotient':
      return `((${left}) / (${right}))`;
    case 'maximum':
      return `Math.max(${left}, ${right})`;
  }
}
