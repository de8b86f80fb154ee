// Examples in memory, given in batches by the names of the inputs. Not where they come from.
import * as tf from '@tensorflow/tfjs';

/** Examples that can be asked for by number. */
export interface Dataset {
  readonly count: number;
  /** The inputs of the network and of its loss, by name, for those examples in that order; to be disposed of by the caller. */
  readonly batch: (examples: Int32Array) => Readonly<Record<string, tf.Tensor>>;
}

/** What training needs. */
export interface Data {
  readonly training: Dataset;
  readonly validation: Dataset;
}

/** The values of one input for all examples, one example after the other. */
export interface Column {
  readonly values: Float32Array | Int32Array | Uint8Array;
  /** The shape of one example. */
  readonly shape: readonly number[];
  readonly type: 'float32' | 'int32' | 'bool';
  /** What is taken off each value, and what it is then divided by. */
  readonly mean?: number;
  readonly deviation?: number;
  /** Where the axis of the examples stands in a batch; first unless said. Without one, every batch has the same values. */
  readonly axis?: number | 'none';
}

/** Put your own data in here: one column for each input, by its name. */
export function fromColumns(columns: Readonly<Record<string, Column>>): Dataset {
  const apart = Object.entries(columns).filter(([, { axis }]) => axis !== 'none');
  const counts = apart.map(([name, { values, shape }]) => ({ name, count: values.length / sizeOf(shape) }));
  const [first = { name: '', count: 0 }] = counts;
  for (const { name, count } of counts)
    if (count !== first.count) throw new Error(`there are ${count} examples of ${name}, and ${first.count} of ${first.name}`);
  return {
    count: first.count,
    batch: (examples) => Object.fromEntries(Object.entries(columns).map(([name, column]) => [name, batchOf(column, examples)])),
  };
}

/** The first so many examples, or all. */
export function firstOf({ count, batch }: Dataset, most = count): Dataset {
  return { count: Math.min(count, most), batch };
}

const sizeOf = (shape: readonly number[]): number => shape.reduce((product, size) => product * size, 1);

function batchOf({ values, shape, type, mean = 0, deviation = 1, axis = 0 }: Column, examples: Int32Array): tf.Tensor {
  if (axis === 'none') return tf.tensor(values, [...shape], type);
  const size = sizeOf(shape);
  const chosen = type === 'float32' ? new Float32Array(examples.length * size) : new Int32Array(examples.length * size);
  for (const [place, example] of examples.entries()) {
    for (let at = 0; at < size; at += 1) chosen[place * size + at] = ((values[example * size + at] ?? 0) - mean) / deviation;
  }
  const batch = tf.tensor(chosen, [examples.length, ...shape], type);
  if (axis === 0) return batch;
  const others = shape.map((_, index) => index + 1);
  const moved = batch.transpose([...others.slice(0, axis), 0, ...others.slice(axis)]);
  batch.dispose();
  return moved;
}
