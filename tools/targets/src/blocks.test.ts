// How blocks and repeats stand in generated models.
import { readFileSync } from 'node:fs';
import { corpusNetworks, reducedText } from '@trammel/networks';
import { generateTfjs } from '@trammel/target-tfjs';
import { expect, test } from 'vitest';
import { graphOf } from './source-network.js';

const modelOf = (text: string): string => generateTfjs(graphOf(text, 'A')).files.find(({ path }) => path === 'src/model.ts')?.text ?? '';

test('what the source says of a block stands above its function', () => {
  const text = '/// As wide as before.\nblock Same {\n  dense(8) -> relu\n}\n\nnet A {\n  input x: [N, C=8]\n  Same -> Same\n}\n';
  expect(modelOf(text)).toContain('/** As wide as before. */\nfunction same(');
});

test('rounds that do nothing are not written', () => {
  const model = modelOf('net A {\n  input x: [N, C=8]\n  repeat 3 { dropout(0) }\n  dense(2)\n}\n');
  expect(model).not.toContain('for (');
  expect(model).toContain('dense');
});

test('calls that share weights and need different layers are refused at their line', () => {
  const sharing = (other: string): string =>
    `net A {\n  input x: [N, C=4], y: ${other}\n  layer norm = layer_norm(axes=C)\n  a = x -> norm\n  b = y -> norm\n  output a, b\n}\n`;
  expect(generateTfjs(graphOf(sharing('[N, C=4, H=8, W=8]'), 'A')).diagnostics).toEqual([]);
  // The layer norm of TensorFlow.js takes four axes at most.
  const { diagnostics, files } = generateTfjs(graphOf(sharing('[N, C=4, D=2, H=8, W=8]'), 'A'));
  expect(diagnostics.map(({ code }) => code)).toEqual(['not-in-target']);
  expect(diagnostics[0]?.message).toContain('shares its weights');
  expect(files).toEqual([]);
});

test('every network of the corpus can be written', () => {
  for (const network of corpusNetworks) {
    const text = reducedText(readFileSync(new URL(`../../corpus/${network.file}`, import.meta.url), 'utf8'), network);
    expect(generateTfjs(graphOf(text, network.net, network.set)).diagnostics, network.net).toEqual([]);
  }
});
