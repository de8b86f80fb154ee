// From 100 to 100,000 layers, folded and written out: time, memory, and the exponent of the law that fits.
import { analyze } from 'trammel';
import { fittedExponent, milliseconds, printTable, time } from './measure.js';
import { chain, graphOf } from './networks.js';

const counts = [100, 1000, 10_000, 100_000];
process.stdout.write('## Depth\n\n');
for (const form of ['folded', 'unrolled'] as const) {
  const points = counts.map((layers) => {
    const source = chain(layers, form);
    // Receptive fields are told when they are asked for: here of every layer.
    const run = (): unknown => {
      const { cost, receptiveFields } = analyze(graphOf(source));
      return cost.rows.map(({ node }) => node.outputs.map((output) => receptiveFields.get(output)));
    };
    const runs = layers >= 100_000 && form === 'unrolled' ? { warm: 1, runs: 3 } : { warm: 5, runs: 7 };
    const taken = time(run, runs);
    globalThis.gc?.();
    const before = process.memoryUsage().heapUsed;
    const kept = run();
    globalThis.gc?.();
    const held = process.memoryUsage().heapUsed - before;
    return { layers, taken, held: kept === undefined ? Number.NaN : held };
  });
  const exponent = fittedExponent(points.map(({ layers, taken }) => ({ x: layers, y: taken.best })));
  const upper = fittedExponent(points.slice(1).map(({ layers, taken }) => ({ x: layers, y: taken.best })));
  process.stdout.write(
    `${form}: time grows with the power ${exponent.toFixed(2)} of the layers, ${upper.toFixed(2)} from 1,000 on; peak memory so far ${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MB\n\n`,
  );
  printTable(
    ['layers', 'best ms', 'microseconds a layer', 'results held, MB'],
    points.map(({ layers, taken, held }) => [
      layers.toLocaleString('en'),
      milliseconds(taken.best),
      ((1000 * taken.best) / layers).toFixed(2),
      (held / 2 ** 20).toFixed(1),
    ]),
  );
}
