/** What single units read, along space and in channels, asked as `trammel field` asks. */
import { readUnit, type Analysis } from 'trammel';

/** Runs [first, last] of indices, both included. */
export type Runs = readonly (readonly [number, number])[];

/** What a unit of `y` reads of the one input. */
export interface UnitField {
  readonly rows: Runs;
  readonly columns: Runs;
  readonly channels: readonly number[];
  readonly elements: number;
  readonly isExact: boolean;
}

/** Reads `y[channel, row, column]`. */
export function fieldOf(analysis: Analysis, unit: readonly [channel: number, row: number, column: number]): UnitField {
  const result = readUnit(analysis, `y[${unit.join(', ')}]`, 0);
  if ('why' in result) throw new Error(result.why);
  const [input] = result.reading.inputs;
  if (input === undefined) throw new Error('the unit reads nothing');
  const runs = (name: string): Runs => input.axes.find(({ axis }) => axis === name)?.runs ?? [];
  const channels = runs('C').flatMap(([first, last]) => Array.from({ length: last - first + 1 }, (_, index) => first + index));
  return { rows: runs('H'), columns: runs('W'), channels, elements: input.elements, isExact: input.isExact };
}
