// Weights of a softmax behind a causal mask, row by row: what they make of pairs of values, and of gradients on their way back. Arrays only.

/** A moment of one position with itself, and of every two positions, stretch by stretch. */
export interface Pairing {
  readonly own: Float64Array;
  /** Row by row; on the diagonal two positions of one stretch. */
  readonly two: Float64Array;
}

/** Mean weights of rows on keys. */
export interface MeanWeights {
  /** How many rows and keys each stretch has. */
  readonly rows: Float64Array;
  readonly keys: Float64Array;
  /** E A of one key of a stretch, seen from a row of a stretch; they add up to 1 over all keys. */
  readonly means: Float64Array;
}

/** Every row sees the keys that do not come after it, on average all alike. */
export function causalWeights(rows: Float64Array, keys: Float64Array): MeanWeights {
  const means = new Float64Array(rows.length * keys.length);
  let before = 0;
  for (let row = 0; row < rows.length; row += 1) {
    // Of the rows of a stretch, the one in its middle.
    const seen = before + ((rows[row] ?? 0) + 1) / 2;
    let start = 0;
    let all = 0;
    for (let key = 0; key < keys.length; key += 1) {
      const size = keys[key] ?? 0;
      const part = Math.min(1, Math.max(0, (seen - start) / size));
      means[row * keys.length + key] = part;
      all += part * size;
      start += size;
    }
    for (let key = 0; key < keys.length; key += 1) means[row * keys.length + key] = (means[row * keys.length + key] ?? 0) / all;
    before += rows[row] ?? 0;
  }
  return { rows, keys, means };
}

/** By two rows. */
type Table = Float64Array;

const at = (table: Float64Array, index: number): number => table[index] ?? 0;

/** For every row and key: the mean of the moments of that key with the keys that the row sees. */
function seenFrom({ rows, keys, means }: MeanWeights, { own, two }: Pairing): Table {
  const width = keys.length;
  const result = new Float64Array(rows.length * width);
  for (let row = 0; row < rows.length; row += 1) {
    for (let key = 0; key < width; key += 1) {
      let sum = (at(own, key) - at(two, key * width + key)) * at(means, row * width + key);
      for (let other = 0; other < width; other += 1) sum += at(two, key * width + other) * at(means, row * width + other) * at(keys, other);
      result[row * width + key] = sum;
    }
  }
  return result;
}

/** For every two rows: the sum over keys of the weight of the first, and what is told of the second and the key. */
function overRows({ rows, keys, means }: MeanWeights, told: Table): Table {
  const width = keys.length;
  const result = new Float64Array(rows.length * rows.length);
  for (let row = 0; row < rows.length; row += 1) {
    for (let other = 0; other < rows.length; other += 1) {
      let sum = 0;
      for (let key = 0; key < width; key += 1) sum += at(means, row * width + key) * at(keys, key) * at(told, other * width + key);
      result[row * rows.length + other] = sum;
    }
  }
  return result;
}

/** For every two rows: sums over the keys that they both see, and over all pairs of their keys. */
export interface Meeting {
  /** Sum of p_i p_l over keys. */
  readonly overlap: Table;
  /** The same times the moment of the key with itself. */
  readonly same: Table;
  /** Over all pairs of keys. */
  readonly all: Table;
}

export function meetingOf(weights: MeanWeights, pairing: Pairing): Meeting {
  const { keys, means } = weights;
  const width = keys.length;
  const same = means.map((mean, index) => mean * at(pairing.own, index % width));
  return { overlap: overRows(weights, means), same: overRows(weights, same), all: overRows(weights, seenFrom(weights, pairing)) };
}

/** What a key has of its own, seen by two rows: the mean over keys that both see, less that over two different keys. */
export function apartIn({ overlap, same, all }: Meeting): Table {
  return overlap.map((part, index) =>
    part > 0 && part < unity ? at(same, index) / part - (at(all, index) - at(same, index)) / (1 - part) : 0,
  );
}

/** A row that sees a single key has nothing to choose. */
const unity = 1 - 1e-9;

