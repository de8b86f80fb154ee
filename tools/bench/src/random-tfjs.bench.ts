// Ten thousand random networks as TensorFlow.js models beside the executor: `npm run bench:random` (a count and a first seed may follow).
import { createLoader, randomTrial } from '@trammel/targets';

const count = Number(process.argv[2] ?? 10_000);
const first = Number(process.argv[3] ?? 0);
const loader = createLoader();
const kinds = { ran: 0, refused: 0, beyond: 0 };
let wrong = 0;
const start = performance.now();
for (let seed = first; seed < first + count; seed += 1) {
  const { kind, faults, text } = randomTrial(seed, loader);
  kinds[kind] += 1;
  if (faults.length > 0) {
    wrong += 1;
    process.stdout.write(`seed ${seed}: ${faults.join('; ')}\n\n${text}\n`);
  }
  if ((seed - first + 1) % 500 === 0) process.stderr.write(`${seed - first + 1} networks, ${wrong} of them wrong\n`);
}
const seconds = (performance.now() - start) / 1000;
process.stdout.write(
  `${kinds.ran} random networks of ${count} ran in both modes, ${kinds.refused} were refused for their weights, ` +
    `${kinds.beyond} ask for elements that are not there; ${wrong} are wrong; ${seconds.toFixed(0)} s\n`,
);
if (wrong > 0) process.exitCode = 1;
