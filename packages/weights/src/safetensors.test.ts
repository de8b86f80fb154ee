// The safetensors format: a file of the reference implementation, what is written is read again, and hostile files.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bytesOfFloats, floatsOf, isStoredType, type StoredTensor, type StoredType } from './stored-tensor.js';
import { readSafetensors, writeSafetensors } from './safetensors.js';

/** Written by safetensors 0.4+ of Python: a float matrix, an empty one, one number, halves, 64-bit integers, and metadata. */
const reference =
  '58010000000000007b225f5f6d657461646174615f5f223a7b22c3a9223a22c3bc222c22666f726d6174223a226e70227d2c2261223a7b226474797065223a22' +
  '493634222c227368617065223a5b335d2c22646174615f6f666673657473223a5b302c32345d7d2c22622e776569676874223a7b226474797065223a22463332' +
  '222c227368617065223a5b322c325d2c22646174615f6f666673657473223a5b32342c34305d7d2c226e6f6e65223a7b226474797065223a22463332222c2273' +
  '68617065223a5b302c335d2c22646174615f6f666673657473223a5b34302c34305d7d2c227363616c6172223a7b226474797065223a22463332222c22736861' +
  '7065223a5b5d2c22646174615f6f666673657473223a5b34302c34345d7d2c2268616c66223a7b226474797065223a22463136222c227368617065223a5b315d' +
  '2c22646174615f6f666673657473223a5b34342c34365d7d7d202020202020200100000000000000020000000000000003000000000000000000c03f000000c0' +
  '0000803e000040400000e040003c';

const fromHex = (hex: string): Uint8Array => Uint8Array.from(hex.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16));

const floats = (name: string, shape: readonly number[], values: readonly number[]): StoredTensor => ({
  name,
  type: 'F32',
  shape,
  bytes: bytesOfFloats(values),
});

/** A file with that header, as text or bytes, and so many bytes behind it. */
function fileOf(header: string | Uint8Array, data: number, length?: bigint): Uint8Array {
  const bytes = typeof header === 'string' ? new TextEncoder().encode(header) : header;
  const file = new Uint8Array(8 + bytes.length + data);
  new DataView(file.buffer).setBigUint64(0, length ?? BigInt(bytes.length), true);
  file.set(bytes, 8);
  return file;
}

const whyNot = (file: Uint8Array): string => {
  const result = readSafetensors(file);
  return 'why' in result ? result.why : 'it is read';
};

test('reads what the reference implementation writes', () => {
  const result = readSafetensors(fromHex(reference));
  if ('why' in result) throw new Error(result.why);
  expect(result.tensors.map(({ name, type, shape }) => [name, type, shape])).toEqual([
    ['a', 'I64', [3]],
    ['b.weight', 'F32', [2, 2]],
    ['none', 'F32', [0, 3]],
    ['scalar', 'F32', []],
    ['half', 'F16', [1]],
  ]);
  expect([...floatsOf(result.tensors[1]?.bytes ?? new Uint8Array())]).toEqual([1.5, -2, 0.25, 3]);
  expect([...floatsOf(result.tensors[3]?.bytes ?? new Uint8Array())]).toEqual([7]);
  expect([...result.metadata].sort()).toEqual([
    ['format', 'np'],
    ['\u00e9', '\u00fc'],
  ]);
});

test('writes what the reference implementation writes, where the order is the same', () => {
  const result = readSafetensors(fromHex(reference));
  if ('why' in result) throw new Error(result.why);
  const again = readSafetensors(writeSafetensors(result.tensors, result.metadata));
  expect(again).toEqual(result);
  // Without metadata nothing of the text differs either.
  const plain = writeSafetensors(result.tensors);
  expect(new TextDecoder().decode(plain)).toContain('"b.weight":{"dtype":"F32","shape":[2,2],"data_offsets":[24,40]}');
});

const types: readonly StoredType[] = ['F64', 'F32', 'F16', 'BF16', 'I64', 'I32', 'I16', 'I8', 'U64', 'U32', 'U16', 'U8', 'BOOL'];

const tensor = fc
  .record({ name: fc.string({ unit: 'binary' }), type: fc.constantFrom(...types), shape: fc.array(fc.nat(3), { maxLength: 4 }) })
  .chain(({ name, type, shape }) => {
    const width = /64/.test(type) ? 8 : /32/.test(type) ? 4 : /16/.test(type) ? 2 : 1;
    const length = shape.reduce((product, axis) => product * axis, width);
    return fc.uint8Array({ minLength: length, maxLength: length }).map((bytes) => ({ name, type, shape, bytes }));
  });

const tensors = fc.uniqueArray(tensor, { selector: ({ name }) => name }).filter((all) => all.every(({ name }) => name !== '__metadata__'));

test('reads what it has written, in its order, each tensor at a multiple of the size of its elements', () => {
  fc.assert(
    fc.property(tensors, (all) => {
      const file = writeSafetensors(all, new Map([['by', 'a test']]));
      const result = readSafetensors(file);
      expect(result).toEqual({ tensors: all, metadata: new Map([['by', 'a test']]) });
      const starts = 'why' in result ? [] : result.tensors.map(({ type, bytes }) => [type, bytes.byteOffset - file.byteOffset] as const);
      for (const [type, start] of starts) expect(start % (/64/.test(type) ? 8 : /32/.test(type) ? 4 : /16/.test(type) ? 2 : 1)).toBe(0);
    }),
  );
});

