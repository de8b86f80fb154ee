/** Characters, numbers and strings that are no part of the language, and what was probably meant by them. */
import { type IToken } from 'chevrotain';
import { type Diagnostic, type SourceFile, type Span, at, help, replace } from '@trammel/diagnostics';
import { report } from './problems.js';
import { type Stretch, type Structure } from './structure.js';
import { tokens } from './tokens.js';

/** What people type, or paste from typeset text, for signs of the language. */
const lookalikes: ReadonlyMap<string, string> = new Map([
  ['→', '->'],
  ['⟶', '->'],
  ['⇒', '=>'],
  ['≤', '<='],
  ['≥', '>='],
  ['≠', '!='],
  ['×', 'x'],
  ['·', '*'],
  ['÷', '/'],
  ['–', '-'],
  ['—', '-'],
  ['−', '-'],
  ['“', '"'],
  ['”', '"'],
  ['„', '"'],
  ['‘', '"'],
  ['’', '"'],
  ['（', '('],
  ['）', ')'],
  ['［', '['],
  ['］', ']'],
  ['｛', '{'],
  ['｝', '}'],
  ['，', ','],
  ['：', ':'],
  ['＝', '='],
  ['&&', 'and'],
  ['&', 'and'],
  ['||', 'or'],
  ['!', 'not '],
]);

/** Signs of other languages that have no one sign here. */
const advice: ReadonlyMap<string, string> = new Map([
  ['?', 'write a choice as `if c then a else b`, and an unknown size as a bare axis name: `[N, C]`'],
  ['%', 'there is no remainder; `/` divides, and must divide exactly where sizes are divided'],
  ['@', 'operators have names and are called: `name(...)`'],
  ['\\', 'a line goes on without a sign: inside brackets, and before `->` or an operator'],
  ['~', 'write `not`'],
  ['$', 'write the name alone'],
  ['`', 'write the name alone'],
]);

/** The diagnostic for the first such token in a stretch. */
export function badTokenIn(structure: Structure, stretch: Stretch): Diagnostic | undefined {
  for (let index = stretch.from; index < stretch.to; index++) {
    const token = structure.tokens[index];
    const diagnostic = token === undefined ? undefined : badToken(structure.source, token);
    if (diagnostic !== undefined) return diagnostic;
  }
  return undefined;
}

/** What is wrong with a token on its own; nothing when it is one of the language. */
export function badToken(source: SourceFile, token: IToken): Diagnostic | undefined {
  const span = { source, start: token.startOffset, end: token.startOffset + token.image.length };
  switch (token.tokenType) {
    case tokens.stray:
      return strayCharacter(token.image, span);
    case tokens.badNumber:
      return badNumber(token.image, span);
    case tokens.badString:
      return badString(token.image, span);
    default:
      return undefined;
  }
}

function strayCharacter(image: string, span: Span): Diagnostic {
  const [first = ''] = image;
  const known = lookalikes.get(image) ?? lookalikes.get(first);
  const sign = known === undefined || !lookalikes.has(image) ? first : image;
  const shown = known === undefined && /\p{Letter}/u.test(first) ? image : sign;
  const place = { ...span, end: span.start + shown.length };
  if (known !== undefined) {
    return report('stray-character', at(place, `write \`${known.trim()}\``), `\`${shown}\` is no sign of the language`, {
      help: [help(`write \`${known.trim()}\``, replace(place, known))],
    });
  }
  if (/\p{Letter}/u.test(first)) {
    return report('stray-character', at(place), `\`${shown}\` cannot be part of a name`, {
      help: [help('names are made of the letters A to Z and a to z, digits and `_`; any text may stand in comments and strings')],
    });
  }
  const way = advice.get(first);
  const what = /[\p{Control}\p{Format}\p{Surrogate}]/u.test(first) ? `the character ${codePoint(first)}` : `\`${first}\``;
  return report('stray-character', at(place), `${what} means nothing here`, { help: [help(way ?? 'leave it out')] });
}

function codePoint(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}

const sizeLike = /^\d+(?:[xX*]\d+)+$/;
const suffixLike = /^([\d_]*\d(?:\.\d+)?)([A-Za-z]+)$/;
const suffixes: ReadonlyMap<string, string> = new Map([
  ['k', 'k'],
  ['m', 'M'],
  ['g', 'G'],
  ['b', 'G'],
  ['kb', 'KB'],
  ['mb', 'MB'],
  ['gb', 'GB'],
  ['kib', 'KiB'],
  ['mib', 'MiB'],
  ['gib', 'GiB'],
]);

function badNumber(image: string, span: Span): Diagnostic {
  const corrected = correctedNumber(image);
  if (corrected !== undefined) {
    return report('bad-number', at(span, `write \`${corrected}\``), `\`${image}\` is not a number`, {
      help: [help(`write \`${corrected}\``, replace(span, corrected))],
    });
  }
  const [, factor, name] = suffixLike.exec(image) ?? [];
  const product = factor === undefined || name === undefined ? undefined : `${factor} * ${name}`;
  if (product === undefined || /^0x|^[\d_.]+e\d*$/i.test(image)) {
    return report('bad-number', at(span), `\`${image}\` is not a number`, { notes: ['numbers look like `61_706`, `0.5`, `1e-3` or `5M`'] });
  }
  const why = 'no name begins with a digit';
  const ways = [help(`to multiply, write \`${product}\``, replace(span, product))];
  return report('bad-number', at(span), `\`${image}\` is not a number`, { notes: [why], help: ways });
}

/** The number or size that was surely meant. */
function correctedNumber(image: string): string | undefined {
  if (sizeLike.test(image)) return image.replace(/[X*]/g, 'x');
  const [, digits, letters] = suffixLike.exec(image) ?? [];
  const suffix = suffixes.get(letters?.toLowerCase() ?? '');
  if (digits !== undefined && suffix !== undefined) return digits + suffix;
  const tidied = image.replace(/_+/g, '_').replace(/_$/, '');
  return tidied !== image && /^\d+(?:_\d+)*$/.test(tidied) ? tidied : undefined;
}

function badString(image: string, span: Span): Diagnostic {
  const closed = image.length > 1 && image.startsWith("'") && image.endsWith("'");
  if (closed) {
    const doubled = `"${image.slice(1, -1).replaceAll('"', '\\"')}"`;
    return report('single-quotes', at(span), 'strings stand in double quotes', {
      help: [help(`write \`${doubled}\``, replace(span, doubled))],
    });
  }
  const quote = image.charAt(0);
  const opening = { ...span, end: span.start + 1 };
  return report('open-string', at(opening, 'begins here'), `the string ends with its line, without a \`${quote}\``, {
    help: [help('close it with `"`; a new line inside of it is written `\\n`')],
  });
}
