/** How the words and signs of the language are written: for the lexer, and for highlighters, which need no lexer. */

/** What a highlighter needs to know of a token. */
export type TokenClass =
  | 'documentation'
  | 'comment'
  | 'size'
  | 'number'
  | 'string'
  | 'keyword'
  | 'constant'
  | 'operator'
  | 'name'
  | 'bracket'
  | 'punctuation'
  | 'mistake';

/** A token as others see it: matched by `pattern` at a place where no token above it in the list matches. */
export interface TokenInfo {
  readonly name: string;
  readonly class: TokenClass;
  readonly pattern: RegExp;
}

/** Words that cannot be names. */
const declarationWords = ['import', 'from', 'net', 'block', 'train'] as const;
const statementWords = ['input', 'output', 'layer', 'let', 'with', 'repeat', 'for', 'assert', 'expect', 'as'] as const;
const expressionWords = ['if', 'then', 'else', 'in'] as const;

export type Keyword = (typeof declarationWords | typeof statementWords | typeof expressionWords)[number];

/** Each kind of token as it is written; `documentation` is `///` and not `////`. */
export const patterns = {
  documentation: /\/\/\/(?!\/)[^\r\n]*/,
  lineComment: /\/\/[^\r\n]*/,
  blockComment: /\/\*[^]*?\*\//,
  number: /\d+(?:_\d+)*(?:\.\d+(?:_\d+)*)?(?:[eE][+-]?\d+|k|M|G|[KMG]i?B)?(?!\w|\.\w)/,
  size: /\d+(?:x\d+)+(?!\w|\.\w)/,
  string: /"[^"\\\r\n]*(?:\\[^\r\n][^"\\\r\n]*)*"/,
  name: /[A-Za-z_][A-Za-z0-9_]*/,
  operator: /<=|>=|==|!=|\.\.|[<>+*/^]/,
} as const;

const wordEnd = /(?![A-Za-z0-9_])/;

function word(...words: readonly string[]): RegExp {
  return new RegExp(`(?:${words.join('|')})${wordEnd.source}`);
}

/** The tokens for a highlighter, in the order in which to try them. */
export const tokenList: readonly TokenInfo[] = [
  { name: 'documentation', class: 'documentation', pattern: patterns.documentation },
  { name: 'lineComment', class: 'comment', pattern: patterns.lineComment },
  { name: 'blockComment', class: 'comment', pattern: /\/\*[^]*?(?:\*\/|$)/ },
  { name: 'size', class: 'size', pattern: patterns.size },
  { name: 'number', class: 'number', pattern: patterns.number },
  { name: 'string', class: 'string', pattern: patterns.string },
  { name: 'declaration', class: 'keyword', pattern: word(...declarationWords) },
  { name: 'statement', class: 'keyword', pattern: word(...statementWords) },
  { name: 'conditional', class: 'keyword', pattern: word(...expressionWords) },
  { name: 'logic', class: 'operator', pattern: word('and', 'or', 'not') },
  { name: 'boolean', class: 'constant', pattern: word('true', 'false') },
  { name: 'name', class: 'name', pattern: patterns.name },
  { name: 'arrow', class: 'operator', pattern: /->|=>|\|/ },
  { name: 'operator', class: 'operator', pattern: patterns.operator },
  { name: 'sign', class: 'operator', pattern: /-|=/ },
  { name: 'bracket', class: 'bracket', pattern: /[()[\]{}]/ },
  { name: 'punctuation', class: 'punctuation', pattern: /[,:.]/ },
  { name: 'mistake', class: 'mistake', pattern: /[^\s]/ },
];

/** Whether a text can be a name: it is written like one, and is no word of the language. */
export function isName(text: string): boolean {
  const match = tokenList.find(({ pattern }) => new RegExp(`^(?:${pattern.source})$`).test(text));
  return match?.class === 'name';
}

/** The words that begin a declaration, and those that begin a statement. */
export const leadingWords: { readonly declarations: readonly Keyword[]; readonly statements: readonly Keyword[] } = {
  declarations: declarationWords.filter((each) => each !== 'from'),
  statements: [...statementWords.filter((each) => each !== 'as'), 'if'],
};

/** A token where it stands. */
export interface PlacedToken {
  readonly class: TokenClass;
  readonly start: number;
  readonly end: number;
}

/** All tokens of a text from an offset on, one after the other; between them is only space. */
export function* placedTokens(text: string, from = 0): Generator<PlacedToken> {
  for (let at = from; at < text.length;) {
    const found = tokenAt(text, at);
    if (found === undefined) {
      at += 1;
      continue;
    }
    yield { class: found.class, start: at, end: at + found.length };
    at += found.length;
  }
}

/** The token that begins at an offset; undefined for space. */
export function tokenAt(text: string, offset: number): { readonly class: TokenClass; readonly length: number } | undefined {
  for (const { class: own, pattern } of stickyList) {
    pattern.lastIndex = offset;
    const length = pattern.exec(text)?.[0].length ?? 0;
    if (length > 0) return { class: own, length };
  }
  return undefined;
}

const stickyList = tokenList.map((info) => ({ ...info, pattern: new RegExp(info.pattern.source, 'y') }));
