// Weights fit a network or not: the first difference is named, and nothing is given in part.
import { expect, test } from 'vitest';
import { fit } from './fit.js';
import { bytesOfFloats, type StoredTensor } from './stored-tensor.js';

const tensor = (name: string, ...shape: readonly number[]): StoredTensor => ({
  name,
  type: 'F32',
  shape,
  bytes: bytesOfFloats(new Float32Array(shape.reduce((product, size) => product * size, 1))),
});

const network = [tensor('conv.weight', 6, 1, 5, 5), tensor('conv.bias', 6), tensor('dense.weight', 84, 10)];

test('what is the same fits, in the order of the network', () => {
  expect(fit(network, network)).toEqual({ tensors: network });
  expect(fit(network, [...network].reverse(), 'any')).toEqual({ tensors: network });
});

test.each([
  ['another shape', network.with(1, tensor('conv.bias', 7)), '`conv.bias` is F32 [7], and F32 [6] in the network'],
  [
    'the same size in another shape',
    network.with(2, tensor('dense.weight', 10, 84)),
    '`dense.weight` is F32 [10, 84], and F32 [84, 10] in the network',
  ],
  ['another type', network.with(1, { ...tensor('conv.bias', 6), type: 'I32' }), '`conv.bias` is I32 [6], and F32 [6] in the network'],
  ['a name that is missing at the end', network.slice(0, 2), '`dense.weight` (F32 [84, 10]) is missing'],
  [
    'another name in its place',
    network.with(1, tensor('conv.offset', 6)),
    '`conv.bias` (F32 [6]) is missing; in its place is `conv.offset` (F32 [6])',
  ],
  ['more than there should be', [...network, tensor('dense.bias', 10)], '`dense.bias` (F32 [10]) is not in the network'],
  ['another order', [...network].reverse(), '`dense.weight` is number 1, where the network has `conv.weight`'],
])('%s is refused', (_, found, why) => {
  expect(fit(network, found)).toEqual({ why });
});
