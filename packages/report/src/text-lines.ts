// Lines of text on a terminal: how wide they are, cut to a width or broken at blanks. Colours are laid on afterwards.
import { displayWidth, harmless } from '@trammel/diagnostics';

/** The text with nothing left in it that a terminal would obey; line breaks and tabs become blanks. */
export const printable = harmless;

/** Columns on a terminal. */
export const widthOf = displayWidth;

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

/** Stands between a number and its sign or unit while lines are broken. */
const noBreak = '\u00A0';

/**
 * Lines of at most `width` columns, broken at blanks; those after the first begin with `indent`. Blanks at the beginning
 * stay, and a word that is longer than a line is broken too.
 */
export function wrapLines(text: string, width: number, indent = ''): readonly string[] {
  const shown = printable(text).replace(/(\d) (%|[kMGTP]\b)/g, `$1${noBreak}$2`);
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
  return [...lines, line].map((each) => each.trimEnd().replaceAll(noBreak, ' '));
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
