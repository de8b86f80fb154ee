// Weights of model.json: shards of any length are put together again, and hostile manifests are refused.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bytesOfFloats, type StoredTensor } from './stored-tensor.js';
import { readWeightFiles, shardPaths, writeWeightFiles } from './weight-manifest.js';

const tensor = (name: string, shape: readonly number[], first = 0): StoredTensor => {
  const count = shape.reduce((product, size) => product * size, 1);
  return { name, type: 'F32', shape, bytes: bytesOfFloats(Array.from({ length: count }, (_, index) => first + index)) };
};

const three = [tensor('conv.weight', [2, 3]), tensor('conv.bias', [2], 10), tensor('scale', [], 20)];

test('one group, in the order of the tensors', () => {
  expect(writeWeightFiles(three, 16)).toMatchObject({
    manifest: [
      {
        paths: ['group1-shard1of3.bin', 'group1-shard2of3.bin', 'group1-shard3of3.bin'],
        weights: [
          { name: 'conv.weight', shape: [2, 3], dtype: 'float32' },
          { name: 'conv.bias', shape: [2], dtype: 'float32' },
          { name: 'scale', shape: [], dtype: 'float32' },
        ],
      },
    ],
  });
});

test('has no name for elements that TensorFlow.js lacks', () => {
  expect(writeWeightFiles([{ name: 'a', type: 'F16', shape: [1], bytes: new Uint8Array(2) }])).toBeUndefined();
});

test('shards of any length are put together again', () => {
  const some = fc.uniqueArray(fc.record({ name: fc.string(), shape: fc.array(fc.nat(3), { maxLength: 3 }) }), {
    selector: ({ name }) => name,
  });
  fc.assert(
    fc.property(some, fc.integer({ min: 1, max: 40 }), (specs, length) => {
      const tensors = specs.map(({ name, shape }, index) => tensor(name, shape, 100 * index));
      const files = writeWeightFiles(tensors, length);
      const manifest: unknown = JSON.parse(JSON.stringify(files?.manifest));
      expect(readWeightFiles(manifest, (path) => files?.shards.get(path))).toEqual({ tensors });
    }),
  );
});

describe('refuses', () => {
  const files = writeWeightFiles(three, 16);
  const whyNot = (manifest: unknown, shards = files?.shards): string => {
    const result = readWeightFiles(manifest, (path) => shards?.get(path));
    return 'why' in result ? result.why : 'it is read';
  };
  const group = (weight: object, paths: readonly unknown[] = ['a.bin']) => [{ paths, weights: [weight] }];
  const four = new Map([['a.bin', new Uint8Array(4)]]);
  const good = { name: 'a', shape: [1], dtype: 'float32' };

  test('nothing that is right', () => {
    expect(whyNot(files?.manifest)).toBe('it is read');
    expect(whyNot(group(good), four)).toBe('it is read');
  });

  test.each([
    ['no list', {}, /no list of groups/],
    ['a group without paths', [{ weights: [] }], /no list of paths/],
    ['a group without weights', [{ paths: ['a.bin'] }], /no list of weights/],
    ['a group that is null', [null], /no list of paths/],
    ['a weight without a name', group({ ...good, name: undefined }), /has no name/],
    ['quantised weights', group({ ...good, quantization: { dtype: 'uint8', scale: 1, min: 0 } }), /a: it is quantised/],
    ['texts', group({ ...good, dtype: 'string' }), /a: "string" is no type/],
    ['the name of a method as type', group({ ...good, dtype: 'valueOf' }), /a: "valueOf" is no type/],
    ['a shape that is none', group({ ...good, shape: [1, '2'] }), /a: its shape/],
    ['a negative size', group({ ...good, shape: [-1] }), /a: its shape/],
    ['more than the files hold', group({ ...good, shape: [2] }), /takes 8 bytes, and 4 are left/],
    ['far more than the files hold', group({ ...good, shape: [2 ** 52, 2 ** 52] }), /takes Infinity bytes/],
    ['less than the files hold', group({ ...good, shape: [0] }), /take 0 bytes, and .* hold 4/],
    ['a name twice', [...group(good), ...group(good)], /"a" twice/],
    ['a file that is not there', group(good, ['b.bin']), /there is no b.bin/],
  ])('%s', (_, manifest, why) => {
    expect(whyNot(manifest, four)).toMatch(why);
  });

  test.each([
    '../a.bin',
    '/a.bin',
    'a/../../b.bin',
    'C:\\a.bin',
    'a\\b.bin',
    'https://example.org/a.bin',
    '',
    'a//b',
    '.',
    '..',
    'a\u0000.bin',
    '%2e%2e/a',
    7,
  ])('the path %j', (path) => {
    expect(shardPaths(group(good, [path]))).toMatchObject({ why: expect.stringContaining('no path within') as string });
  });

  test('a shard that is too short', () => {
    const cut = new Map([...(files?.shards ?? [])].map(([path, bytes], index) => [path, index === 1 ? bytes.subarray(1) : bytes]));
    expect(whyNot(files?.manifest, cut)).toMatch(/bytes, and 3 are left/);
  });
});
