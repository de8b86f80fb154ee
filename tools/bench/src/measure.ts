// Timing for benches: repeated runs, of which the best and the middle one are told, since machines are noisy.

/** Milliseconds of repeated runs. */
export interface Timing {
  readonly best: number;
  readonly median: number;
  /** The least processor time of a run, of all threads: what other work on the machine disturbs least. */
  readonly processor: number;
}

/** Runs `work` `warm` times unmeasured and `runs` times measured. */
export function time(work: () => unknown, { warm, runs }: { readonly warm: number; readonly runs: number }): Timing {
  for (let run = 0; run < warm; run += 1) work();
  const taken: number[] = [];
  let processor = Number.POSITIVE_INFINITY;
  for (let run = 0; run < runs; run += 1) {
    const [start, before] = [performance.now(), process.cpuUsage()];
    work();
    taken.push(performance.now() - start);
    const { user, system } = process.cpuUsage(before);
    processor = Math.min(processor, (user + system) / 1000);
  }
  taken.sort((a, b) => a - b);
  return { best: taken[0] ?? Number.NaN, median: taken[Math.floor(runs / 2)] ?? Number.NaN, processor };
}

/** The exponent b of the law a * x^b that fits the points best, by least squares of logarithms. */
export function fittedExponent(points: readonly { readonly x: number; readonly y: number }[]): number {
  const logs = points.map(({ x, y }) => ({ x: Math.log(x), y: Math.log(y) }));
  const mean = (pick: (point: { readonly x: number; readonly y: number }) => number): number =>
    logs.reduce((sum, point) => sum + pick(point), 0) / logs.length;
  const [mx, my] = [mean((point) => point.x), mean((point) => point.y)];
  const covariance = logs.reduce((sum, { x, y }) => sum + (x - mx) * (y - my), 0);
  return covariance / logs.reduce((sum, { x }) => sum + (x - mx) ** 2, 0);
}

/** A Markdown table. */
export function printTable(head: readonly string[], rows: readonly (readonly string[])[]): void {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |\n`;
  process.stdout.write(line(head) + line(head.map((_, index) => (index === 0 ? '---' : '---:'))) + rows.map(line).join('') + '\n');
}

/** `1.23` */
export const milliseconds = (value: number): string => value.toFixed(value < 10 ? 2 : value < 100 ? 1 : 0);
