// Generated models beside the same written by hand, in turns in one process: `npm run bench:tfjs` (turns and a backend may follow).
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

/** How long a turn should at least take, so that the clock and the collection of garbage weigh little; and all turns of a contest at most. */
const [turnMilliseconds, contestMilliseconds] = [40, 20_000];

/** The times of both in turns, and what ours takes for each that the other does: of the medians, of the bests, and the middle half. */
async function raced({ ours, theirs }: Contest): Promise<readonly string[]> {
  const timed = async (work: () => unknown, times: number): Promise<number> => {
    const start = performance.now();
    for (let time = 0; time < times; time += 1) await work();
    return (performance.now() - start) / times;
  };
  let once = 0;
  for (let run = 0; run < 3; run += 1) once = Math.max(await timed(theirs, 1), await timed(ours, 1));
  const times = Math.ceil(turnMilliseconds / once);
  const turns = Math.max(5, Math.min(runs, Math.floor(contestMilliseconds / (2 * times * once))));
  const [mine, others]: [number[], number[]] = [[], []];
  for (let turn = 0; turn < turns; turn += 1) {
    // Who begins changes, so that neither has the better place.
    const isFirst = turn % 2 === 0;
    if (isFirst) mine.push(await timed(ours, times));
    others.push(await timed(theirs, times));
    if (!isFirst) mine.push(await timed(ours, times));
  }
  const ratios = sorted(mine.map((time, turn) => time / (others[turn] ?? Number.NaN)));
  const [slow, fast] = [sorted(mine), sorted(others)];
  return [
    milliseconds(quantile(slow, 1 / 2)),
    milliseconds(quantile(fast, 1 / 2)),
    (quantile(slow, 1 / 2) / quantile(fast, 1 / 2)).toFixed(2),
    (quantile(slow, 0) / quantile(fast, 0)).toFixed(2),
    `${quantile(ratios, 1 / 4).toFixed(2)} to ${quantile(ratios, 3 / 4).toFixed(2)}`,
  ];
}

const sorted = (times: readonly number[]): readonly number[] => [...times].sort((a, b) => a - b);

const asked = process.argv[3];
for (const backend of ['wasm', 'cpu'].filter((name) => asked === undefined || name === asked)) {
  if (backend === 'wasm') await useBackend(loader);
  else await tf.setBackend(backend);
  const rows: (readonly string[])[] = [];
  for (const pair of pairs) for (const contest of contestsOf(pair)) rows.push([pair.name, contest.what, ...(await raced(contest))]);
  process.stdout.write(`## On ${tf.getBackend()}, milliseconds\n\n`);
  printTable(['network', 'what', 'generated', 'by hand', 'ratio of medians', 'of bests', 'middle half of ratios'], rows);
}
