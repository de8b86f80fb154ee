// A tagged template for generated code: what is put in keeps the indentation of its line. Not a formatter.

/** What can be put into a template: text, which may have lines, or lines one after the other. */
export type Piece = string | number | readonly string[];

/**
 * The lines of the template without their common indentation and without the line breaks at both ends. A piece of several
 * lines is indented as the line that it stands on; a line that holds only an empty list of lines goes away.
 */
export function code(strings: TemplateStringsArray, ...pieces: readonly Piece[]): string {
  const written = strings.map((text, index) => (index === 0 ? text.replace(/^[^\S\n]*\n/, '') : text));
  const margin = marginOf(written);
  let result = '';
  for (const [index, text] of written.entries()) {
    result += dedented(text, margin, index === 0 ? '(^|\\n)' : '(\\n)');
    const piece = pieces[index];
    if (piece === undefined) continue;
    const indent = /(?:^|\n)([^\S\n]*)$/.exec(result)?.[1] ?? '';
    const body = typeof piece === 'object' ? piece.join('\n') : String(piece);
    result += body === '' && typeof piece === 'object' ? gone : body.replaceAll(/\n(?!\n|$)/g, `\n${indent}`);
  }
  return withoutGone(result).replace(/\n[^\S\n]*$/, '');
}

/** Stands where an empty list was, until its line is known to hold nothing else. No text holds it: it is no character of any script. */
const gone = '\uFFFF';

/** The text without the lines that hold nothing else, and without the marks. */
function withoutGone(text: string): string {
  const lines = text.split('\n');
  return lines
    .filter((line) => line.trim() !== gone)
    .join('\n')
    .replaceAll(gone, '');
}

/** The indentation that all lines of the template have. */
function marginOf(texts: readonly string[]): number {
  const indents = texts.flatMap((text, index) =>
    [...text.matchAll(index === 0 ? /(?:^|\n)([^\S\n]*)(?=[^\s]|$)/g : /\n([^\S\n]*)(?=[^\s]|$)/g)].flatMap(([, indent = ''], at, all) => {
      const isEnd = index === texts.length - 1 && at === all.length - 1 && text.endsWith(`\n${indent}`);
      return isEnd ? [] : [indent.length];
    }),
  );
  return indents.length === 0 ? 0 : Math.min(...indents);
}

function dedented(text: string, margin: number, lineStart: string): string {
  const indent = new RegExp(`${lineStart}[^\\S\\n]{${margin}}`, 'g');
  return margin === 0 ? text : text.replaceAll(indent, '$1');
}
