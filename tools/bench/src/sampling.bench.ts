// Sampling gradients: 200 draws of a dense network of 50 layers with 256 features, and where the time goes.
import { sourceFile } from '@trammel/diagnostics';
import { fillNormal } from '@trammel/drawing';
import { prepareSampling } from '@trammel/sampling';
import { milliseconds, printTable, time } from './measure.js';
import { graphOf } from './networks.js';

const draws = 200;
const [layers, width] = [50, 256];
const text = `net Deep {\n  input x: [N, C=${width}]\n  repeat ${layers} { dense(${width}, init=he_normal) -> relu }\n}\n`;

const start = performance.now();
const found = prepareSampling(graphOf(sourceFile('deep.net', text)), { seed: 1, sizes: new Map([['N', 1]]) });
if (!('prepared' in found)) throw new Error('problem' in found ? found.problem.message : found.why);
const sampling = found.prepared.begin();
const prepared = performance.now() - start;
const processor = process.cpuUsage();
const begin = performance.now();
const all = Array.from({ length: draws }, (_, draw) => sampling.draw(draw));
const taken = performance.now() - begin;
const { user } = process.cpuUsage(processor);
const weights = new Float64Array(layers * width * width);
const drawing = time(() => fillNormal(weights, { seed: 1, draw: 0, tensor: 0 }, 0, 1), { warm: 3, runs: 5 });

process.stdout.write(`## Sampling, ${draws} draws of ${layers} layers of ${width}\n\n`);
printTable(
  ['prepare, ms', 'all draws, s', 'processor, s', 'a draw, ms', 'of that drawing weights, ms', 'log10 rms at the input'],
  [
    [
      milliseconds(prepared),
      (taken / 1000).toFixed(2),
      (user / 1e6).toFixed(2),
      milliseconds(taken / draws),
      milliseconds(drawing.best),
      found.prepared.summary(all)[0]?.ratio.log10Rms.toFixed(3) ?? '',
    ],
  ],
);
