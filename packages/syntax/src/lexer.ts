/** Text to tokens: words told from names, brackets of calls from others, characters without a meaning kept as strays. */
import { type ILexingError, type IToken, type TokenType, Lexer } from 'chevrotain';
import { type SourceFile } from '@trammel/diagnostics';
import { OnDemand } from './on-demand.js';
import { endsExpression } from './structure.js';
import { keywords, lexerTokens, reservedWords, tokens } from './tokens.js';

/** The tokens of a text in order, and apart from them its comments. */
export interface Lexed {
  readonly tokens: IToken[];
  readonly comments: readonly IToken[];
}

const lexer = new OnDemand(
  () =>
    new Lexer(lexerTokens, {
      positionTracking: 'onlyOffset',
      ensureOptimizations: true,
      skipValidations: true,
      errorMessageProvider: {
        buildUnableToPopLexerModeMessage: () => '',
        buildUnexpectedCharactersMessage: () => '',
      },
    }),
);

/** Reads any text at all. */
export function tokenize(source: SourceFile): Lexed {
  const { tokens: read, errors, groups } = lexer.get().tokenize(source.text);
  const all = errors.length === 0 ? read : withStrays(source, read, errors);
  classify(source, all);
  const told = source.text.includes('||') ? withDoubleBars(source, all) : all;
  return { tokens: told, comments: groups['comments'] ?? [] };
}

/** A token that the lexer did not make itself: a stray, or one that stands for a stretch of text. */
export function madeToken(tokenType: IToken['tokenType'], startOffset: number, image: string): IToken {
  return { tokenType, tokenTypeIdx: tokenType.tokenTypeIdx ?? 0, startOffset, image };
}

function withStrays(source: SourceFile, read: readonly IToken[], errors: readonly ILexingError[]): IToken[] {
  const all: IToken[] = [];
  let next = 0;
  for (const { offset, length } of errors) {
    for (let token = read[next]; token !== undefined && token.startOffset < offset; token = read[++next]) all.push(token);
    all.push(madeToken(tokens.stray, offset, source.text.slice(offset, offset + length)));
  }
  for (const token of read.slice(next)) all.push(token);
  return all;
}

/** `a || b` is the `or` of other languages, where `{ || b }` are two paths: so by what stands before it on its line. */
function withDoubleBars({ text }: SourceFile, all: readonly IToken[]): IToken[] {
  const isDouble = (token: IToken | undefined, index: number): boolean => {
    const before = all[index - 1];
    if (token === undefined || before === undefined || all[index + 1]?.startOffset !== token.startOffset + 1) return false;
    const between = text.slice(before.startOffset, token.startOffset);
    return text.startsWith('||', token.startOffset) && endsExpression(before.tokenType) && !/[\r\n]/.test(between);
  };
  return all.flatMap((token, index) => {
    if (isDouble(token, index)) return [madeToken(tokens.stray, token.startOffset, '||')];
    return isDouble(all[index - 1], index - 1) ? [] : [token];
  });
}

/** Tells apart, by what stands before them, words from names, `-` from `-`, and brackets of a call from others. */
function classify(source: SourceFile, all: readonly IToken[]): void {
  const { lineStarts } = source;
  let line = 0;
  let previous: TokenType | undefined;
  let inFor = false;
  for (const token of all) {
    let first = false;
    for (let start = lineStarts[line]; start !== undefined && start <= token.startOffset; start = lineStarts[++line]) first = true;
    const type = token.tokenType;
    if (type === tokens.name) {
      const reserved = reservedWords.get(token.image);
      if (reserved !== undefined) retype(token, inFor && token.image === 'in' ? keywords.in : reserved);
      if (reserved !== undefined) inFor = reserved === keywords.for;
    } else if (type === tokens.prefix) {
      if (previous !== undefined && endsExpression(previous)) retype(token, tokens.operator);
    } else if (!first && type === tokens.openParen) {
      if (previous === tokens.name) retype(token, tokens.callParen);
    } else if (!first && type === tokens.openBracket) {
      if (previous === tokens.name || previous === tokens.closeParen) retype(token, tokens.callBracket);
    }
    previous = token.tokenType;
  }
}

function retype(token: IToken, tokenType: TokenType): void {
  token.tokenType = tokenType;
  token.tokenTypeIdx = tokenType.tokenTypeIdx ?? 0;
}
