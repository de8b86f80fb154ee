/** The words and signs of the language as tokens of the lexer and the parser; how they are written stands in token-list.ts. */
import { type TokenType, Lexer, createToken } from 'chevrotain';
import { type Keyword, patterns } from './token-list.js';

function keyword(name: Keyword): TokenType {
  return createToken({ name, pattern: Lexer.NA });
}

/** First characters, said outright: the lexer starts faster than when it has to find them in the patterns. */
const digits = Array.from('0123456789');
const letters = Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_');
const spaces = [
  ...Array.from(' \t\n\v\f\r\u00A0\u1680\u2028\u2029\u202F\u205F\u3000\uFEFF'),
  ...Array.from({ length: 11 }, (_, index) => String.fromCharCode(0x2000 + index)),
];

function token(name: string, pattern: RegExp, first: string[]): TokenType {
  return createToken({ name, pattern, start_chars_hint: first });
}

function comment(name: string, pattern: RegExp, first: string): TokenType {
  return createToken({ name, pattern, start_chars_hint: [first], group: 'comments' });
}

/** The comments; the parser never sees them. */
export const comments = {
  documentation: comment('documentation', patterns.documentation, '/'),
  line: comment('lineComment', patterns.lineComment, '/'),
  block: comment('blockComment', patterns.blockComment, '/'),
  /** `# ...`: a habit from other languages; told of, and read as a comment. */
  hash: comment('hashComment', /#[^\r\n]*/, '#'),
  /** A block comment that the file ends in. */
  open: comment('openComment', /\/\*[^]*/, '/'),
} as const;

const space = createToken({ name: 'space', pattern: /[\s\uFEFF]+/, start_chars_hint: spaces, group: Lexer.SKIPPED });

/** What the parser reads. A few are told apart by what stands before them, in lexer.ts. */
export const tokens = {
  size: token('size', patterns.size, digits),
  number: token('number', patterns.number, digits),
  /** `3X3`, `5m`, `1_`. */
  badNumber: token('badNumber', /\d\w*(?:\.\w+)*/, digits),
  string: token('string', patterns.string, ['"']),
  /** A string in single quotes, or one that its line ends in. */
  badString: token('badString', /"[^\r\n]*|'[^'\r\n]*'?/, ['"', "'"]),
  name: token('name', patterns.name, letters),
  arrow: createToken({ name: 'arrow', pattern: '->' }),
  fatArrow: createToken({ name: 'fatArrow', pattern: '=>' }),
  /** Between two operands: also `and`, `or`, `in`, and `-` behind an operand. */
  operator: token('operator', patterns.operator, Array.from('<>=!.+*/^')),
  /** Before an operand: `-` and `not`. */
  prefix: createToken({ name: 'prefix', pattern: '-' }),
  equals: createToken({ name: 'equals', pattern: '=' }),
  comma: createToken({ name: 'comma', pattern: ',' }),
  colon: createToken({ name: 'colon', pattern: ':' }),
  dot: createToken({ name: 'dot', pattern: '.' }),
  bar: createToken({ name: 'bar', pattern: '|' }),
  openParen: createToken({ name: 'openParen', pattern: '(' }),
  openBracket: createToken({ name: 'openBracket', pattern: '[' }),
  openBrace: createToken({ name: 'openBrace', pattern: '{' }),
  closeParen: createToken({ name: 'closeParen', pattern: ')' }),
  closeBracket: createToken({ name: 'closeBracket', pattern: ']' }),
  closeBrace: createToken({ name: 'closeBrace', pattern: '}' }),
  /** Behind a name on its line: opens arguments. */
  callParen: createToken({ name: 'callParen', pattern: Lexer.NA }),
  /** Behind a name or arguments on their line: opens the shape of a call. */
  callBracket: createToken({ name: 'callBracket', pattern: Lexer.NA }),
  boolean: createToken({ name: 'boolean', pattern: Lexer.NA }),
  /** Characters that no token begins with. */
  stray: createToken({ name: 'stray', pattern: Lexer.NA }),
  /** Stands for a stretch that could not be read. */
  faulty: createToken({ name: 'faulty', pattern: Lexer.NA }),
} as const;

export const keywords: Readonly<Record<Keyword, TokenType>> = {
  import: keyword('import'),
  from: keyword('from'),
  net: keyword('net'),
  block: keyword('block'),
  train: keyword('train'),
  input: keyword('input'),
  output: keyword('output'),
  layer: keyword('layer'),
  let: keyword('let'),
  with: keyword('with'),
  repeat: keyword('repeat'),
  for: keyword('for'),
  assert: keyword('assert'),
  expect: keyword('expect'),
  as: keyword('as'),
  if: keyword('if'),
  then: keyword('then'),
  else: keyword('else'),
  /** Of a `for`; elsewhere it is an operator. */
  in: keyword('in'),
};

/** The token that a word is, when it is not a name. */
export const reservedWords: ReadonlyMap<string, TokenType> = new Map([
  ...Object.entries(keywords),
  ['true', tokens.boolean],
  ['false', tokens.boolean],
  ['and', tokens.operator],
  ['or', tokens.operator],
  ['in', tokens.operator],
  ['not', tokens.prefix],
]);

/** All that the lexer knows, in the order in which it tries them. */
export const lexerTokens: TokenType[] = [space, ...Object.values(comments), ...Object.values(tokens), ...Object.values(keywords)];

/** All that the parser may meet. */
export const parserTokens: TokenType[] = [...Object.values(tokens), ...Object.values(keywords)];
