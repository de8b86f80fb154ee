// From 100 to 100,000 layers, folded and written out: time, memory, and the exponent of the law that fits.
import type { SourceFile } from '@trammel/diagnostics';
import { analyze, type Analysis } from 'trammel';
import { fittedExponent, milliseconds, printTable, time } from './measure.js';
import { chain, graphOf } from './networks.js';

/** The whole analysis. Receptive fields are told when they are asked for: here of every layer. */
function everythingOf(source: SourceFile): { readonly analysis: Analysis; readonly told: number } {
  const analysis = analyze(graphOf(source));
  const { cost, receptiveFields } = analysis;
  let told = 0;
  for (const { node } of cost.rows) for (const output of node.outputs) if (receptiveFields.get(output) !== undefined) told += 1;
  return { analysis, told };
}

const counts = [100, 1000, 10_000, 100_000];
process.stdout.write('## Depth\n\n');
for (const form of ['folded', 'unrolled'] as const) {
  const points = counts.map((layers) => {
    const source = chain(layers, form);
    const run = (): unknown => everythingOf(source);
    // As much work at each size, so that what the engine compiles while it runs is compiled alike.
    const rounds = form === 'folded' ? 100 : Math.max(5, 200_000 / layers);
    const taken = time(run, { warm: rounds, runs: rounds });
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
