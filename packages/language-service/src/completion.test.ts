// Completion at carets in whole and in broken texts.
import { operatorNames } from '@trammel/operators';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { caretIn } from '../test/asked.js';
import { completionsAt } from './index.js';

function labels(marked: string): readonly string[] {
  const { document, offset } = caretIn(marked);
  return completionsAt(document, offset).items.map(({ label }) => label);
}
const net = (body: string): string =>
  `block Pair(width, k = 3) {\n  conv(width, k)\n}\nnet A(depth = 2) {\n  input x: [N, C=3, H=8, W=8]\n  layer table = embedding(10, 4)\n  ${body}\n}\n`;

test('a step is any operator, block or tensor', () => {
  const found = labels(net('x -> ^^'));
  for (const name of [...operatorNames, 'Pair', 'x', 'depth']) expect(found).toContain(name);
  expect(found).not.toContain('repeat');
  expect(labels(net('^^'))).toContain('repeat');
});

test('the word that is begun is replaced whole', () => {
  const { document, offset } = caretIn(net('x -> ma^^xpool(2)'));
  const { from, to } = completionsAt(document, offset);
  expect(document.source.text.slice(from, to)).toBe('maxpool');
});

test('arguments that are given are not asked for again, and those that must be given come before what is known', () => {
  const found = labels(net('conv(8, stride=2, ^^)'));
  expect(found).toContain('pad=');
  expect(found).not.toContain('stride=');
  expect(labels(net('Pair(^^)')).slice(0, 2)).toEqual(['width=', 'k=']);
});

test('an argument offers the words that it takes', () => {
  expect(labels(net('conv(8, 3, pad=^^)')).slice(0, 2)).toEqual(expect.arrayContaining(['half', 'same']));
  expect(labels(net('conv(8, 3, init=^^'))).toContain('he_normal');
});

test('brackets that are open, and what stands behind the caret, do no harm', () => {
  expect(labels('net A {\n  input x: [N, C=3]\n  add { | dense(4, ^^\n')).toContain('bias=');
});

test('outside of everything stand declarations, in comments nothing, in imports files and what they declare', () => {
  expect(labels('^^')).toEqual(['import', 'net', 'block', 'train']);
  expect(labels('// con^^')).toEqual([]);
  expect(labels('import { } from "^^"')).toContain('std/resnet');
  expect(labels('import { ^^ } from "std/resnet"')).toContain('Bottleneck');
});

test('assertions measure, trainings set, layers have methods', () => {
  expect(labels(net('assert ^^'))).toContain('receptive_field');
  expect(labels('train A {\n  ^^\n}')).toContain('optimizer');
  expect(labels('train A {\n  optimizer = ^^\n}')).toContain('adam');
  expect(labels('train A {\n  loss = ^^\n}')).toContain('cross_entropy');
  expect(labels(net('x -> table.^^'))).toEqual(['attend']);
});

test('no text and no caret make it throw', () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom('net A {', '}', '(', 'conv', ' ', '"', '\n', '/*', '[N', '->', '.', '=', 'train B {', '|')),
      fc.nat(40),
      (parts, at) => {
        const text = parts.join('');
        const { document } = caretIn(text);
        const offset = Math.min(at, document.source.text.length);
        const { from, to } = completionsAt(document, offset);
        expect(from).toBeLessThanOrEqual(offset);
        expect(to).toBeGreaterThanOrEqual(offset);
      },
    ),
  );
});
