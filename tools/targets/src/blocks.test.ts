// How blocks and repeats stand in generated models.
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
