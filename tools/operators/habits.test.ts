// Names of operators in other frameworks, and what they lead to.
import { isOperatorName, operatorHabit } from '@trammel/operators';
import { expect, test } from 'vitest';

test.each([
  ['swish', 'silu'],
  ['nn.Linear', 'dense'],
  ['nn.Conv2d', 'conv'],
  ['ConvTranspose2d', 'conv_transpose'],
  ['BatchNorm2d', 'bn'],
  ['tf.keras.layers.MaxPooling2D', 'maxpool'],
  ['torch.cat', 'concat'],
  ['relu', undefined],
])('%s leads to %s', (name, expected) => {
  const here = operatorHabit(name);
  expect(here).toBe(expected);
  if (here !== undefined) expect(isOperatorName(here)).toBe(true);
});
