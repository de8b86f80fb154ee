// What stands around a place in a text that may be broken: the call, the brackets and the declaration it is in. By tokens alone.
import { placedTokens, tokenAt, type PlacedToken } from '@trammel/syntax';

/** Where a caret stands. */
export interface CaretPlace {
  /** The word that is being written, empty where none is begun. */
  readonly word: { readonly start: number; readonly end: number };
  readonly inside: 'comment' | 'string' | 'code';
  /** The open brackets around it, the innermost first. */
  readonly brackets: readonly OpenBracket[];
  /** The declaration that it is in, by its word: `net`, `train`; undefined outside of all. */
  readonly declaration: string | undefined;
  /** What stands before the word: `->`, `.`, `=`, `assert`; empty at the start of a text. */
  readonly before: string;
  /** What stands before that. */
  readonly beforeThat: string;
  /** Whether the word is the first of its line. */
  readonly isFirst: boolean;
  /** The words of the line before it that begin a statement: `assert`, `import`. */
  readonly statement: string | undefined;
}

/** A bracket that is open at a place. */
export interface OpenBracket {
  readonly sign: string;
  /** The name right before it, as in `conv(`. */
  readonly callee: string | undefined;
  /** The names that are given in it as `name=`. */
  readonly given: readonly string[];
  /** The `name=` of the argument that is being written. */
  readonly argument: string | undefined;
}

/** Reads the text up to an offset. */
export function placeAt(text: string, offset: number): CaretPlace {
  const all = [...placedTokens(text.slice(0, offset))];
  const last = all.at(-1);
  const isWord = last !== undefined && last.end === offset && wordClasses.has(last.class);
  const word = isWord ? { start: last.start, end: wordEnd(text, last.start, offset) } : { start: offset, end: offset };
  const read = isWord ? all.slice(0, -1) : all;
  const written = read.filter(({ class: own }) => own !== 'comment' && own !== 'documentation');
  const wordOf = (token: PlacedToken | undefined): string => (token === undefined ? '' : text.slice(token.start, token.end));
  const lineStart = text.lastIndexOf('\n', offset - 1) + 1;
  const onLine = written.filter(({ start }) => start >= lineStart);
  return {
    word,
    inside: insideOf(last, offset, text),
    brackets: bracketsIn(written, text),
    declaration: declarationIn(written, text),
    before: wordOf(written.at(-1)),
    beforeThat: wordOf(written.at(-2)),
    isFirst: onLine.length === 0,
    statement: onLine[0]?.class === 'keyword' ? wordOf(onLine[0]) : undefined,
  };
}

const wordClasses = new Set<string>(['name', 'keyword', 'constant', 'size', 'number']);

const wordEnd = (text: string, start: number, offset: number): number => {
  const token = tokenAt(text, start);
  return Math.max(offset, token !== undefined && token.class !== 'comment' ? start + token.length : offset);
};

function insideOf(last: PlacedToken | undefined, offset: number, text: string): CaretPlace['inside'] {
  if (last === undefined) return 'code';
  const isOpenString = text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset).split('"').length % 2 === 0;
  if (last.class === 'comment' || last.class === 'documentation')
    return last.end === offset && !text.slice(0, offset).endsWith('*/') ? 'comment' : 'code';
  return isOpenString ? 'string' : 'code';
}

function bracketsIn(tokens: readonly PlacedToken[], text: string): readonly OpenBracket[] {
  const open: { sign: string; callee: string | undefined; given: string[]; argument: string | undefined }[] = [];
  tokens.forEach((token, index) => {
    const sign = text.slice(token.start, token.end);
    const [previous] = tokens.slice(Math.max(0, index - 1), index);
    const before = previous === undefined ? '' : text.slice(previous.start, previous.end);
    const inner = open.at(-1);
    if (token.class === 'bracket' && '([{'.includes(sign)) {
      const isCall = previous?.class === 'name' && (sign === '(' || previous.end === token.start);
      open.push({ sign, callee: isCall ? before : undefined, given: [], argument: undefined });
    } else if (token.class === 'bracket') open.pop();
    else if (inner?.sign === '(' && sign === ',') inner.argument = undefined;
    else if (inner?.sign === '(' && sign === '=' && previous?.class === 'name') {
      inner.given.push(before);
      inner.argument = before;
    }
  });
  return open.reverse();
}

/** A declaration lasts until its braces close. */
function declarationIn(tokens: readonly PlacedToken[], text: string): string | undefined {
  let declaration: string | undefined;
  let depth = 0;
  for (const token of tokens) {
    const sign = text.slice(token.start, token.end);
    if (depth === 0 && token.class === 'keyword') declaration = sign;
    if (token.class !== 'bracket') continue;
    if (sign === '{') depth += 1;
    if (sign === '}') depth = Math.max(0, depth - 1);
    if (sign === '}' && depth === 0) declaration = undefined;
  }
  return depth === 0 ? undefined : declaration;
}
