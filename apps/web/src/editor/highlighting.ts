// Colours of the text, from the tokens of the language itself. Not its grammar.
import { HighlightStyle, StreamLanguage, syntaxHighlighting, type StreamParser } from '@codemirror/language';
import type { Extension } from '@codemirror/state';
import { tags } from '@lezer/highlight';
import { tokenAt, type TokenClass } from '@trammel/syntax';

/** The classes of tokens by the names that CodeMirror has for them. */
const styles: Readonly<Record<TokenClass, string>> = {
  documentation: 'docComment',
  comment: 'comment',
  size: 'number',
  number: 'number',
  string: 'string',
  keyword: 'keyword',
  constant: 'bool',
  operator: 'operator',
  name: 'variableName',
  bracket: 'bracket',
  punctuation: 'punctuation',
  mistake: 'invalid',
};

interface LineState {
  isInComment: boolean;
}

const parser: StreamParser<LineState> = {
  name: 'trammel',
  startState: () => ({ isInComment: false }),
  copyState: (state) => ({ ...state }),
  token: (stream, state) => {
    if (state.isInComment) {
      const end = stream.string.indexOf('*/', stream.pos);
      state.isInComment = end < 0;
      stream.pos = end < 0 ? stream.string.length : end + 2;
      return 'comment';
    }
    const start = stream.pos;
    const token = tokenAt(stream.string, start);
    stream.pos += token?.length ?? 1;
    if (token === undefined) return null;
    const word = stream.string.slice(start, stream.pos);
    if (token.class === 'comment') state.isInComment = word.startsWith('/*') && !/\*\/$/.test(word.slice(2));
    if (token.class !== 'name') return styles[token.class];
    if (/^[A-Z]/.test(word) && /^\w*[a-z]/.test(word)) return 'typeName';
    // What is called, and what stands behind an arrow, does something.
    return stream.peek() === '(' || /(?:->|\|)\s*$/.test(stream.string.slice(0, start)) ? 'macroName' : 'variableName';
  },
  languageData: { commentTokens: { line: '//', block: { open: '/*', close: '*/' } }, closeBrackets: { brackets: ['(', '[', '{', '"'] } },
};

const style = HighlightStyle.define([
  { tag: tags.comment, color: 'var(--code-comment)' },
  { tag: tags.docComment, color: 'var(--code-comment)', fontStyle: 'italic' },
  { tag: tags.keyword, color: 'var(--code-keyword)', fontWeight: '600' },
  { tag: [tags.number, tags.bool], color: 'var(--code-number)' },
  { tag: tags.string, color: 'var(--code-string)' },
  { tag: tags.macroName, color: 'var(--code-operator)' },
  { tag: tags.typeName, color: 'var(--code-block)', fontWeight: '600' },
  { tag: tags.operator, color: 'var(--code-sign)' },
  { tag: [tags.bracket, tags.punctuation], color: 'var(--code-sign)' },
  { tag: tags.invalid, color: 'var(--bad)', textDecoration: 'underline wavy' },
]);

/** The language for an editor. */
export function highlighting(): Extension {
  return [StreamLanguage.define(parser), syntaxHighlighting(style)];
}
