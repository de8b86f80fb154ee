// Timing for benches: repeated runs, of which the best and the middle one are told, since machines are noisy.

/** Milliseconds of repeated runs. */
export interface Timing {
  readonly best: number;
  readonly median: number;
}

/** Runs `work` `warm` times unmeasured and `runs` times measured. */
export function time(work: () => unknown, { warm, runs }: { readonly warm: number; readonly runs: number }): Timing {
  for (let run = 0; run < warm; run += 1) work();
  const taken: number[] = [];
  for (let run = 0; run < runs; run += 1) {
    const start = performance.now();
    work();
    taken.push(performance.now() - start);
  }
  taken.sort((a, b) => a - b);
  return { best: taken[0] ?? Number.NaN, median: taken[Math.floor(runs / 2)] ?? Number.NaN };
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
