// The trainings that are generated pass the compiler in its strict mode, whatever they say.
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { generateTfjs } from '@trammel/target-tfjs';
import { expect, test } from 'vitest';
import { trainedGraphOf, writeProject } from '../test/project.js';

const net = `net Small {
  input x: [N, C=5], __proto__: int[N, T]
  dense(6) -> dropout(0.1) -> dense(3) as logits
}
`;

const trainings: readonly string[] = [
  'loss = cross_entropy(logits, labels)',
  'loss = cross_entropy(logits, labels) + 0.1 * mean(logits ^ 2)\n  optimizer = sgd(momentum=0.5, nesterov=true)\n  steps = 10',
  'loss = mse(logits, target)\n  optimizer = momentum(form=difference, weight_decay=0.1)\n  clip = norm(1)\n  epochs = 2',
  'loss = l1(logits, target)\n  optimizer = nesterov(form=difference)\n  schedule = step(3, warmup=2)\n  clip = value(0.5)',
  'loss = mse(logits, target)\n  optimizer = adam()\n  schedule = cosine(30, lowest=0.1)\n  batch = 7\n  seed = 3',
  'loss = mse(logits, target)\n  optimizer = adamw()\n  schedule = polynomial(30, power=3)',
  'loss = mse(logits, target)\n  optimizer = rmsprop(momentum=0.5)\n  schedule = inverse_sqrt(warmup=5)',
  'loss = mse(logits, target)\n  schedule = exponential(0.9)',
  'loss = mse(logits, target)\n  schedule = linear(10)\n  optimizer = sgd(weight_decay=0.1)',
];

test('every setting', () => {
  const graphs = trainings.map((settings) => trainedGraphOf(`${net}train Small {\n  ${settings}\n}\n`));
  const [first] = graphs;
  if (first === undefined) throw new Error('there are trainings');
  const { folder } = writeProject(first);
  for (const [index, graph] of graphs.entries()) {
    for (const { path, text } of generateTfjs(graph).files) {
      // What differs from training to training stands beside that of the others.
      const own = /^src\/(train|data|model|predict)\.ts$/.exec(path)?.[1];
      const target = join(folder, own === undefined ? path : `src/${own}${index}.ts`);
      mkdirSync(dirname(target), { recursive: true });
      writeFileSync(target, own === undefined ? text : text.replaceAll(/'\.\/(data|model)\.js'/g, `'./$1${index}.js'`));
    }
  }
  const { status, stdout } = spawnSync(process.execPath, [join(folder, 'node_modules/typescript/bin/tsc'), '--noEmit'], {
    cwd: folder,
    encoding: 'utf8',
  });
  expect(stdout).toBe('');
  expect(status).toBe(0);
}, 120_000);
