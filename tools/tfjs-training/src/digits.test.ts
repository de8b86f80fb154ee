// Real data: a small part of MNIST, learnt to a level that a network with broken gradients does not reach.
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { modulesOf, trainedGraphOf, writeProject } from '../test/project.js';

const graph = trainedGraphOf(`net Digits {
  input image: [N, C=1, H=28, W=28]
  conv(6, 5x5, pad=2) -> relu -> maxpool(2)
  conv(16, 5x5) -> relu -> maxpool(2)
  flatten -> dense(10) as logits
}
train Digits {
  loss      = cross_entropy(logits, labels)
  optimizer = adam(lr=0.003)
  batch     = 25
  epochs    = 2
}
`);

/** How many digits are trained on and tested with, and what part of them is right in the end. */
const [examples, level] = [2000, 0.88];

/** The part of the test digits that is right after the training of a project, which may be broken. */
async function accuracyAfter(change: (path: string, text: string) => string = (_, text) => text): Promise<number> {
  const { createNetwork, weights, plan, loadData, train } = await modulesOf(graph, change);
  const run = {
    folder: mkdtempSync(join(tmpdir(), 'trammel-digits-')),
    resume: false,
    epochs: undefined,
    examples,
    signal: new AbortController().signal,
    say: () => undefined,
  };
  const { accuracy } = await train({ ...createNetwork(plan.seed), weights }, await loadData(), plan, run);
  return accuracy ?? Number.NaN;
}

beforeAll(async () => {
  const { useBackend } = (await writeProject(graph).load('support/backend')) as { readonly useBackend: () => Promise<string> };
  expect(await useBackend()).toBe('wasm');
});

test('a network learns digits', async () => {
  expect(await accuracyAfter()).toBeGreaterThan(level);
}, 120_000);

test('one whose gradients of kernels are wrong does not learn them as well', async () => {
  const right = 'const gradient = limited[index] ?? tf.zerosLike(variable);';
  // The rows and columns of kernels the wrong way round: what is mistaken most easily in the gradient of a convolution.
  const wrong =
    'const given = limited[index] ?? tf.zerosLike(variable); const gradient = variable.rank === 4 ? given.reverse([0, 1]) : given;';
  const accuracy = await accuracyAfter((path, text) => {
    if (path !== 'src/support/training-step.ts') return text;
    expect(text).toContain(right);
    return text.replace(right, wrong);
  });
  expect(accuracy).toBeGreaterThan(0.3);
  expect(accuracy).toBeLessThan(level - 0.05);
}, 120_000);
