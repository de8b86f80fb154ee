/** Places, edits, guesses and tables: the small parts of diagnostics. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  type Edit,
  applyEdits,
  diagnosticMaker,
  didYouMean,
  hasErrors,
  lineText,
  pageOf,
  positionOf,
  sourceFile,
  spanOver,
  spanText,
} from './index.js';

test('positions count lines and columns from 1, over all line ends', () => {
  const source = sourceFile('a.net', 'ab\ncd\r\ne\rf\n');
  const positions = [0, 1, 2, 3, 6, 7, 8, 9, 10, 11].map((offset) => {
    const { line, column } = positionOf(source, offset);
    return `${line}:${column}`;
  });
  expect(positions).toEqual(['1:1', '1:2', '1:3', '2:1', '2:4', '3:1', '3:2', '4:1', '4:2', '5:1']);
  expect([0, 1, 2, 3, 4, 5].map((line) => lineText(source, line))).toEqual(['ab', 'cd', 'e', 'f', '', '']);
});

test('a byte order mark is no column', () => {
  const source = sourceFile('a.net', '\uFEFFnet');
  expect(positionOf(source, 1)).toEqual({ line: 1, column: 1 });
  expect(positionOf(source, 0)).toEqual({ line: 1, column: 1 });
  expect(lineText(source, 0)).toBe('net');
});

test('offsets outside are moved inside', () => {
  const source = sourceFile('a.net', 'ab\nc');
  expect([NaN, -1, 99].map((offset) => positionOf(source, offset))).toEqual([
    { line: 2, column: 2 },
    { line: 1, column: 1 },
    { line: 2, column: 2 },
  ]);
});

test('the position of every offset is the one that counting finds', () => {
  const property = fc.property(fc.string({ unit: fc.constantFrom('a', '\n', '\r', '\t') }), fc.nat(20), (text, offset) => {
    const ends = [...text.matchAll(/\r\n|\r|\n/g)].map((match) => match.index + match[0].length);
    const line = ends.filter((end) => end <= Math.min(offset, text.length)).length;
    expect(positionOf(sourceFile('a', text), offset).line).toBe(line + 1);
  });
  fc.assert(property);
});

test('spans', () => {
  const source = sourceFile('a.net', 'abcdef');
  const span = spanOver({ source, start: 3, end: 4 }, { source, start: 1, end: 2 });
  expect(spanText(span)).toBe('bcd');
});

test('edits are made from left to right; of two that overlap the first wins', () => {
  const source = sourceFile('a.net', 'abcdef');
  const edit = (start: number, end: number, text: string): Edit => ({ span: { source, start, end }, text });
  expect(applyEdits('abcdef', [edit(4, 5, 'E'), edit(0, 1, 'A'), edit(6, 6, '!'), edit(2, 2, '1'), edit(2, 2, '2')])).toBe('Ab12cdEf!');
  expect(applyEdits('abcdef', [edit(1, 4, 'X'), edit(2, 3, 'Y'), edit(4, 5, 'Z')])).toBe('aXZf');
  expect(applyEdits('', [])).toBe('');
});

const problems = {
  loud: { severity: 'error', summary: 's', explanation: 'e', example: 'x', mended: 'm' },
  soft: { severity: 'hint', summary: 's', explanation: 'e', example: 'x', mended: 'm' },
} as const;

test('a maker takes severities from its table', () => {
  const report = diagnosticMaker(problems);
  const primary = { span: { source: sourceFile('a', ''), start: 0, end: 0 }, message: '' };
  expect(report('soft', primary, 'text', { notes: ['n'] })).toEqual({
    code: 'soft',
    severity: 'hint',
    message: 'text',
    primary,
    secondary: [],
    trace: [],
    notes: ['n'],
    help: [],
  });
  expect(hasErrors([report('soft', primary, '')])).toBe(false);
  expect(hasErrors([report('soft', primary, ''), report('loud', primary, '')])).toBe(true);
});

test('pages are found in any of the tables, and only there', () => {
  expect(pageOf('soft', [{}, problems])?.severity).toBe('hint');
  expect(pageOf('toString', [problems])).toBeUndefined();
});

test.each([
  ['flaten', 'flatten'],
  ['covn', 'conv'],
  ['Conv2D', 'conv2d'],
  ['maxPool', 'maxpool'],
  ['max_pool', 'maxpool'],
  ['batchnorm', 'batch_norm'],
  ['nett', 'net'],
  ['n', undefined],
  ['N', 'n'],
  ['xyz', undefined],
  ['bn', undefined],
  ['', undefined],
  ['classes', undefined],
])('%s: did you mean %s?', (name, expected) => {
  const candidates = ['flatten', 'conv', 'conv2d', 'maxpool', 'batch_norm', 'net', 'block', 'n', 'dense', 'relu'];
  expect(didYouMean(name, name === 'N' ? ['x', 'n'] : candidates.filter((one) => one !== 'n'))).toBe(expected);
});
