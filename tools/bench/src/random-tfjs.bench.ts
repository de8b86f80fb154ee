// Ten thousand random networks as TensorFlow.js models beside the executor: `npm run bench:random`; count, first seed and a file may follow.
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { createLoader, randomTrial, type RandomTrial } from '@trammel/targets';

const count = Number(process.argv[2] ?? 10_000);
const first = Number(process.argv[3] ?? 0);
/** Where it is kept what came out, a line for each network: a run that was stopped goes on there, and tries those again that were wrong. */
const kept = process.argv[4];
const loader = createLoader();
const kinds: Record<RandomTrial['kind'], number> = { ran: 0, refused: 0, beyond: 0 };
const known = new Map(kept !== undefined && existsSync(kept) ? readFileSync(kept, 'utf8').split('\n').flatMap(right) : []);
let wrong = 0;
const start = performance.now();
for (let seed = first; seed < first + count; seed += 1) {
  const kind = known.get(seed) ?? tried(seed);
  kinds[kind] += 1;
  if ((seed - first + 1) % 500 === 0) process.stderr.write(`${seed - first + 1} networks, ${wrong} of them wrong\n`);
}
const seconds = (performance.now() - start) / 1000;
process.stdout.write(
  `${kinds.ran} random networks of ${count} ran in both modes, ${kinds.refused} were refused for their weights, ` +
    `${kinds.beyond} ask for elements that are not there; ${wrong} are wrong; ${seconds.toFixed(0)} s\n`,
);
if (wrong > 0) process.exitCode = 1;

/** How it goes with the network of the seed, which is told where it is wrong. */
function tried(seed: number): RandomTrial['kind'] {
  const { kind, faults, text } = randomTrial(seed, loader);
  const isWrong = faults.length > 0;
  if (isWrong) process.stdout.write(`seed ${seed}: ${faults.join('; ')}\n\n${text}\n`);
  if (isWrong) wrong += 1;
  if (kept !== undefined) appendFileSync(kept, `${seed} ${kind} ${isWrong ? 'wrong' : 'right'}\n`);
  return kind;
}

/** The seed and the kind of a network that was right. */
function right(line: string): readonly (readonly [number, RandomTrial['kind']])[] {
  const [seed, kind, how] = line.split(' ');
  return how === 'right' && (kind === 'ran' || kind === 'refused' || kind === 'beyond') ? [[Number(seed), kind]] : [];
}
