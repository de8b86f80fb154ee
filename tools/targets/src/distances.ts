// How far the results of a model are from those of the executor, element by element. Not how far they may be.

type Values = ArrayLike<number>;

/** The results of a run: outputs in order, gradients by what they are of, and running statistics after a step. */
export interface Results<T> {
  readonly outputs: readonly T[];
  readonly gradients: ReadonlyMap<string, T>;
  readonly statistics: ReadonlyMap<string, T>;
}

/** A result by its name. */
export interface Named<T> {
  readonly kind: 'forward' | 'backward' | 'statistics';
  readonly name: string;
  readonly value: T;
}

/** All results, by names of which no two are the same. */
export function named<T>({ outputs, gradients, statistics }: Results<T>): readonly Named<T>[] {
  return [
    ...outputs.map((value, index) => ({ kind: 'forward' as const, name: `output ${index}`, value })),
    ...[...gradients].map(([name, value]) => ({ kind: 'backward' as const, name: `gradient of ${name}`, value })),
    ...[...statistics].map(([name, value]) => ({ kind: 'statistics' as const, name, value })),
  ];
}

/**
 * Each result's distance at each of its elements. An output: relative to the largest element of the tensor, or a hundredth. A gradient of an
 * input or a parameter: relative to the largest of the tensor, or a hundredth of the largest of all, or a thousandth. Running statistics:
 * relative to the largest, or 1. Infinite at all elements where sizes differ, and where only one of two numbers is infinite; NaN where
 * what is found is no number.
 */
export function distancesOf(expected: Results<Values>, found: Results<Values>): readonly Named<Float64Array>[] {
  const largest = Math.max(0, ...[...expected.gradients.values()].map(magnitude));
  const least = { forward: 0.01, backward: Math.max(largest / 100, 0.001), statistics: 1 } as const;
  const others = new Map(named(found).map(({ name, value }) => [name, value]));
  return named(expected).map(({ kind, name, value }) => ({ kind, name, value: distances(others.get(name), value, least[kind]) }));
}

/** The largest finite element, without its sign. */
function magnitude(values: Values): number {
  let most = 0;
  for (let at = 0; at < values.length; at += 1) {
    const x = Math.abs(values[at] ?? 0);
    if (Number.isFinite(x) && x > most) most = x;
  }
  return most;
}

function distances(found: Values | undefined, expected: Values, least: number): Float64Array {
  const largest = magnitude(expected);
  // A model has no gradient where nothing depends on a variable.
  const isNone = largest === 0 && (found?.length ?? 0) === 0;
  if (!isNone && found?.length !== expected.length) return new Float64Array(Math.max(1, expected.length)).fill(Number.POSITIVE_INFINITY);
  const scale = Math.max(largest, least);
  return Float64Array.from({ length: expected.length }, (_, at) => distance(found?.[at] ?? 0, expected[at] ?? 0, scale));
}

function distance(found: number, expected: number, scale: number): number {
  // What is no number in the reference has no right answer.
  if (found === expected || Number.isNaN(expected)) return 0;
  return Number.isNaN(found) ? Number.NaN : Math.abs(found - expected) / scale;
}
