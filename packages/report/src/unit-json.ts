// What one unit reads, for machines. Indices are zero-based whatever the base of the question.
import type { ShownUnit } from './unit-text.js';

/** The reading as plain data; `unit` is the question as it was asked. */
export function unitJson({ network, tensor, index, inputs }: ShownUnit, unit: string): object {
  return {
    schemaVersion: 1,
    network,
    unit,
    tensor,
    index: Object.fromEntries(index.map(({ axis, value }) => [axis, value])),
    any: index.flatMap(({ axis, letter }) => (letter === undefined ? [] : [axis])),
    inputs: inputs.map(({ input, elements, isExact, axes }) => ({
      input,
      elements,
      isExact,
      axes: axes.map(({ axis, size, runs }) => ({
        axis,
        size,
        runs,
        from: runs[0]?.[0] ?? null,
        to: runs.at(-1)?.[1] ?? null,
        holes: runs.length > 1,
      })),
    })),
  };
}
