/** Diagnostics for what reads well but cannot be meant: found while the tree is built. */
import { type Diagnostic, type SourceFile, type Span, at, help, insert, replace, spanOver, spanText } from '@trammel/diagnostics';
import { report } from './problems.js';
import { type Binary } from './tree.js';

/** What a name before `=` would name. */
export type NamedThing = 'argument' | 'axis' | 'tensor';

const namedThings: Readonly<Record<NamedThing, string>> = {
  argument: 'the name of an argument',
  axis: 'the name of an axis',
  tensor: 'the name of a new tensor',
};

export function notAName(span: Span, what: NamedThing): Diagnostic {
  const ways = what === 'argument' ? [help('to compare, write `==`')] : [];
  return report('not-a-name', at(span, 'not a name'), `before \`=\` stands ${namedThings[what]}`, { help: ways });
}

/** `previous` and `next` are the tokens that need a comma between them. */
export function missingComma(previous: Span, next: Span): Diagnostic {
  return report('missing-comma', at(next, 'begins another item'), `a comma is missing before \`${clipped(next)}\``, {
    help: [help('put `,` between them', insert(previous.source, previous.end, ','))],
  });
}

export function numberTooLarge(span: Span): Diagnostic {
  return report('number-too-large', at(span), 'this number is larger than any that can be counted with', {
    notes: ['the largest is about 1.8e308'],
  });
}

export function unknownEscape(source: SourceFile, offset: number): Diagnostic {
  const span = { source, start: offset, end: offset + 2 };
  return report('unknown-escape', at(span), `\`${spanText(span)}\` stands for no character`, {
    help: [help('for a backslash itself write `\\\\`', replace(span, `\\${spanText(span)}`))],
    notes: ['known are `\\n`, `\\t`, `\\"`, `\\\\` and `\\u{1F600}`'],
  });
}

export function comparisonChain(second: Binary, first: Binary): Diagnostic {
  const meant = `${spanText(first.span)} and ${spanText(spanOver(first.right.span, second.right.span))}`;
  return report('comparison-chain', at(second.operatorSpan, 'compares a truth value'), 'comparisons do not chain', {
    secondary: [at(first.operatorSpan, 'gives true or false')],
    help: [help(`write \`${meant}\``, replace(second.span, meant))],
  });
}

export function comparisonInShape(comparison: Binary): Diagnostic {
  return report('comparison-in-shape', at(comparison.span), 'an axis cannot be compared in a shape', {
    help: [help('give its size as `C=3`, or its largest size as `T <= 1024`')],
  });
}

export function noneAsSize(span: Span): Diagnostic {
  return report('none-as-size', at(span, 'not a size'), 'an unknown size is written as a bare axis name, not as `None`', {
    help: [help('write `N` for the batch', replace(span, 'N'))],
  });
}

/** `statement` is the first one of the body, `path` its first path. */
export function statementBeforePath(statement: Span, path: Span): Diagnostic {
  return report('mixed-paths', at(statement, 'belongs to no path'), 'a body has either statements or paths', {
    secondary: [at({ ...path, end: path.start + 1 }, 'the first path begins here')],
    help: [help('begin every path with `|`', insert(statement.source, statement.start, '| '))],
  });
}

export function bodyWithoutCall(expression: Span, body: Span): Diagnostic {
  return report('body-without-call', at(expression, 'takes no body'), 'a body belongs to a block or an operator', {
    secondary: [at({ ...body, end: body.start + 1 }, 'the body begins here')],
    help: [help('name what combines it: `add { | ... | ... }`')],
  });
}

function clipped(span: Span): string {
  const text = spanText(span);
  return text.length > 30 ? `${text.slice(0, 29)}…` : text;
}
