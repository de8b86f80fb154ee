// Documents in pieces are the text that JSON.stringify makes of them, whatever they hold and wherever streams are in them.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { documentPieces, streamOf } from './json-pieces.js';

/** A document, and the same with streams in the place of lists that `isStream` picks. */
function withStreams(value: unknown, isStream: () => boolean): unknown {
  if (Array.isArray(value) && value.every((item) => typeof item === 'object' && item !== null) && isStream()) {
    return streamOf(
      value.filter((item): item is object => typeof item === 'object'),
      (item) => item,
    );
  }
  if (Array.isArray(value)) return value.map((item) => withStreams(item, isStream));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, withStreams(item, isStream)]));
}

test('the text is that of JSON.stringify', () => {
  const items = fc.array(fc.dictionary(fc.string(), fc.jsonValue()), { maxLength: 4 });
  const document = fc.record({ name: fc.string(), networks: fc.array(fc.record({ nodes: items, other: fc.jsonValue() })), last: items });
  fc.assert(
    fc.property(document, fc.infiniteStream(fc.boolean()), (value, choices) => {
      const streamed = withStreams(value, () => choices.next().value === true);
      expect([...documentPieces(streamed as object)].join('')).toBe(`${JSON.stringify(value, undefined, 2)}\n`);
    }),
  );
});

test('nothing is written of a field without a value, and nothing is made before it is written', () => {
  let made = 0;
  const nodes = streamOf([1, 2, 3], (item) => {
    made += 1;
    return { item };
  });
  const pieces = documentPieces({ name: undefined, nodes });
  expect(pieces.next().value).toBe('{\n  "nodes": ');
  expect(made).toBe(0);
  expect([...pieces].join('').startsWith('[\n    {\n      "item": 1\n    },')).toBe(true);
});