/** Weighted sums of values: E y y' of two rows, by E sum A A' over the keys (`shares`) that both see. */
export function weightedPairs(weights: MeanWeights, values: Pairing, shares: Pairing): Pairing {
  const { overlap, same, all } = meetingOf(weights, values);
  const count = weights.rows.length;
  const of = (share: number, index: number): number => {
    const part = at(overlap, index);
    const others = part < unity ? ((1 - share) / (1 - part)) * (at(all, index) - at(same, index)) : 0;
    return others + (part > 0 ? (share / part) * at(same, index) : 0);
  };
  return {
    own: shares.own.map((share, row) => of(share, row * count + row)),
    two: shares.two.map(of),
  };
}

/** How many pairs of rows the entries stand for, each times its factor: two different rows, and on the diagonal a row with itself. */
function counted({ rows }: MeanWeights, { own, two }: Pairing): Table {
  const count = rows.length;
  return two.map((value, index) => {
    const [row, other] = [Math.floor(index / count), index % count];
    const ways = at(rows, row) * (at(rows, other) - (row === other ? 1 : 0));
    return ways * value + (row === other ? at(rows, row) * at(own, row) : 0);
  });
}

/** For every row and key: the sum over other rows of a table, and their weight on the key. */
function spread({ rows, keys, means }: MeanWeights, table: Table): Table {
  const width = keys.length;
  const result = new Float64Array(rows.length * width);
  for (let row = 0; row < rows.length; row += 1)
    for (let other = 0; other < rows.length; other += 1) {
      const factor = at(table, row * rows.length + other);
      if (factor === 0) continue;
      for (let key = 0; key < width; key += 1)
        result[row * width + key] = at(result, row * width + key) + factor * at(means, other * width + key);
    }
  return result;
}

/** For every two keys: the sum over rows of the weight on the first, and what is told of the row and the second. */
function overKeys({ rows, keys, means }: MeanWeights, told: Table): Table {
  const width = keys.length;
  const result = new Float64Array(width * width);
  for (let row = 0; row < rows.length; row += 1)
    for (let key = 0; key < width; key += 1) {
      const factor = at(means, row * width + key);
      if (factor === 0) continue;
      for (let other = 0; other < width; other += 1)
        result[key * width + other] = at(result, key * width + other) + factor * at(told, row * width + other);
    }
  return result;
}

const diagonal = (table: Table, count: number): Float64Array =>
  Float64Array.from({ length: count }, (_, index) => at(table, index * count + index));

/** Gradients of values, from those of the weighted sums: the way back of `weightedPairs`. */
export function valueGradients(weights: MeanWeights, gradient: Pairing, shares: Pairing): Pairing {
  const overlap = overRows(weights, weights.means);
  const count = weights.rows.length;
  const width = weights.keys.length;
  const scaled = (factor: (share: number, part: number) => number): Pairing => ({
    own: gradient.own.map((value, row) => value * factor(at(shares.own, row), at(overlap, row * count + row))),
    two: gradient.two.map((value, index) => value * factor(at(shares.two, index), at(overlap, index))),
  });
  const apart = counted(
    weights,
    scaled((share, part) => (part < unity ? (1 - share) / (1 - part) : 0)),
  );
  const together = counted(
    weights,
    scaled((share, part) => (part > 0 ? share / part : 0)),
  );
  return { own: diagonal(overKeys(weights, spread(weights, together)), width), two: overKeys(weights, spread(weights, apart)) };
}

/**
 * Gradients of scores, A (a - sum A a) for gradients a of the weights, of which E a a' is that of rows times that of keys: their moments
 * are `passing` times p_i p_l (V - V p_i - V p_l + p_i V p_l), for rows i and l and moments V of keys.
 */
export interface ScoreGradient {
  readonly weights: MeanWeights;
  /** Of rows, with what passes. */
  readonly passing: Pairing;
  readonly values: Pairing;
  /** Of rows: the part that goes with what values are made of, which keys are made of as well. */
  readonly coherent: Pairing;
}

