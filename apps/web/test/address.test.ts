// What an address or a store may hold: everything comes back as it was, and nothing that somebody made up does harm.
import fc from 'fast-check';
import { deflateRawSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { addressOf, readAddress } from '../src/state/address.js';
import { mostCharacters, readSaved, writeSaved, type Saved } from '../src/state/saved.js';

const saved: Saved = {
  text: 'net A {\n  input x: [N, C=3]\n}\n',
  net: 'A',
  parameters: { depth: '12' },
  sizes: { N: 8 },
  view: 'costs',
  other: undefined,
  otherNet: undefined,
  scene: 'vanishing',
};
const addressFor = (text: string): string => `#v1.${deflateRawSync(Buffer.from(text)).toString('base64url')}`;

describe('an address', () => {
  test('gives back what was put in', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 200 }), async (text) => {
        expect(await readAddress(await addressOf({ ...saved, text }))).toEqual({ ...saved, text });
      }),
      { numRuns: 50 },
    );
  });

  test('holds letters that need no escaping', async () => {
    expect(await addressOf(saved)).toMatch(/^#v1\.[\w-]+$/);
  });

  test.each(['', '#', '#v1.', '#v1.%%%', '#v1.AAAA', '#v9.abc', '#v1.____', addressFor('{'), addressFor('[]'), addressFor('{"text":1}')])(
    '%j holds nothing',
    async (hash) => {
      expect(await readAddress(hash)).toBeUndefined();
    },
  );

  test('a small one that unfolds to a very large one is not read to its end', async () => {
    const large = addressFor(JSON.stringify({ text: ' '.repeat(40_000_000) }));
    expect(large.length).toBeLessThan(100_000);
    expect(await readAddress(large)).toBeUndefined();
  });
});

describe('what is read', () => {
  test('is of the form of a state, whatever was written', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const read = readSaved(JSON.stringify(value));
        if (read !== undefined) expect(readSaved(writeSaved(read))).toEqual(read);
      }),
    );
  });

  test('leaves out what is no value of a parameter or a size', () => {
    const read = readSaved(
      JSON.stringify({
        text: 'a',
        parameters: { a: '1', 'b c': '2', d: 3, e: 'x'.repeat(100) },
        sizes: { N: 2, M: -1, T: 1.5, S: 'x' },
        net: 7,
      }),
    );
    expect(read).toMatchObject({ parameters: { a: '1' }, sizes: { N: 2 }, net: undefined });
  });

  test('reaches into no prototype', () => {
    const read = readSaved('{"text":"a","parameters":{"__proto__":"1","constructor":"2"}}');
    expect(Object.getPrototypeOf(read?.parameters)).toBe(Object.prototype);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  test('is never longer than a text may be', () => {
    expect(readSaved(JSON.stringify({ text: 'a'.repeat(mostCharacters + 1) }))).toBeUndefined();
  });
});
