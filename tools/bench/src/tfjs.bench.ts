// Generated models beside the same written by hand, in turns in one process: `npm run bench:tfjs` (runs may follow).
import { sourceFile } from '@trammel/diagnostics';
import * as tf from '@tensorflow/tfjs';
import { createLoader, filesOf, useBackend } from '@trammel/targets';
import { graphOf } from './networks.js';
import { milliseconds, printTable } from './measure.js';
import { pairs, type Pair } from './tfjs-pairs.js';

const runs = Number(process.argv[2] ?? 20);
const loader = createLoader();
const call = (exported: unknown, ...given: readonly unknown[]): unknown => {
  if (typeof exported !== 'function') throw new Error('a function is exported');
  return Reflect.apply(exported, undefined, given);
};

/** What is timed, ours and by hand. */
interface Contest {
  readonly what: string;
  readonly ours: () => unknown;
  readonly theirs: () => unknown;
}

interface Network {
  readonly model: tf.LayersModel;
}

interface Trainer {
  readonly advance: (batch: object, step: number) => number;
}

function contestsOf({ text, byHand, example, batch }: Pair): readonly Contest[] {
  const files = filesOf(graphOf(sourceFile('a.net', text)));
  const { createNetwork } = loader.load(files, 'src/model.ts');
  const { weights } = loader.load(files, 'src/weights.ts');
  const { createTrainer } = loader.load(files, 'src/support/training-step.ts');
  const { adam } = loader.load(files, 'src/support/adam.ts');
  const network = call(createNetwork, 1) as Network;
  const rules = { optimizer: call(adam, { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0 }), rate: () => 0.001, seed: 1 };
  const trainer = call(createTrainer, network, weights, rules) as Trainer;
  const hand = byHand();
  hand.compile({
    optimizer: tf.train.adam(0.001),
    loss: (labels: tf.Tensor, logits: tf.Tensor) => tf.losses.softmaxCrossEntropy(labels, logits),
  });
  const x = tf.randomUniform([batch, ...example], -1, 1, 'float32', 1);
  const labels = tf.tensor1d(
    Int32Array.from({ length: batch }, (_, index) => index % 10),
    'int32',
  );
  const oneHot = tf.oneHot(labels, 10);
  const predicted = (model: tf.LayersModel) => () => tf.tidy(() => (model.predict(x) as tf.Tensor).dataSync());
  let step = 0;
  return [
    { what: 'predict', ours: predicted(network.model), theirs: predicted(hand) },
    {
      what: 'a step of training',
      ours: () => trainer.advance({ x, labels }, (step += 1)),
      theirs: () => hand.trainOnBatch(x, oneHot),
    },
  ];
}

const quantile = (sorted: readonly number[], part: number): number => sorted[Math.floor(part * (sorted.length - 1))] ?? Number.NaN;

/** The times of both in turns, and what ours takes for each that the other does: median, and the middle half. */
async function raced({ ours, theirs }: Contest): Promise<readonly string[]> {
  const timed = async (work: () => unknown): Promise<number> => {
    const start = performance.now();
    await work();
    return performance.now() - start;
  };
  for (let run = 0; run < 3; run += 1) {
    await theirs();
    await ours();
  }
  const [mine, others]: [number[], number[]] = [[], []];
  for (let run = 0; run < runs; run += 1) {
    // Who begins changes, so that neither has the better place.
    const isFirst = run % 2 === 0;
    if (isFirst) mine.push(await timed(ours));
    others.push(await timed(theirs));
    if (!isFirst) mine.push(await timed(ours));
  }
  const ratios = mine.map((time, run) => time / (others[run] ?? Number.NaN)).sort((a, b) => a - b);
  const median = (times: number[]): number =>
    quantile(
      [...times].sort((a, b) => a - b),
      1 / 2,
    );
  return [
    milliseconds(median(mine)),
    milliseconds(median(others)),
    (median(mine) / median(others)).toFixed(2),
    `${quantile(ratios, 1 / 4).toFixed(2)} to ${quantile(ratios, 3 / 4).toFixed(2)}`,
  ];
}

for (const backend of ['wasm', 'cpu']) {
  if (backend === 'wasm') await useBackend(loader);
  else await tf.setBackend(backend);
  const rows: (readonly string[])[] = [];
  for (const pair of pairs) for (const contest of contestsOf(pair)) rows.push([pair.name, contest.what, ...(await raced(contest))]);
  process.stdout.write(`## On ${tf.getBackend()}, milliseconds\n\n`);
  printTable(['network', 'what', 'generated', 'by hand', 'ratio of medians', 'middle half of ratios'], rows);
}
