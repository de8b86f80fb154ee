// Comparisons of published networks: the causes are the whole difference, whichever two are compared and in whichever order.
import { compare, type Analysis } from 'trammel';
import { describe, expect, it } from 'vitest';
import { analysisOf } from './network.js';

/** Of many families, so that neighbours are related and others are not. */
const nets = [
  ['vgg16.net'],
  ['alexnet.net'],
  ['resnet.net', 'ResNet18'],
  ['resnet.net', 'ResNet34'],
  ['resnet.net', 'ResNet50'],
  ['resnet.net', 'ResNet101'],
  ['googlenet.net'],
  ['mobilenet-v1.net'],
  ['mobilenet-v2.net'],
  ['mobilenet-v3.net', 'MobileNetV3Small'],
  ['efficientnet-b0.net'],
  ['squeezenet.net', 'SqueezeNet1_0'],
  ['densenet121.net'],
  ['lenet5.net'],
  ['tiny-mlp.net'],
  ['vit-b16.net'],
  ['gpt2.net', 'GPT2Small'],
  ['gpt2.net', 'GPT2Medium'],
  ['bert.net', 'BERTBase'],
  ['bert.net', 'ALBERTBase'],
  ['lstm.net', 'LanguageModel'],
].map(([file, net]) => analysisOf({ path: `tools/corpus/${file ?? ''}`, net }));
const figures = ['parameters', 'multiplications'] as const;

/** Each with the next and with one further off: neighbours in the list are often of one family. */
const pairs = nets.flatMap((left, index) => [1, 7].map((step) => [left, nets[(index + step) % nets.length] ?? left] as const));

const nameOf = ({ graph }: Analysis): string => graph.name;

describe('the causes of a comparison', () => {
  it.each(pairs.map(([left, right]) => [nameOf(left), nameOf(right), left, right] as const))('%s and %s', (_left, _right, left, right) => {
    const [there, back] = [compare(left, right), compare(right, left)];
    for (const figure of figures) {
      const whole = there.difference[figure];
      if (Number.isNaN(whole)) continue;
      const scale = there.causes.reduce((sum, { difference }) => sum + Math.abs(difference[figure]), 1);
      const told = there.causes.reduce((sum, { difference }) => sum + difference[figure], 0);
      expect(Math.abs(told - whole)).toBeLessThanOrEqual(1e-9 * scale);
      for (const { parts, difference } of there.causes)
        expect(Math.abs(parts.reduce((sum, part) => sum + part.difference[figure], 0) - difference[figure])).toBeLessThanOrEqual(
          1e-9 * scale,
        );
      expect(back.difference[figure]).toBe(-whole);
      const turned = back.causes.reduce((sum, { difference }) => sum + difference[figure], 0);
      expect(Math.abs(turned + told)).toBeLessThanOrEqual(1e-9 * scale);
    }
    expect(back.causes.map(({ kind }) => kind)).toEqual(there.causes.map(({ kind }) => kind));
  });

  it('are none where there is no difference', () => {
    for (const net of nets) expect(compare(net, net).causes).toEqual([]);
  });
});
