/** Brackets without a fellow: what to say of them, and how to read on as if they had one. */
import { type IToken } from 'chevrotain';
import { type Diagnostic, type Span, at, help, insert, positionOf, replace } from '@trammel/diagnostics';
import { badTokenIn } from './bad-tokens.js';
import { madeToken } from './lexer.js';
import { report } from './problems.js';
import { indentationAt, nextDeclaration, nextLine, openBrackets, spoiledByBracket } from './stretches.js';
import { type BracketProblem, type Stretch, type Structure, deepestNesting } from './structure.js';
import { tokens } from './tokens.js';

/** The same tokens with one problem less. */
export interface Mended {
  readonly diagnostic: Diagnostic;
  readonly tokens: IToken[];
}

/** Tells of a problem and mends it: a stretch becomes one faulty token, or a brace is put in or left out. */
export function mendBracket(structure: Structure, problem: BracketProblem): Mended {
  switch (problem.kind) {
    case 'unclosed': {
      if (isBrace(structure, problem.open)) return closeBrace(structure, problem.open, problem.noticed);
      const open = leftOpen(structure, problem.open, problem.noticed) ?? problem.open;
      return spoil(structure, open, unclosed(structure, open, problem.noticed));
    }
    case 'mismatched': {
      const open = leftOpen(structure, problem.open, problem.close);
      if (open !== undefined) return spoil(structure, open, unclosed(structure, open, nextLine(structure, open)));
      return spoil(structure, problem.open, mismatched(structure, problem.open, problem.close));
    }
    case 'unopened':
      return isBrace(structure, problem.close)
        ? dropBrace(structure, problem.close)
        : spoil(structure, problem.close, unopened(structure, problem.close));
    case 'too-deep': {
      const stretch = { from: declarationStart(structure, problem.at), to: nextDeclaration(structure, problem.at) };
      return { diagnostic: tooDeep(structure, problem.at), tokens: setAside(structure, stretch) };
    }
  }
}

/** The outermost open bracket behind whose line the next line stands no deeper: there its end was forgotten. */
function leftOpen(structure: Structure, open: number, noticed: number): number | undefined {
  return openBrackets(structure, open).find((bracket) => {
    const next = nextLine(structure, bracket);
    return next < noticed && indentationAt(structure, next) <= indentationAt(structure, bracket);
  });
}

/** The tokens with a stretch of them replaced by a single faulty one. */
export function setAside({ tokens: all, source }: Structure, stretch: Stretch): IToken[] {
  const start = all[stretch.from]?.startOffset ?? 0;
  const last = all[stretch.to - 1];
  const end = last === undefined ? start : last.startOffset + last.image.length;
  return [...all.slice(0, stretch.from), madeToken(tokens.faulty, start, source.text.slice(start, end)), ...all.slice(stretch.to)];
}

/** The span of a token; behind the last one, of the last one. */
function spanAt({ tokens: all, source }: Structure, index: number): Span {
  const token = all[Math.min(index, all.length - 1)];
  const start = token?.startOffset ?? 0;
  return { source, start, end: start + (token?.image.length ?? 0) };
}

/**
 * Sets aside the statement of a bracket; in a declaration's head, all of the declaration. A character that should not be there is a
 * better reason than the bracket.
 */
function spoil(structure: Structure, bracket: number, diagnostic: Diagnostic): Mended {
  const stretch = spoiledByBracket(structure, bracket);
  const inBody = structure.around[stretch.from] !== -1;
  const whole = inBody ? stretch : { from: declarationStart(structure, bracket), to: nextDeclaration(structure, bracket) };
  return { diagnostic: badTokenIn(structure, stretch) ?? diagnostic, tokens: setAside(structure, whole) };
}

function unclosed(structure: Structure, open: number, noticed: number): Diagnostic {
  const sign = structure.tokens[open]?.image ?? '(';
  const wanted = sign === '(' ? ')' : ']';
  const stretch = spoiledByBracket(structure, open);
  const stops: readonly unknown[] = [tokens.arrow, tokens.openBrace, tokens.closeBrace];
  const stop = structure.tokens.findIndex(({ tokenType }, index) => index > open && index < stretch.to && stops.includes(tokenType));
  const end = stop === -1 ? Math.min(stretch.to, noticed) : stop;
  const why = structure.tokens[end]?.tokenType === tokens.arrow ? 'no step can stand inside of it' : 'here something else begins';
  const place = spanAt(structure, end - 1).end;
  return report('unclosed-bracket', at(spanAt(structure, open), 'opened here'), `this \`${sign}\` is never closed`, {
    secondary: end < structure.tokens.length ? [at(spanAt(structure, end), why)] : [],
    notes: endsInComment(structure, open) ? ['`//` begins a comment; `floor(a / b)` divides and rounds down'] : [],
    help: [
      help(`put \`${wanted}\` where ${sign === '(' ? 'the arguments end' : 'the shape ends'}`, insert(structure.source, place, wanted)),
    ],
  });
}

