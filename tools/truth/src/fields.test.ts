/** Every unit reads what a scan of PyTorch found it to read, and the summary for all units says the same. */
import { readdirSync } from 'node:fs';
import { isKnown, type Size } from '@trammel/tensor';
import { type AxisField } from '@trammel/analysis';
import { type Analysis } from 'trammel';
import { describe, expect, it } from 'vitest';
import { analysisOf, dataOf } from './network.js';
import { fieldOf, type Runs } from './units.js';

/** As the files of the scan have it. */
interface Scan {
  readonly input: readonly number[];
  readonly output: readonly [number, number, number, number];
  readonly channel_groups: readonly Group[];
  readonly input_channels_by_output_channel?: readonly (readonly number[])[];
}

interface Group {
  /** Of the output; units of all of them read the same. */
  readonly channels: Runs;
  readonly units: Readonly<Record<string, ScannedUnit>>;
  readonly rows_by_output_row: Runs;
  readonly cols_by_output_col: Runs;
  readonly rows_by_output_row_gradient_exact?: Runs;
  readonly pixel_check_centre?: Readonly<Record<'pixels_in_box' | 'pixels_that_reach' | 'reach_outside_box', number>>;
  readonly input_channels_reaching_centre?: readonly number[];
}

interface ScannedUnit {
  readonly unit: readonly [number, number, number];
  readonly row_runs: Runs;
  readonly col_runs: Runs;
  /** What follows from the runs. */
  readonly row_interval: Runs[number];
  readonly col_interval: Runs[number];
  readonly contiguous: boolean;
  readonly size: readonly [number, number];
}

/** The folder holds what was scanned in this form. */
const scanOf = (name: string): Scan => dataOf(`fields/${name}.json`) as Scan;

const sizesOf = (shape: readonly { readonly size: Size }[]): readonly number[] =>
  shape.map(({ size }) => (isKnown(size) ? Number(size) : 1));

/** Channels of a group to look at: the first and the last of each run. */
const channelsOf = ({ channels }: Group): readonly number[] => [...new Set(channels.flat())];

/** The rows of each output row. Where a gradient was computed too, that is exact: a scan with NaN takes a weight of 0 for one that is read. */
const rowsOf = (group: Group): Runs => group.rows_by_output_row_gradient_exact ?? group.rows_by_output_row;

/** A unit in the form of the scan. */
function scannedUnit(unit: ScannedUnit['unit'], rows: Runs, columns: Runs): ScannedUnit {
  const [row_interval, col_interval] = [hullOf(rows), hullOf(columns)];
  return {
    unit,
    row_runs: rows,
    col_runs: columns,
    row_interval,
    col_interval,
    contiguous: rows.length === 1 && columns.length === 1,
    size: [row_interval[1] - row_interval[0] + 1, col_interval[1] - col_interval[0] + 1],
  };
}

const hullOf = (runs: Runs): Runs[number] => [Math.min(...runs.map(([first]) => first)), Math.max(...runs.map(([, last]) => last))];

/** The indices that the summary says the unit at `index` reads, cut to those that exist. */
function summarised({ stride, from, to, phases }: AxisField, index: number, size: number): readonly [number, number] {
  const phase = phases?.[index % phases.length];
  const shift = phases === undefined ? stride * index : stride * phases.length * Math.floor(index / phases.length);
  const [first, last] = phases === undefined ? [Number(from), Number(to)] : [phase?.from ?? 0, phase?.to ?? 0];
  return [Math.max(0, shift + first), Math.min(size - 1, shift + last)];
}

function summaryOf({ graph, receptiveFields }: Analysis, axis: string): AxisField {
  const tensor = graph.named.get('y')?.tensor;
  const field = (tensor === undefined ? undefined : receptiveFields.get(tensor))?.[0]?.axes.find((one) => one.axis === axis);
  if (field === undefined) throw new Error(`there is no field along ${axis}`);
  return field;
}

const names = readdirSync(new URL('../data/fields/', import.meta.url)).map((file) => file.replace(/\.json$/, ''));

describe.each(names)('%s', (name) => {
  const scan = scanOf(name);
  const analysis = analysisOf({ path: `tools/truth/networks/fields/${name}.net` });
  const [, outputChannels, outputRows, outputColumns] = scan.output;

  it('has the shapes of the scan', () => {
    expect(sizesOf(analysis.graph.inputs[0]?.tensor.type.shape ?? [])).toEqual(scan.input);
    expect(sizesOf(analysis.graph.outputs[0]?.tensor.type.shape ?? [])).toEqual(scan.output);
  });

  it.each(scan.channel_groups)('reads the same indices in channels $channels', (group) => {
    for (const channel of channelsOf(group)) {
      for (const scanned of Object.values(group.units)) {
        const { unit } = scanned;
        const [, row, column] = unit;
        const { rows, columns, isExact } = fieldOf(analysis, [channel, row, column]);
        expect(isExact).toBe(true);
        const isGuess = group.rows_by_output_row_gradient_exact !== undefined && (row === 0 || row === outputRows - 1);
        if (isGuess) expect([rows, columns]).toEqual([[rowsOf(group)[row]], [rowsOf(group)[column]]]);
        else expect(scannedUnit(unit, rows, columns)).toEqual(scanned);
      }
    }
    const [first = 0] = channelsOf(group);
    const middle = [first, Math.floor(outputRows / 2), Math.floor(outputColumns / 2)] as const;
    expect(Array.from({ length: outputRows }, (_, row) => fieldOf(analysis, [first, row, middle[2]]).rows)).toEqual(
      rowsOf(group).map((run) => [run]),
    );
    const columns = group.rows_by_output_row_gradient_exact ?? group.cols_by_output_col;
    expect(Array.from({ length: outputColumns }, (_, column) => fieldOf(analysis, [first, middle[1], column]).columns)).toEqual(
      columns.map((run) => [run]),
    );
    const centre = fieldOf(analysis, middle);
    const { pixel_check_centre: pixels, input_channels_reaching_centre: channels } = group;
    if (pixels !== undefined) {
      expect(pixels.reach_outside_box).toBe(0);
      expect(centre.elements).toBe(pixels.pixels_that_reach * centre.channels.length);
    }
    if (channels !== undefined) expect(centre.channels).toEqual(channels);
  });

  it('is summarised by a size, a stride and offsets that say the same', () => {
    for (const [axis, count, size, runs] of [
      ['H', outputRows, scan.input[2] ?? 0, scan.channel_groups.map((group) => rowsOf(group))],
      [
        'W',
        outputColumns,
        scan.input[3] ?? 0,
        scan.channel_groups.map((group) => group.rows_by_output_row_gradient_exact ?? group.cols_by_output_col),
      ],
    ] as const) {
      const field = summaryOf(analysis, axis);
      // Bilinear upsampling reads fewer indices at its borders, of which a summary says only that they are borders.
      const isInterior = name === 'F2_conv3_bilinear_up2';
      expect(field).toMatchObject({ along: [axis], holes: false, exactness: isInterior ? 'interior' : 'exact' });
      const told = Array.from({ length: count }, (_, index) => summarised(field, index, size));
      for (const found of runs) expect(isInterior ? told.slice(1, -1) : told).toEqual(isInterior ? found.slice(1, -1) : found);
    }
  });

  const table = scan.input_channels_by_output_channel;
  it.runIf(table !== undefined)('reads the same channels of the input in each channel of the output', () => {
    const found = Array.from({ length: outputChannels }, (_, channel) => fieldOf(analysis, [channel, 8, 8]).channels);
    expect(found).toEqual(table);
  });
});
