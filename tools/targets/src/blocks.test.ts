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

test('an activation is a setting of the layer before it, unless what is between has a name or another reader', () => {
  const model = (body: string): string => modelOf(`net A {\n  input x: [N, C=8]\n  ${body}\n}\n`);
  expect(model('x -> dense(8) -> relu')).toContain("units: 8, activation: 'relu' })");
  expect(model('x -> conv(8, 3) -> elu(alpha=2)'.replace('conv(8, 3)', 'dense(8)'))).not.toContain('activation:');
  expect(model('a = x -> dense(8)\n  a -> sigmoid')).toContain("activation({ activation: 'sigmoid' })");
  expect(model('x -> dense(8) -> residual { tanh }')).toContain("activation({ activation: 'tanh' })");
});

test('several results in a block have the names that the source gives them', () => {
  const text =
    'block Halves {\n  input x: [N, C]\n  low, high = x -> split(C, 2)\n  high - low\n}\n\nnet A {\n  input x: [N, C=8]\n  Halves\n}\n';
  expect(modelOf(text)).toContain('const [low, high] = applyToMany(');
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
