/** No text of any kind throws, hangs or overflows; what is said of it points into it. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { renderDiagnostic, sourceFile } from '@trammel/diagnostics';
import { programs } from '../test/programs.js';
import { type ParseResult, format, parse, parseExpression } from './index.js';
import { deepestNesting } from './structure.js';

function read(text: string): ParseResult {
  const source = sourceFile('a.net', text);
  const result = parse(source);
  for (const { primary, secondary, help } of result.diagnostics) {
    for (const { span } of [primary, ...secondary, ...help.flatMap(({ edits }) => edits)]) {
      expect(span.source).toBe(source);
      expect(span.start).toBeGreaterThanOrEqual(0);
      expect(span.end).toBeGreaterThanOrEqual(span.start);
      expect(span.end).toBeLessThanOrEqual(text.length);
    }
  }
  const places = result.diagnostics.map(({ primary }) => primary.span.start);
  expect(new Set(places).size, 'two things are said of one place').toBe(places.length);
  for (const diagnostic of result.diagnostics.slice(0, 3)) renderDiagnostic(diagnostic);
  parseExpression(source);
  format(source);
  return result;
}

const words = [
  'net',
  'block',
  'A',
  'x',
  '{',
  '}',
  '(',
  ')',
  '[',
  ']',
  '|',
  '->',
  '=>',
  '=',
  '==',
  ',',
  ':',
  '.',
  '..',
  '-',
  '+',
  'if',
  'then',
  'else',
  'for',
  'in',
];
const others = [
  'repeat',
  'let',
  'input',
  'output',
  'as',
  'not',
  '3',
  '3x3',
  '3X',
  '"s"',
  '"',
  "'",
  '#',
  '//',
  '///',
  '/*',
  '*/',
  '\n',
  '\n  ',
  ' ',
  'é',
  '\u0000',
  ';',
  'train',
  'import',
  'from',
  '\ud800',
];

describe('random texts', () => {
  test('of any characters', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => void read(text)),
      { numRuns: 400 },
    );
  });

  test('of tokens', () => {
    const text = fc.array(fc.constantFrom(...words, ...others), { maxLength: 60 }).map((parts) => parts.join(' '));
    fc.assert(
      fc.property(text, (one) => void read(one)),
      { numRuns: 600 },
    );
  });

  test('of programs with something cut out, put in or moved', () => {
    const texts = fc.constantFrom(...Object.values(programs));
    const change = fc.tuple(
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.nat(20),
      fc.oneof(fc.constant(''), fc.constantFrom(...words, ...others)),
    );
    const property = fc.property(texts, fc.array(change, { minLength: 1, maxLength: 4 }), (text, changes) => {
      let changed = text;
      for (const [where, length, put] of changes) {
        const at = Math.floor(where * changed.length);
        changed = changed.slice(0, at) + put + changed.slice(at + length);
      }
      read(changed);
    });
    fc.assert(property, { numRuns: 400 });
  });
});

describe('nesting', () => {
  const nested: Readonly<Record<string, (depth: number) => string>> = {
    parentheses: (depth) => `net A { let x = ${'('.repeat(depth)}1${')'.repeat(depth)} }`,
    arguments: (depth) => `net A { ${'f('.repeat(depth)}1${')'.repeat(depth)} }`,
    shapes: (depth) => `net A { x : ${'[f'.repeat(depth)}${']'.repeat(depth)} }`,
    bodies: (depth) => `net A { ${'f { '.repeat(depth)}${'}'.repeat(depth)} }`,
    paths: (depth) => `net A { ${'f { | '.repeat(depth)}${'}'.repeat(depth)} }`,
    repeats: (depth) => `net A { ${'repeat 2 { '.repeat(depth)}${'}'.repeat(depth)} }`,
    signs: (depth) => `net A { let x = ${'- '.repeat(depth)}1 }`,
    negations: (depth) => `net A { let x = ${'not '.repeat(depth)}y }`,
    sums: (depth) => `net A { let x = ${'1 + '.repeat(depth)}1 }`,
    powers: (depth) => `net A { let x = ${'2 ^ '.repeat(depth)}1 }`,
    conditionals: (depth) => `net A { let x = ${'if a then b else '.repeat(depth)}1 }`,
    conditions: (depth) => `net A { let x = ${'if a then '.repeat(depth)}1${' else 2'.repeat(depth)} }`,
    alternatives: (depth) => `net A { ${'if a { } else '.repeat(depth)}{ } }`,
    tuples: (depth) => `net A { let x = ${'(1, '.repeat(depth)}1${')'.repeat(depth)} }`,
    groups: (depth) => `net A { x : [${'(a, '.repeat(depth)}b${')'.repeat(depth)}] }`,
  };

  test.each(Object.entries(nested))('%s: almost as deep as allowed, they are read', (_, text) => {
    expect(read(text(deepestNesting - 3)).diagnostics).toEqual([]);
  });

  test.each(Object.entries(nested))('%s: 100,000 deep, one thing is said', (_, text) => {
    expect(parse(sourceFile('a.net', text(100_000))).diagnostics.map(({ code }) => code)).toEqual(['nested-too-deep']);
  });

  test('opened and never closed', () => {
    for (const bracket of ['(', '[', '{', 'f(', 'net A {', '(1, ', 'f { | ']) {
      expect(parse(sourceFile('a.net', bracket.repeat(100_000))).diagnostics.length).toBeLessThanOrEqual(50);
    }
    for (const bracket of [')', ']', '}', '(]', '{)', '}\n'])
      expect(parse(sourceFile('a.net', bracket.repeat(50_000))).diagnostics.length).toBeLessThanOrEqual(50);
  });
});

describe('length', () => {
  test('long chains, lists, lines, tokens and comments are read', () => {
    const texts = [
      `net A { x${' -> relu'.repeat(20_000)} }`,
      `net A { f(${'1, '.repeat(20_000)}1) }`,
      `net A { let x = ${'1'.repeat(200_000)} }`,
      `net A { let ${'x'.repeat(200_000)} = "${'y'.repeat(1_000_000)}" }`,
      `net A { let x = "${'\\n'.repeat(200_000)}" }`,
      `net A { } /* ${'*'.repeat(1_000_000)} */ ${'// /* '.repeat(100_000)}`,
      `${'/// doc\n'.repeat(20_000)}net A { }`,
      `net A { ${'relu '.repeat(20_000)} }`,
      `net A { ${'if a { } '.repeat(5_000)} }`,
      `${'\n'.repeat(500_000)}net A { }${' '.repeat(500_000)}`,
    ];
    expect(texts.map((text) => read(text).diagnostics.map(({ code }) => code))).toEqual([
      [],
      [],
      ['number-too-large'],
      [],
      [],
      [],
      [],
      [],
      [],
      [],
    ]);
  });

  test('the time grows with the length, not with its square', () => {
    const program = Object.values(programs).join('\n');
    const time = (copies: number): number => {
      const source = sourceFile('a.net', program.repeat(copies));
      const start = performance.now();
      expect(parse(source).diagnostics).toEqual([]);
      return performance.now() - start;
    };
    time(20);
    const short = Math.min(time(20), time(20), time(20));
    const long = Math.min(time(200), time(200));
    expect(long / short).toBeLessThan(40);
  });
});
