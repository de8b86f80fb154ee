/** The end of the text has no place of its own: it may come as NaN or as -1, and is told of behind the last token. */
import { expect, test } from 'vitest';
import { type Span, sourceFile } from '@trammel/diagnostics';
import { madeToken, tokenize } from './lexer.js';
import { placeBehind, placeOf, sceneOf } from './scene.js';
import { structureOf } from './structure.js';
import { tokens } from './tokens.js';

const source = sourceFile('a.net', 'net A');
const structure = structureOf(source, tokenize(source).tokens);

function ends({ start, end }: Span): readonly number[] {
  return [start, end];
}

test.each([NaN, -1])('an end at %d', (offset) => {
  const scene = sceneOf(structure, { token: madeToken(tokens.name, offset, ''), expected: 'openBrace', rules: [] });
  expect([scene.index, scene.token, scene.previous?.image]).toEqual([2, undefined, 'A']);
  expect(ends(placeOf(scene))).toEqual([4, 5]);
  expect(ends(placeBehind(scene))).toEqual([5, 5]);
});

test('a text without a token', () => {
  const empty = sourceFile('a.net', '');
  const scene = sceneOf(structureOf(empty, []), { token: madeToken(tokens.name, NaN, ''), expected: 'expression', rules: [] });
  expect([ends(placeOf(scene)), ends(placeBehind(scene))]).toEqual([
    [0, 0],
    [0, 0],
  ]);
});
