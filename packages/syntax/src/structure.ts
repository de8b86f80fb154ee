/**
 * What can be told of a run of tokens without reading it: which brackets belong together, where declarations and statements begin,
 * how deep things are nested. One pass that no input can slow down or overflow; the parser reads only what has passed here.
 */
import { type IToken, type TokenType } from 'chevrotain';
import { type SourceFile, lineIndexAt } from '@trammel/diagnostics';
import { keywords, tokens } from './tokens.js';

/** A bracket that has no fellow, or the wrong one; `index`es count tokens. */
export type BracketProblem =
  | { readonly kind: 'unclosed'; readonly open: number; /** The token that shows it. */ readonly noticed: number }
  | { readonly kind: 'mismatched'; readonly open: number; readonly close: number }
  | { readonly kind: 'unopened'; readonly close: number }
  | { readonly kind: 'too-deep'; readonly at: number };

export interface Structure {
  readonly source: SourceFile;
  readonly tokens: readonly IToken[];
  /** The other bracket of a pair, or -1. */
  readonly partner: Int32Array;
  /** The innermost bracket around a token, or -1; for a closing bracket its own opening one. */
  readonly around: Int32Array;
  /** 1 for the first token of a line. */
  readonly startsLine: Uint8Array;
  /** The first token of every declaration, ascending; what stands before the first one belongs to none. */
  readonly declarations: readonly number[];
  /** The first one only: mending it changes what comes after. */
  readonly problem: BracketProblem | undefined;
}

/** A stretch of tokens; `to` is exclusive. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** Brackets count 4, operators and conditions 1 each: what is open together may not weigh more. */
export const deepestNesting = 100;
const bracketWeight = 4;
const heaviest = deepestNesting * bracketWeight;

const closers: ReadonlyMap<TokenType, TokenType> = new Map([
  [tokens.closeParen, tokens.openParen],
  [tokens.closeBracket, tokens.openBracket],
  [tokens.closeBrace, tokens.openBrace],
]);

const openers: ReadonlyMap<TokenType, TokenType> = new Map([
  [tokens.openParen, tokens.openParen],
  [tokens.callParen, tokens.openParen],
  [tokens.openBracket, tokens.openBracket],
  [tokens.callBracket, tokens.openBracket],
  [tokens.openBrace, tokens.openBrace],
]);

const declarationWords: ReadonlySet<TokenType> = new Set([keywords.net, keywords.block, keywords.train, keywords.import]);

/** Words that begin a statement and can stand nowhere else. */
const statementWords: ReadonlySet<TokenType> = new Set([
  keywords.input,
  keywords.output,
  keywords.layer,
  keywords.let,
  keywords.with,
  keywords.repeat,
  keywords.for,
  keywords.assert,
  keywords.expect,
]);

/** What an expression, and so a statement, may end with. */
const ends: ReadonlySet<TokenType> = new Set([
  tokens.name,
  tokens.number,
  tokens.size,
  tokens.string,
  tokens.boolean,
  tokens.badNumber,
  tokens.badString,
  tokens.faulty,
  tokens.closeParen,
  tokens.closeBracket,
  tokens.closeBrace,
]);

/** What goes on with the expression or statement before it. */
const continues: ReadonlySet<TokenType> = new Set([
  tokens.arrow,
  tokens.fatArrow,
  tokens.operator,
  tokens.equals,
  tokens.comma,
  tokens.colon,
  tokens.dot,
  tokens.callParen,
  tokens.callBracket,
  tokens.openBrace,
  tokens.closeParen,
  tokens.closeBracket,
  tokens.closeBrace,
  keywords.in,
  keywords.as,
  keywords.then,
  keywords.else,
]);

/** What makes an expression one level deeper. */
const deepens: ReadonlySet<TokenType> = new Set([tokens.operator, tokens.prefix, keywords.if]);

/** What parts expressions that stand side by side. */
const parts: ReadonlySet<TokenType> = new Set([tokens.comma, tokens.arrow, tokens.fatArrow, tokens.equals, tokens.colon, tokens.bar]);

/** Whether a statement can begin with such a token. */
export function beginsStatement(type: TokenType): boolean {
  return !continues.has(type) && type !== tokens.bar && type !== keywords.from;
}

/** Whether an expression can end with such a token. */
export function endsExpression(type: TokenType): boolean {
  return ends.has(type);
}

export function isDeclarationWord(type: TokenType): boolean {
  return declarationWords.has(type);
}

export function isStatementWord(type: TokenType): boolean {
  return statementWords.has(type);
}

/** The state of the one pass. */
interface Scan extends Structure {
  readonly declarations: number[];
  problem: BracketProblem | undefined;
  /** Open brackets, and before each what the expression around it weighs. */
  readonly open: number[];
  readonly weights: number[];
  /** Of the expression being passed, and of all that is open together. */
  ownWeight: number;
  allWeight: number;
  line: number;
}

