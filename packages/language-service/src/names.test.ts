// Definitions, renaming and folds: which places are one name.
import { spanText } from '@trammel/diagnostics';
import { compile } from '@trammel/lower';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { caretIn, edited } from '../test/asked.js';
import { definitionAt, foldsOf, outlineOf, readDocument, renameAt } from './index.js';

const root = join(import.meta.dirname, '..', '..', '..');
const corpus = readdirSync(join(root, 'tools', 'corpus')).map((name) => join(root, 'tools', 'corpus', name));

function renamed(marked: string, name: string): string {
  const { document, offset } = caretIn(marked);
  const result = renameAt(document, offset, name);
  return 'why' in result ? result.why : edited(document.source.text, result.edits);
}

test('a block is defined where it is declared, a parameter in its head, an axis in the shape of the input', () => {
  const text =
    'block B(width) {\n  input x: [N, C]\n  if C != width { dense(width) }\n}\nnet A {\n  input y: [N, C=3]\n  y -> B(width=4) as z\n  assert params(z) > 0\n}\n';
  const at = (needle: string, more = 0): string => {
    const document = readDocument('a.net', text);
    const span = definitionAt(document, text.indexOf(needle) + more);
    return span === undefined ? '' : `${spanText(span)} ${span.start}`;
  };
  expect(at('B(width=4)')).toBe('B 6');
  expect(at('width=4')).toBe('width 8');
  expect(at('width) }')).toBe('width 8');
  expect(at('C != width')).toBe(`C ${text.indexOf('C]')}`);
  expect(at('z) > 0')).toBe(`z ${text.indexOf('z\n')}`);
  expect(at('dense')).toBe('');
});

test('renaming a parameter renames the arguments of calls, and nothing of the same name elsewhere', () => {
  const text = 'block B(wid^^th) {\n  dense(width)\n}\nnet A(width = 3) {\n  input y: [N, C=3]\n  B(width=width)\n}\n';
  expect(renamed(text, 'size')).toBe('block B(size) {\n  dense(size)\n}\nnet A(width = 3) {\n  input y: [N, C=3]\n  B(size=width)\n}\n');
});

test('a variant knows the names of its base, and a training those of its net', () => {
  const text =
    'net A {\n  input x: [N, C=3]\n  dense(2) as lo^^gits\n}\nnet B = A() { assert params(logits) > 0 }\ntrain B { loss = cross_entropy(logits, labels) }\n';
  expect(renamed(text, 'scores').match(/scores/g)).toHaveLength(3);
});

test('names in braces are apart, and a counter is known in its loop', () => {
  const text =
    'net A {\n  input x: [N, C=3]\n  for n, i in (1, 2) {\n    y = x -> dense(n + ^^i)\n  }\n  for n, i in (3, 4) {\n    y = x -> dense(n + i)\n  }\n}\n';
  expect(renamed(text, 'round').match(/round/g)).toHaveLength(2);
});

test.each([
  ['net ^^A { input x: [N] }', 'conv', 'operator'],
  ['net ^^A { input x: [N] }', '3x3', 'not a name'],
  ['net ^^A { input x: [N] }', 'repeat', 'not a name'],
  ['net A { input ^^x: [N] y = x }', 'y', 'another `y`'],
  ['net A { input x: [^^N] }', 'M', 'axis'],
  ['net A { input x: [N] re^^lu }', 'gelu', 'no name'],
])('%s is not renamed to %s', (text, name, why) => {
  expect(renamed(text, name)).toContain(why);
});

describe.each(corpus)('%s', (path) => {
  test('compiles to as much after every block and parameter has another name', () => {
    let text = readFileSync(path, 'utf8');
    const faults = (of: string): readonly string[] =>
      compile(readDocument(path, of).source, { resolve: () => ({ why: 'none' }) }).diagnostics.map(({ code }) => code);
    const before = faults(text);
    const names = readDocument(path, text).names.all.filter(
      ({ kind }) => kind === 'block' || kind === 'parameter' || kind === 'tensor' || kind === 'value',
    );
    for (const [index] of names.slice(0, 12).entries()) {
      const document = readDocument(path, text);
      const kinds = document.names.all.filter(
        ({ kind }) => kind === 'block' || kind === 'parameter' || kind === 'tensor' || kind === 'value',
      );
      const declared = kinds[index];
      if (declared === undefined) continue;
      const start = declared.declarations[0].span.start;
      const other = declared.kind === 'block' ? `Renamed${index}` : `renamed${index}`;
      const result = renameAt(document, start, other);
      expect('edits' in result).toBe(true);
      if ('edits' in result) text = edited(text, result.edits);
    }
    expect(faults(text)).toEqual(before);
  });
});

test('braces and comments over several lines fold', () => {
  const text =
    '/// one\n/// two\nnet A {\n  input x: [N, C=3]\n  repeat 2 { dense(3) }\n  add {\n    | dense(3)\n    |\n  }\n}\ntrain A {\n  loss = mean(x)\n}\n';
  const document = readDocument('a.net', text);
  expect(foldsOf(document).map((span) => spanText(span).trim().split('\n')[0])).toEqual([
    '/// two',
    'input x: [N, C=3]',
    '| dense(3)',
    'loss = mean(x)',
  ]);
  expect(outlineOf(document).map(({ name, kind }) => `${kind} ${name}`)).toEqual(['net A', 'train A']);
});