/** sum over keys of E dS^2, for rows of each stretch. */
export function scoreSquares({ weights, passing, values }: ScoreGradient): Float64Array {
  const { keys, means } = weights;
  const [width, count] = [keys.length, weights.rows.length];
  const seen = seenFrom(weights, values);
  const all = overRows(weights, seen);
  return passing.own.map((factor, row) => {
    let sum = 0;
    for (let key = 0; key < width; key += 1) {
      const mean = at(means, row * width + key);
      const centred = at(values.own, key) - 2 * at(seen, row * width + key) + at(all, row * count + row);
      sum += at(keys, key) * mean * mean * centred;
    }
    return factor * Math.max(0, sum);
  });
}

/**
 * Gradients of queries: sums over keys of gradients of scores, times keys of these moments. Products of tokens vary from draw to draw by
 * 1 / directions of what each has apart, and those of values vary with those of keys: E tr S^2 is tr (E S)^2 + (tr E S)^2 / directions.
 */
export function queryGradients({ weights, passing, values, coherent }: ScoreGradient, keys: Pairing, directions: number): Pairing {
  const { rows } = weights;
  const apart = apartIn(meetingOf(weights, keys));
  const count = rows.length;
  const products: Pairing = {
    own: values.own.map((value, index) => value * at(keys.own, index)),
    two: values.two.map((value, index) => value * at(keys.two, index)),
  };
  const [ofValues, ofKeys] = [seenFrom(weights, values), seenFrom(weights, keys)];
  const both = overRows(weights, seenFrom(weights, products));
  const crossed = overRows(
    weights,
    ofValues.map((value, index) => value * at(ofKeys, index)),
  );
  const [allValues, allKeys] = [overRows(weights, ofValues), overRows(weights, ofKeys)];
  const of = (index: number): number => {
    const [row, other] = [Math.floor(index / count), index % count];
    return at(both, index) - at(crossed, index) - at(crossed, other * count + row) + at(allValues, index) * at(allKeys, index);
  };
  const more = (part: Table, row: number, index: number): number => (at(part, row) * at(apart, index)) / directions;
  return {
    own: passing.own.map((factor, row) => factor * Math.max(0, of(row * count + row)) + more(coherent.own, row, row * count + row)),
    two: passing.two.map((factor, index) => factor * of(index) + more(coherent.two, index, index)),
  };
}

/** The sum over all rows of what goes with keys, times queries and what keys of these moments have apart. */
export function coherentSum({ weights, coherent }: ScoreGradient, queries: Pairing, keys: Pairing): number {
  const apart = apartIn(meetingOf(weights, keys));
  const count = weights.rows.length;
  const pairs = counted(weights, {
    own: coherent.own.map((value, row) => value * at(queries.own, row) * at(apart, row * count + row)),
    two: coherent.two.map((value, index) => value * at(queries.two, index) * at(apart, index)),
  });
  return pairs.reduce((sum, value) => sum + value, 0);
}

/** Gradients of keys: sums over queries of gradients of scores, times queries of these moments. Over all keys they add up to nothing. */
export function keyGradients({ weights, passing, values }: ScoreGradient, queries: Pairing): Pairing {
  const width = weights.keys.length;
  const pairs = counted(weights, {
    own: passing.own.map((factor, row) => factor * at(queries.own, row)),
    two: passing.two.map((factor, index) => factor * at(queries.two, index)),
  });
  const seen = seenFrom(weights, values);
  const all = overRows(weights, seen);
  const reach = spread(weights, pairs);
  const met = overKeys(weights, reach);
  const taken = overKeys(
    weights,
    seen.map((value, index) => value * at(reach, index)),
  );
  const level = overKeys(
    weights,
    spread(
      weights,
      pairs.map((value, index) => value * at(all, index)),
    ),
  );
  const of = (value: number, index: number): number => {
    const [key, other] = [Math.floor(index / width), index % width];
    return value * at(met, index) - at(taken, index) - at(taken, other * width + key) + at(level, index);
  };
  return {
    own: values.own.map((value, key) => Math.max(0, of(value, key * width + key))),
    two: values.two.map(of),
  };
}