test('gives tensors or a reason for any bytes, and for any file with bytes that are cut off or changed', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      readSafetensors(bytes);
      readSafetensors(fileOf(bytes, 4));
    }),
  );
  fc.assert(
    fc.property(tensors, fc.nat(), fc.nat(255), (all, at, byte) => {
      const file = writeSafetensors(all);
      expect(whyNot(file.subarray(0, at % file.length))).not.toBe('it is read');
      const changed = file.with(at % file.length, byte);
      const result = readSafetensors(changed);
      if ('why' in result) return;
      for (const { type, shape, bytes } of result.tensors) {
        expect(isStoredType(type) && shape.every(Number.isSafeInteger)).toBe(true);
        expect(bytes.byteOffset + bytes.length).toBeLessThanOrEqual(file.length);
      }
    }),
  );
});

describe('refuses', () => {
  const entry = (name: string, shape: string, offsets: string, dtype = '"F32"'): string =>
    `"${name}":{"dtype":${dtype},"shape":${shape},"data_offsets":${offsets}}`;
  const header = (...entries: readonly string[]): string => `{${entries.join(',')}}`;
  test.each([
    ['a file that is too short', new Uint8Array(7), /begins with 8 bytes/],
    ['a header beyond all memory', fileOf('{}', 0, 2n ** 63n), /at most 100000000 are allowed/],
    ['a header beyond the file', fileOf('{}', 0, 99n), /ends at 10/],
    ['a header that begins otherwise', fileOf(' {}', 0), /does not begin with \{/],
    ['a header that is no JSON', fileOf('{"a"', 0), /cannot be read/],
    ['a header that is no UTF-8', fileOf(Uint8Array.of(0x7b, 0x22, 0xff, 0x22), 0), /not UTF-8/],
    ['characters that are longer than they need be', fileOf(Uint8Array.of(0x7b, 0x22, 0xc0, 0xaf, 0x22), 0), /not UTF-8/],
    ['deep nesting', fileOf(`{"a":${'['.repeat(200_000)}`, 0), /cannot be read/],
    ['a tensor twice', fileOf(header(entry('a', '[1]', '[0,4]'), entry('a', '[1]', '[4,8]')), 8), /"a" twice/],
    ['a tensor twice by an escape', fileOf(header(entry('a', '[1]', '[0,4]'), entry('\\u0061', '[1]', '[4,8]')), 8), /"a" twice/],
    ['metadata that are no texts', fileOf('{"__metadata__":{"a":1}}', 0), /not made of texts/],
    ['a tensor that is no object', fileOf('{"a":3}', 0), /a: it is not described/],
    ['a type that nobody knows', fileOf(header(entry('a', '[1]', '[0,4]', '"toString"')), 4), /"toString" is no type/],
    ['no type', fileOf(header(entry('a', '[1]', '[0,4]', 'null')), 4), /null is no type/],
    ['a negative size', fileOf(header(entry('a', '[-1]', '[0,4]')), 4), /no list of sizes/],
    ['a size with a fraction', fileOf(header(entry('a', '[0.5]', '[0,2]')), 2), /no list of sizes/],
    ['sizes beyond exact numbers', fileOf(header(entry('a', '[9007199254740991,2]', '[0,4]')), 4), /too many bytes/],
    ['an offset that is too few', fileOf(header(entry('a', '[1]', '[0]')), 4), /two offsets/],
    ['offsets the wrong way round', fileOf(header(entry('a', '[1]', '[4,0]')), 4), /takes 4 bytes, and -4/],
    ['fewer bytes than the shape takes', fileOf(header(entry('a', '[2]', '[0,4]')), 4), /takes 8 bytes, and 4/],
    ['tensors that overlap', fileOf(header(entry('a', '[1]', '[0,4]'), entry('b', '[1]', '[2,6]')), 6), /b: it begins at 2, within/],
    ['a gap', fileOf(header(entry('a', '[1]', '[0,4]'), entry('b', '[1]', '[8,12]')), 12), /b: it begins at 8/],
    ['bytes before the first tensor', fileOf(header(entry('a', '[1]', '[4,8]')), 8), /a: it begins at 4/],
    ['bytes behind the last tensor', fileOf(header(entry('a', '[1]', '[0,4]')), 5), /take 4 bytes, and 5 follow/],
    ['a tensor beyond the end', fileOf(header(entry('a', '[2]', '[0,8]')), 4), /take 8 bytes, and 4 follow/],
  ])('%s', (_, file, why) => {
    expect(whyNot(file)).toMatch(why);
  });

  test('a name twice among very many, in no time', () => {
    const names = Array.from({ length: 50_000 }, (_, index) => entry(`n${index}`, '[0]', '[0,0]'));
    expect(whyNot(fileOf(`{${[...names, entry('n7', '[0]', '[0,0]')].join(',')}}`, 0))).toMatch(/"n7" twice/);
  });
});

test('takes names that objects would sort or hide, and long ones that are not ASCII', () => {
  const all = ['2', '1', '__proto__', 'constructor', '\u00e9\u{1f600}'.repeat(5000)].map((name) => floats(name, [1], [1]));
  const result = readSafetensors(writeSafetensors(all));
  expect('why' in result ? result.why : result.tensors.map(({ name }) => name)).toEqual(all.map(({ name }) => name));
});

test('takes the spaces that others put behind the header, and files that begin within other bytes', () => {
  const file = fileOf('{"a":{"dtype":"F32","shape":[],"data_offsets":[0,4]}}   ', 4);
  expect(whyNot(file)).toBe('it is read');
  const within = new Uint8Array(file.length + 3);
  within.set(file, 3);
  expect(whyNot(within.subarray(3))).toBe('it is read');
});