/** The structure of a run of tokens; of what follows a problem only the beginnings of lines are known. */
export function structureOf(source: SourceFile, all: readonly IToken[]): Structure {
  const scan: Scan = {
    source,
    tokens: all,
    partner: new Int32Array(all.length).fill(-1),
    around: new Int32Array(all.length).fill(-1),
    startsLine: new Uint8Array(all.length),
    declarations: [],
    problem: undefined,
    open: [],
    weights: [],
    ownWeight: 0,
    allWeight: 0,
    line: lineIndexAt(source, all[0]?.startOffset ?? 0),
  };
  all.forEach((token, index) => {
    if (beginsLine(scan, token, index)) scan.startsLine[index] = 1;
    if (scan.problem === undefined) step(scan, token, index);
  });
  const open = scan.open.at(-1);
  if (open !== undefined) scan.problem ??= { kind: 'unclosed', open, noticed: all.length };
  return scan;
}

function beginsLine(scan: Scan, token: IToken, index: number): boolean {
  const { lineStarts } = scan.source;
  let begins = index === 0;
  for (let next = lineStarts[scan.line + 1]; next !== undefined && next <= token.startOffset; next = lineStarts[scan.line + 1]) {
    scan.line += 1;
    begins = true;
  }
  return begins;
}

function step(scan: Scan, token: IToken, index: number): void {
  const type = token.tokenType;
  const top = scan.open.at(-1);
  if (beginsDeclaration(scan, type, index)) {
    if (top === undefined) scan.declarations.push(index);
    else scan.problem = { kind: 'unclosed', open: top, noticed: index };
  } else if (top !== undefined && insideRound(scan, top) && endsRound(scan, type, index)) {
    scan.problem = { kind: 'unclosed', open: top, noticed: index };
  } else if (openers.has(type)) open(scan, index);
  else if (closers.has(type)) close(scan, type, index);
  else {
    scan.around[index] = top ?? -1;
    weigh(scan, type, index);
  }
}

/** `net`, `block`, `train` before a name, `import`; and at the top a word that stands where one of them should, or what was set aside. */
function beginsDeclaration(scan: Scan, type: TokenType, index: number): boolean {
  const previous = scan.tokens[index - 1]?.tokenType;
  const free = scan.startsLine[index] === 1 || previous === undefined || (scan.open.length === 0 && ends.has(previous));
  if (!free) return false;
  const next = scan.tokens[index + 1]?.tokenType;
  if (type === tokens.faulty) return scan.open.length === 0;
  if (type === keywords.from) return scan.open.length === 0 && scan.startsLine[index] === 1 && next === tokens.name;
  if (type === keywords.import) return (scan.open.length === 0 && previous !== tokens.name) || next === tokens.openBrace;
  if (declarationWords.has(type)) return scan.open.length === 0 || next === tokens.name;
  if (type !== tokens.name || next !== tokens.name || scan.open.length > 0) return false;
  const third = scan.tokens[index + 2]?.tokenType;
  return third === tokens.openBrace || third === tokens.callParen;
}

function insideRound(scan: Scan, top: number): boolean {
  return scan.tokens[top]?.tokenType !== tokens.openBrace;
}

/** Whether round and square brackets cannot go on here: no statement, no body and no end of a body stands inside of them. */
function endsRound(scan: Scan, type: TokenType, index: number): boolean {
  if (type === tokens.openBrace) return true;
  if (type === tokens.closeBrace) return scan.open.some((open) => !insideRound(scan, open));
  return statementWords.has(type) && scan.startsLine[index] === 1;
}

function open(scan: Scan, index: number): void {
  scan.around[index] = scan.open.at(-1) ?? -1;
  scan.open.push(index);
  scan.weights.push(scan.ownWeight);
  scan.ownWeight = 0;
  add(scan, bracketWeight, index);
}

function close(scan: Scan, type: TokenType, index: number): void {
  const wanted = closers.get(type);
  const top = scan.open.at(-1);
  if (top === undefined || (type !== tokens.closeBrace && !insideRound(scan, top))) {
    scan.problem = { kind: 'unopened', close: index };
    scan.around[index] = top ?? -1;
    return;
  }
  if (openers.get(scan.tokens[top]?.tokenType ?? type) !== wanted) {
    scan.problem = { kind: 'mismatched', open: top, close: index };
    return;
  }
  scan.open.pop();
  scan.partner[top] = index;
  scan.partner[index] = top;
  scan.around[index] = top;
  scan.allWeight -= scan.ownWeight;
  scan.ownWeight = scan.weights.pop() ?? 0;
}

/** Where one expression ends and the next begins, the weight starts again from the bracket's own. */
function weigh(scan: Scan, type: TokenType, index: number): void {
  const previous = scan.tokens[index - 1]?.tokenType;
  const apart = parts.has(type) || (previous !== undefined && ends.has(previous) && !continues.has(type));
  if (apart) {
    const own = scan.open.length > 0 ? bracketWeight : 0;
    scan.allWeight -= scan.ownWeight - own;
    scan.ownWeight = own;
  }
  if (deepens.has(type)) add(scan, 1, index);
}

function add(scan: Scan, weight: number, index: number): void {
  scan.ownWeight += weight;
  scan.allWeight += weight;
  if (scan.allWeight > heaviest) scan.problem ??= { kind: 'too-deep', at: index };
}
