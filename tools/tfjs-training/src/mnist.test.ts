// The digits as projects give them: all of them, in the layout of the network, standardised, with their labels.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { describe, expect, test } from 'vitest';
import { modulesOf, trainedGraphOf, writeProject } from '../test/project.js';

const digits = (input: string, body = 'flatten -> dense(10) as logits') =>
  trainedGraphOf(`net A {\n  input image: ${input}\n  ${body}\n}\ntrain A { loss = cross_entropy(logits, labels) }\n`);

const dataText = (text: ReturnType<typeof digits>): string => readFileSync(join(writeProject(text).folder, 'src/data.ts'), 'utf8');

test('60,000 to train on and 10,000 to test with', async () => {
  await tf.setBackend('cpu');
  const { loadData } = await modulesOf(digits('[N, C=1, H=28, W=28]'));
  const { training, validation } = await loadData();
  expect([training.count, validation.count]).toEqual([60_000, 10_000]);
  const { image, labels } = training.batch(Int32Array.of(3, 59_999));
  expect([image?.shape, labels?.shape, labels?.dtype]).toEqual([[2, 1, 28, 28], [2], 'int32']);
  // The first digits of both sets are a five and a seven.
  expect(training.batch(Int32Array.of(0))['labels']?.dataSync()[0]).toBe(5);
  expect(validation.batch(Int32Array.of(0))['labels']?.dataSync()[0]).toBe(7);
});

test('their pixels are standardised by the moments that they have', async () => {
  const { readMnist, pixelMoments } = (await writeProject(digits('[N, C=1, H=28, W=28]')).load('support/mnist')) as {
    readonly readMnist: (part: 'train') => Promise<{ readonly images: Uint8Array }>;
    readonly pixelMoments: { readonly mean: number; readonly deviation: number };
  };
  const { images } = await readMnist('train');
  let [sum, squares] = [0, 0];
  for (const pixel of images) {
    sum += pixel;
    squares += pixel ** 2;
  }
  const mean = sum / images.length;
  expect(pixelMoments.mean).toBeCloseTo(mean, 4);
  expect(pixelMoments.deviation).toBeCloseTo(Math.sqrt(squares / images.length - mean ** 2), 4);
});

describe('are for networks of their size', () => {
  test.each(['[N, C=1, H=28, W=28]', '[N, H=28, W=28, C=1]'])('%s', (input) => {
    expect(dataText(digits(input))).toContain('readMnist');
  });

  test.each([
    ['[N, C=3, H=28, W=28]', undefined],
    ['[N, C=1, H=32, W=32]', undefined],
    ['[N, C=784]', undefined],
    ['[N=8, C=1, H=28, W=28]', undefined],
    ['[N, C=1, H=28, W=28]', 'flatten -> dense(9) as logits'],
  ])('and not for %s, %s', (input, body) => {
    expect(dataText(digits(input, body))).not.toContain('readMnist');
  });
});
