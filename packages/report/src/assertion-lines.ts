// Assertions as a list: whether each holds, and the values of what it measures.
import { printAttenuation, type AssertionResult, type AssertionValue } from '@trammel/analysis';
import { printCount } from './numbers.js';
import type { TableStyle } from './table.js';
import { wrapLines } from './text-lines.js';

/** One assertion a line or more: `holds  params == 61_706`, with the values that cannot be seen in it. */
export function assertionLines(results: readonly AssertionResult[], width: number, style: TableStyle): readonly string[] {
  return results.flatMap((result) => {
    const [first = '', ...others] = wrapLines(`${verdict(result)}  ${statement(result)}`, width, '       ');
    const paint = result.holds === true ? style.good : style.bad;
    return [paint(first.slice(0, verdictWidth)) + first.slice(verdictWidth), ...others];
  });
}

/** The assertion with its values, for a list of another kind. */
export function assertionSentence(result: AssertionResult): string {
  return `${verdict(result).trimEnd()}: ${statement(result)}`;
}

const verdictWidth = 5;

const verdict = ({ holds }: AssertionResult): string => (holds === true ? 'holds' : holds === false ? 'FAILS' : 'open ');

function statement({ assertion, holds, values }: AssertionResult): string {
  const found = [...values].map(([text, value]) => {
    const number = printValue(value);
    return values.size === 1 ? number : `${text} = ${number}`;
  });
  const word = assertion.severity === 'error' ? '' : ' (expected)';
  // An equation that holds says its value itself.
  const isSaid = holds === true && assertion.condition.kind === 'binary' && assertion.condition.operator === '==';
  return `${assertion.text}${word}${found.length === 0 || isSaid ? '' : `   ${found.join(', ')}`}`;
}

function printValue(value: AssertionValue): string {
  if (value.kind === 'truth') return String(value.truth);
  if (value.kind === 'ratio') return printAttenuation(value.number);
  return value.exact === undefined ? String(value.number) : printCount(value.exact);
}
