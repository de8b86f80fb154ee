// Edits of whole lines lead from one text to the other, whatever stands in them.
import { applyEdits, sourceFile } from '@trammel/diagnostics';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { lineEdits } from './line-edits.js';

const line = fc.constantFrom('a', 'b', 'c', 'd -> e', '', '}');
const text = fc.tuple(fc.array(line, { maxLength: 12 }), fc.boolean()).map(([lines, ends]) => lines.join('\n') + (ends ? '\n' : ''));

it('makes the second text of the first', () => {
  fc.assert(
    fc.property(text, text, (before, after) => {
      const edits = lineEdits(sourceFile('a.net', before), after);
      expect(applyEdits(before, edits)).toBe(after);
      if (before === after) expect(edits).toEqual([]);
    }),
  );
});

it('touches no line that stays', () => {
  const edits = lineEdits(sourceFile('a.net', 'a\nb\nc\nd\ne\n'), 'a\nB\nc\nD\nD\ne\n');
  expect(edits.map(({ span, text: fresh }) => [span.start, span.end, fresh])).toEqual([
    [2, 4, 'B\n'],
    [6, 8, 'D\nD\n'],
  ]);
});
