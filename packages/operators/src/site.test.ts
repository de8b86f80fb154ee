// Sites: reading, checking and types of calls.
import { printType, symbolSize, type TensorType } from '@trammel/tensor';
import { describe, expect, it } from 'vitest';
import { noArguments, type Arguments } from './argument.js';
import { createSite, createSites } from './site.js';

const image: TensorType = {
  elementType: 'f32',
  shape: [
    { name: 'N', size: symbolSize('N') },
    { name: 'C', size: 3 },
    { name: 'H', size: 224 },
    { name: 'W', size: 224 },
  ],
};
const call = (positional: Arguments['positional'], named: Readonly<Record<string, Arguments['positional'][number]>> = {}): Arguments => ({
  ...noArguments,
  positional,
  named: new Map(Object.entries(named)),
});
const size = (value: number) => ({ kind: 'size', value }) as const;

describe('a site', () => {
  it('derives the types of its outputs from the meaning', () => {
    const site = createSite('conv', call([size(64), size(7), size(2)], { pad: { kind: 'word', name: 'half' } }), [image]);
    expect(site.ok && printType(site.value.outputs[0] ?? image)).toBe('[N, C=64, H=112, W=112]');
  });

  it('is shared by equal calls', () => {
    const sites = createSites();
    const [first, second] = [sites.of('conv', call([size(8)]), [image]), sites.of('conv', call([size(8)]), [image])];
    expect(first).toBe(second);
  });

  it('names what is wrong', () => {
    const site = createSite('conv', call([size(64)], { strides: size(2) }), [image]);
    expect(!site.ok && site.fault).toMatchObject({
      code: 'unknown-argument',
      help: [{ text: 'it is called `stride` here', replacement: 'stride' }],
    });
  });
});
