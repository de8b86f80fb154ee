/** Lines: widths of all kinds of characters, cutting, breaking, and nothing that a terminal would obey. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pad, printable, shorten, widthOf, wrapLines } from './text-lines.js';

describe('widths', () => {
  it('count columns', () => {
    expect(['abc', '\u5377\u79EF', 'e\u0301', ''].map(widthOf)).toEqual([3, 4, 1, 0]);
    expect(pad('\u5377', 4, 'right')).toBe('  \u5377');
    expect(shorten('\u5377\u79EF\u5C42', 5)).toBe('\u5377\u79EF\u2026');
    expect(shorten('abc', 3)).toBe('abc');
  });

  it('nothing moves the cursor, hides or reorders', () => {
    expect(printable('a\u001B[31mb\u202Ec\nd\te')).toBe('a\u241B[31mb\uFFFDc d e');
  });
});

describe('wrapping', () => {
  const check = (text: string, width: number, indent: string, lines: readonly string[]): void => {
    expect(wrapLines(text, width, indent)).toEqual(lines);
  };

  it('breaks at blanks, and in a word that is too long', () => {
    check('one two three', 7, '', ['one two', 'three']);
    check('one two three', 7, '  ', ['one two', '  three']);
    check('abcdefghij', 4, '', ['abcd', 'efgh', 'ij']);
    check('ab cdefghij', 4, ' ', ['ab', ' cde', ' fgh', ' ij']);
    check('', 10, '  ', ['']);
  });

  it('keeps blanks at the beginning and between words', () => {
    check('  a  b', 10, '    ', ['  a  b']);
    check('  a long line', 8, '    ', ['  a long', '    line']);
  });

  it('never exceeds the width, and loses no word', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 80 }), fc.integer({ min: 4, max: 30 }), (text, width) => {
        const lines = wrapLines(text, width, '  ');
        expect(lines.every((line) => widthOf(line) <= width)).toBe(true);
        expect(lines.join('').replace(/\s/g, '')).toBe(printable(text).replace(/\s/g, ''));
      }),
    );
  });
});
