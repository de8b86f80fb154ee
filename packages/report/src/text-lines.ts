// Lines of text on a terminal: how wide they are, cut to a width or broken at blanks. Colours are laid on afterwards.
import stringWidth from 'string-width';

/** Control and bidirectional characters, which could move, hide or reorder what is around them. */
// eslint-disable-next-line no-control-regex -- finding control characters is the point
const treacherous = /[\u0000-\u001F\u007F-\u009F\u061C\u200B-\u200F\u2028-\u202E\u2060-\u2069\uFEFF]/g;

/** The text with nothing left in it that a terminal would obey; line breaks and tabs become blanks. */
export function printable(text: string): string {
  return text.replace(/\r\n|[\r\n\t]/g, ' ').replace(treacherous, '\uFFFD');
}

/** Columns on a terminal. Most texts are plain ASCII, for which a table of widths need not be asked. */
export function widthOf(text: string): number {
  return /^[\x20-\x7E]*$/.test(text) ? text.length : stringWidth(text);
}

/** Fills with blanks up to `width`. */
export function pad(text: string, width: number, align: 'left' | 'right'): string {
  const blanks = ' '.repeat(Math.max(0, width - widthOf(text)));
  return align === 'right' ? blanks + text : text + blanks;
}

/** The text cut to `width` columns, with an ellipsis where something is missing. */
export function shorten(text: string, width: number): string {
  if (widthOf(text) <= width) return text;
  let kept = '';
  for (const character of text) {
    if (widthOf(kept + character) > width - 1) break;
    kept += character;
  }
  return `${kept}\u2026`;
}

/**
 * Lines of at most `width` columns, broken at blanks; those after the first begin with `indent`. Blanks at the beginning
 * stay, and a word that is longer than a line is broken too.
 */
export function wrapLines(text: string, width: number, indent = ''): readonly string[] {
  const shown = printable(text);
  const lines: string[] = [];
  let line = /^ */.exec(shown)?.[0] ?? '';
  let hasWord = false;
  for (const word of shown.trimStart().split(' ')) {
    if (hasWord && widthOf(line) + 1 + widthOf(word) > width) {
      lines.push(line);
      line = indent + word;
    } else line = hasWord ? `${line} ${word}` : line + word;
    hasWord = true;
    while (widthOf(line) > width) {
      const head = headOf(line, width);
      lines.push(head);
      line = indent + line.slice(head.length);
    }
  }
  return [...lines, line].map((each) => each.trimEnd());
}

/** As many characters as fit, and one at least that is not of the indent. */
function headOf(line: string, width: number): string {
  let head = '';
  for (const character of line) {
    if (head.trim() !== '' && widthOf(head + character) > width) break;
    head += character;
  }
  return head;
}