/** Whether `//` stands behind an open bracket on its line: Python divides so. */
function endsInComment({ source, tokens: all }: Structure, open: number): boolean {
  const start = all[open]?.startOffset ?? 0;
  return /^[^\r\n"]*\w\s*\/\/\s*\w/.test(source.text.slice(start));
}

function mismatched(structure: Structure, open: number, close: number): Diagnostic {
  const opening = structure.tokens[open]?.image ?? '';
  const closing = structure.tokens[close]?.image ?? '';
  const wanted = opening === '(' ? ')' : opening === '[' ? ']' : '}';
  return report(
    'mismatched-brackets',
    at(spanAt(structure, close), `this should be \`${wanted}\``),
    `\`${opening}\` is closed by \`${closing}\``,
    {
      secondary: [at(spanAt(structure, open), 'opened here')],
      help: [help(`close it with \`${wanted}\``, replace(spanAt(structure, close), wanted))],
    },
  );
}

function unopened(structure: Structure, close: number): Diagnostic {
  const sign = structure.tokens[close]?.image ?? ')';
  return report('unopened-bracket', at(spanAt(structure, close), 'nothing is open here'), `this \`${sign}\` closes nothing`, {
    help: [help('leave it out', replace(spanAt(structure, close), ''))],
  });
}

function tooDeep(structure: Structure, index: number): Diagnostic {
  return report(
    'nested-too-deep',
    at(spanAt(structure, index), 'too deep'),
    `brackets and operators are nested more than ${deepestNesting} deep`,
    {
      help: [help('give the inner parts names with `let`, or make blocks of them')],
    },
  );
}

/** Puts in the missing `}`: before the first `}` that stands further left than the line whose `{` it would close, else at the end. */
function closeBrace(structure: Structure, open: number, noticed: number): Mended {
  const suspect = oddBrace(structure, open, (closing, opening) => closing < opening);
  const unclosedBrace = suspect === undefined ? open : suspect.open;
  const where = suspect === undefined ? noticed : suspect.close;
  const before = structure.tokens[where - 1];
  const offset = before === undefined ? 0 : before.startOffset + before.image.length;
  const seen = suspect === undefined ? [] : [at(spanAt(structure, suspect.close), 'this one stands too far left to close it')];
  const diagnostic = report('unclosed-bracket', at(spanAt(structure, unclosedBrace), 'opened here'), 'this `{` is never closed', {
    secondary: seen,
    help: [
      help('put `}` where the body ends', insert(structure.source, offset, `\n${' '.repeat(indentationAt(structure, unclosedBrace))}}`)),
    ],
  });
  const added = [madeToken(tokens.faulty, offset, ''), madeToken(tokens.closeBrace, offset, '')];
  return { diagnostic, tokens: [...structure.tokens.slice(0, where), ...added, ...structure.tokens.slice(where)] };
}

/** Leaves out the `}` too many: the first that stands further right than the line whose `{` it closes, else the one that closes nothing. */
function dropBrace(structure: Structure, close: number): Mended {
  const suspect = oddBrace(structure, declarationStart(structure, close), (closing, opening) => closing > opening);
  const extra = suspect?.close ?? close;
  const span = spanAt(structure, extra);
  const line = positionOf(structure.source, spanAt(structure, suspect?.open ?? close).start).line;
  const why = suspect === undefined ? 'nothing is open here' : `ends the body that begins in line ${line}, though it stands further right`;
  const diagnostic = report('unopened-bracket', at(span, why), 'there is a `}` too many', {
    secondary: suspect === undefined ? [] : [at(spanAt(structure, close), 'so that this one closes nothing')],
    help: [help('leave it out', replace(span, ''))],
  });
  return { diagnostic, tokens: structure.tokens.filter((_, index) => index !== extra) };
}

interface BracePair {
  readonly open: number;
  readonly close: number;
}

/** The first pair of braces, from a token on, whose end stands oddly to the line of its beginning. */
function oddBrace(structure: Structure, from: number, odd: (closing: number, opening: number) => boolean): BracePair | undefined {
  for (let close = from; close < structure.tokens.length; close++) {
    const open = structure.partner[close] ?? -1;
    if (open === -1 || open > close || !isBrace(structure, close) || structure.startsLine[close] !== 1) continue;
    if (odd(indentationAt(structure, close), indentationAt(structure, open))) return { open, close };
  }
  return undefined;
}

function declarationStart(structure: Structure, index: number): number {
  return structure.declarations.findLast((start) => start <= index) ?? 0;
}

function isBrace(structure: Structure, index: number): boolean {
  const type = structure.tokens[index]?.tokenType;
  return type === tokens.openBrace || type === tokens.closeBrace;
}
