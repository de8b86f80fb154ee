/** The values of literals, exact where they are whole. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { numberValue, sizeValues, stringValue } from './literals.js';
import { tokenList } from './token-list.js';

test.each([
  ['0', 0, 0n],
  ['61_706', 61706, 61706n],
  ['0.45', 0.45, undefined],
  ['1.0', 1, 1n],
  ['1e-3', 0.001, undefined],
  ['1e3', 1000, 1000n],
  ['1.5e1', 15, 15n],
  ['25e-1', 2.5, undefined],
  ['20e-1', 2, 2n],
  ['100k', 100_000, 100_000n],
  ['5M', 5_000_000, 5_000_000n],
  ['4.1G', 4_100_000_000, 4_100_000_000n],
  ['0.0001k', 0.1, undefined],
  ['1KB', 1000, 1000n],
  ['50MiB', 52_428_800, 52_428_800n],
  ['1.5KiB', 1536, 1536n],
  ['0.1KiB', 102.4, undefined],
  ['9007199254740993', 9007199254740992, 9007199254740993n],
  ['1e20', 1e20, 100_000_000_000_000_000_000n],
  ['0e999999999', 0, 0n],
  ['1e-999999999', 0, undefined],
])('%s', (text, value, integer) => {
  expect(numberValue(text)).toEqual({ value, integer });
});

test('numbers beyond the largest double, or absurdly long, have no value', () => {
  for (const text of ['1e309', '9e999999999', '9'.repeat(310), '2e308G', `0.${'0'.repeat(500)}1`])
    expect(numberValue(text)).toBeUndefined();
});

test('whole numbers with any suffix are exact', () => {
  const suffixes = { '': 1n, k: 1000n, M: 1_000_000n, G: 1_000_000_000n, KiB: 1024n, MiB: 1024n ** 2n, GiB: 1024n ** 3n } as const;
  const names = Object.keys(suffixes) as (keyof typeof suffixes)[];
  fc.assert(
    fc.property(fc.bigInt(0n, 10n ** 40n), fc.constantFrom(...names), (whole, suffix) => {
      const exact = whole * suffixes[suffix];
      expect(numberValue(`${whole}${suffix}`)).toEqual({ value: Number(exact), integer: exact });
    }),
  );
});

test('sizes', () => {
  expect(sizeValues('3x3')).toEqual([3, 3]);
  expect(sizeValues('1x0x12')).toEqual([1, 0, 12]);
});

test('strings', () => {
  expect(stringValue('"a b"')).toEqual({ value: 'a b', unknownEscapes: [] });
  expect(stringValue(String.raw`"\n\t\"\\\u{41}\u{1F600}"`)).toEqual({ value: '\n\t"\\A\u{1F600}', unknownEscapes: [] });
  expect(stringValue(String.raw`"a\qb\u{110000}\u41"`).unknownEscapes).toEqual([2, 5, 15]);
});

test('the list of tokens reads a line for a highlighter', () => {
  const read = (text: string): string => {
    const found: string[] = [];
    for (let offset = 0; offset < text.length;) {
      const rest = text.slice(offset);
      const space = /^\s+/.exec(rest)?.[0].length ?? 0;
      const token = tokenList.find(({ pattern }) => new RegExp(`^(?:${pattern.source})`).test(rest));
      if (token === undefined || space > 0) {
        offset += Math.max(space, 1);
        continue;
      }
      const [match = ''] = new RegExp(`^(?:${token.pattern.source})`).exec(rest) ?? [];
      found.push(`${token.class}<${match}>`);
      offset += match.length;
    }
    return found.join(' ');
  };
  expect(read('net A(k = 3x3) { /// doc')).toBe(
    'keyword<net> name<A> bracket<(> name<k> operator<=> size<3x3> bracket<)> bracket<{> documentation</// doc>',
  );
  expect(read('if not x in 4.0G..5 { true -> "a\\"" } // c')).toBe(
    'keyword<if> operator<not> name<x> keyword<in> number<4.0G> operator<..> number<5> bracket<{> constant<true> operator<->> string<"a\\""> bracket<}> comment<// c>',
  );
  expect(read('inputs 3X # /* open')).toBe('name<inputs> mistake<3> name<X> mistake<#> comment</* open>');
});
