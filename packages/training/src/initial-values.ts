// Numbers that parameters begin with, drawn by their initialisers. The same stream gives the same numbers.
import type { Initializer, Parameter } from '@trammel/operators';
import { uniform, type Stream } from '@trammel/program';
import { countOf } from './drawn-data.js';

/** The elements of one parameter of that shape, in row-major order. */
export function initialValues({ initializer, fans }: Parameter, shape: readonly number[], stream: Stream): Float64Array {
  const count = countOf(shape);
  return initializer.kind === 'orthogonal'
    ? orthogonal(shape, initializer.gain, stream)
    : Float64Array.from({ length: count }, drawOf(initializer, fans, stream));
}

type Draw = (unused: unknown, index: number) => number;

/** Element number `index` of the initialiser. */
function drawOf(initializer: Exclude<Initializer, { readonly kind: 'orthogonal' }>, fans: Parameter['fans'], stream: Stream): Draw {
  switch (initializer.kind) {
    case 'constant':
      return () => initializer.value;
    case 'normal':
      return (_, index) => initializer.mean + initializer.std * normal(stream, index);
    case 'truncated_normal':
      return (_, index) => initializer.mean + initializer.std * truncatedNormal(stream, index);
    case 'uniform':
      return (_, index) => initializer.minimum + (initializer.maximum - initializer.minimum) * uniform(stream, index);
    case 'variance_scaling': {
      const { scale, fan, distribution } = initializer;
      const { in: fanIn, out: fanOut } = fans ?? { in: 1, out: 1 };
      const variance = scale / { in: fanIn, out: fanOut, average: (fanIn + fanOut) / 2 }[fan];
      // A uniform distribution on [-l, l] has the variance l^2 / 3.
      const limit = Math.sqrt(3 * variance);
      return distribution === 'normal'
        ? (_, index) => Math.sqrt(variance) * normal(stream, index)
        : (_, index) => limit * (2 * uniform(stream, index) - 1);
    }
  }
}

/** Standard normal draw number `index`: sqrt(-2 log u) cos(2 pi w) (Box and Muller 1958), u not 0. */
function normal(stream: Stream, index: number): number {
  const u = 1 - uniform(stream, 2 * index);
  return Math.sqrt(-2 * Math.log(u)) * Math.cos(2 * Math.PI * uniform(stream, 2 * index + 1));
}

/** Beyond how many deviations a truncated draw is cast again. */
const bound = 2;
/** Of so many draws one lies within the bound but for a chance of 1 in 10^21. */
const casts = 16;

function truncatedNormal(stream: Stream, index: number): number {
  for (let cast = 0; cast < casts; cast += 1) {
    const draw = normal(stream, casts * index + cast);
    if (Math.abs(draw) <= bound) return draw;
  }
  return 0;
}

/**
 * Rows, the first axis, times columns, all others: orthonormal along the shorter side, by Gram and Schmidt on normal draws
 * (Saxe et al. 2014).
 */
function orthogonal([rows = 1, ...others]: readonly number[], gain: number, stream: Stream): Float64Array {
  const columns = countOf(others);
  const isWide = columns >= rows;
  const [count, length] = isWide ? [rows, columns] : [columns, rows];
  const vectors: Float64Array[] = [];
  for (let index = 0; index < count; index += 1) {
    const vector = Float64Array.from({ length }, (_, at) => normal(stream, index * length + at));
    for (const earlier of vectors) {
      const along = dot(vector, earlier);
      for (const [at, value] of earlier.entries()) vector[at] = (vector[at] ?? 0) - along * value;
    }
    const norm = Math.sqrt(dot(vector, vector));
    vectors.push(vector.map((value) => value / norm));
  }
  const entry = (row: number, column: number): number => (isWide ? vectors[row]?.[column] : vectors[column]?.[row]) ?? 0;
  return Float64Array.from({ length: rows * columns }, (_, at) => gain * entry(Math.floor(at / columns), at % columns));
}

function dot(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, value, index) => sum + value * (b[index] ?? 0), 0);
}
