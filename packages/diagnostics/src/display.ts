/** How text shows on a terminal: column widths, and stand-ins for characters that would move, hide or reorder what is around them. */

/** One shown character of a line. */
export interface Cell {
  readonly text: string;
  /** Columns it takes; 0 for a mark that joins the character before it. */
  readonly width: number;
}

const tabStop = 4;
const replacement = '\uFFFD';

/** C0 and C1 controls, bidirectional controls, zero-width and interlinear characters, byte order marks, line separators. */
const invisible =
  // eslint-disable-next-line no-control-regex -- finding control characters is the point
  /[\u0000-\u001F\u007F-\u009F\u00AD\u061C\u180E\u200B-\u200F\u2028-\u202E\u2060-\u206F\uFEFF\uFFF9-\uFFFB]|\p{Surrogate}/u;
const combining = /^[\p{Mark}\uFE00-\uFE0F]$/u;
const rightToLeft = /[\u0590-\u08FF\uFB1D-\uFDFF\uFE70-\uFEFC\u{10800}-\u{10FFF}\u{1E800}-\u{1EFFF}]/u;

/** First and last code points of what a terminal shows two columns wide (East Asian Wide and Fullwidth, emoji). */
const wideRanges: readonly (readonly [number, number])[] = [
  [0x1100, 0x115f],
  [0x231a, 0x231b],
  [0x23e9, 0x23ec],
  [0x25fd, 0x25fe],
  [0x2614, 0x2615],
  [0x2648, 0x2653],
  [0x26aa, 0x26ab],
  [0x26bd, 0x26be],
  [0x2705, 0x2705],
  [0x270a, 0x270b],
  [0x2728, 0x2728],
  [0x274c, 0x274c],
  [0x2753, 0x2757],
  [0x2795, 0x2797],
  [0x2b1b, 0x2b1c],
  [0x2b50, 0x2b55],
  [0x2e80, 0x303e],
  [0x3041, 0x33ff],
  [0x3400, 0x4dbf],
  [0x4e00, 0xa4cf],
  [0xa960, 0xa97f],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe30, 0xfe6f],
  [0xff01, 0xff60],
  [0xffe0, 0xffe6],
  [0x16fe0, 0x18dff],
  [0x1b000, 0x1b2ff],
  [0x1f18e, 0x1f19a],
  [0x1f200, 0x1f265],
  [0x1f300, 0x1f64f],
  [0x1f680, 0x1f6ff],
  [0x1f7e0, 0x1f7eb],
  [0x1f900, 0x1faff],
  [0x20000, 0x3fffd],
];

/** How a character is shown that starts at display column `column`. */
export function cellOf(character: string, column: number): Cell {
  const code = character.codePointAt(0) ?? 0;
  if (code >= 0x20 && code < 0x7f) return { text: character, width: 1 };
  if (character === '\t') return spaces(tabStop - (column % tabStop));
  if (code < 0x20) return { text: String.fromCodePoint(0x2400 + code), width: 1 };
  if (invisible.test(character)) return { text: replacement, width: 1 };
  if (combining.test(character)) return { text: character, width: 0 };
  return { text: character, width: isWide(code) ? 2 : 1 };
}

/** The text with nothing left in it that could move, hide or reorder its surroundings; newlines become spaces. */
export function harmless(text: string): string {
  if (isPlain(text)) return text;
  let shown = '';
  for (const character of text.replace(/\r\n|[\r\n\t]/g, ' ')) shown += cellOf(character, 0).text;
  return shown;
}

/** Columns that a harmless text takes. */
export function displayWidth(text: string): number {
  if (isPlain(text)) return text.length;
  let width = 0;
  for (const character of text) width += cellOf(character, width).width;
  return width;
}

/** Whether a terminal may show some of it from right to left. */
export function hasRightToLeft(text: string): boolean {
  return rightToLeft.test(text);
}

/** Lines no wider than `width`, broken at spaces, inside a word only when it is wider than a whole line. */
export function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const joined = line === '' ? word : `${line} ${word}`;
    if (displayWidth(joined) <= width) {
      line = joined;
      continue;
    }
    if (line.trim() !== '') lines.push(line);
    const pieces = chop(word, width);
    lines.push(...pieces.slice(0, -1));
    line = pieces.at(-1) ?? '';
  }
  lines.push(line);
  return lines;
}

/** A word in pieces no wider than `width`. */
function chop(word: string, width: number): readonly string[] {
  if (displayWidth(word) <= width) return [word];
  const pieces: string[] = [];
  let piece = '';
  let taken = 0;
  for (const character of word) {
    const cell = cellOf(character, 0);
    if (taken + cell.width > width && piece !== '') {
      pieces.push(piece);
      piece = '';
      taken = 0;
    }
    piece += character;
    taken += cell.width;
  }
  return [...pieces, piece];
}

function spaces(width: number): Cell {
  return { text: ' '.repeat(width), width };
}

/** ASCII, dashes, the ellipsis and the blocks of bars: what our own texts are made of, harmless and one column wide each. */
function isPlain(text: string): boolean {
  return /^[ -~\u2013\u2014\u2026\u2580-\u2595]*$/.test(text);
}

function isWide(code: number): boolean {
  if (code < 0x1100) return false;
  return wideRanges.some(([first, last]) => code >= first && code <= last);
}
