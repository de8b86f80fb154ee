// Tables and pictures that somebody gives: what is read, what is left out and why, and how they become examples.
import { describe, expect, test } from 'vitest';
import { centredDigit, digitSide, readDigits, writeDigits } from './digits.js';
import { imageSet } from './image-set.js';
import { resized } from './resized.js';
import { readTable, tableSet, usualTarget, type Table } from './table-set.js';

const table = (text: string): Table => {
  const read = readTable(text);
  if ('why' in read) throw new Error(read.why);
  return read;
};

describe('a table', () => {
  const irises =
    'length,width,kind\n5.1,3.5,setosa\n4.9,3.0,setosa\n7.0,3.2,"versi\ncolor"\n,3.1,setosa\n6.3,broad,setosa\n6.4,3.2,setosa,4\n\n6.5,2.8,setosa\n5.9,3,setosa\n5.0,3.6,setosa\n5.4,3.9,setosa\n4.6,3.4,setosa\n4.4,2.9,setosa\n4.9,3.1,setosa\n5.4,3.7,setosa\n';
  test('has columns by their names, and bad rows by their lines', () => {
    const { columns, rows, faults } = table(irises);
    expect(columns).toEqual([
      { name: 'length', isNumeric: true },
      { name: 'width', isNumeric: true },
      { name: 'kind', isNumeric: false },
    ]);
    expect(faults).toEqual([
      { line: 6, why: 'length is empty' },
      { line: 7, why: 'width is broad, which is no number' },
      { line: 8, why: 'it has 4 cells, and there are 3 columns' },
    ]);
    expect(rows).toHaveLength(11);
    expect(usualTarget(table(irises))).toBe('kind');
  });
  test('is told apart by semicolons, has no head, and commas before decimals', () => {
    const { columns, rows } = table('1,5;2;7\n2,5;1;8\n');
    expect(columns.map(({ name }) => name)).toEqual(['column 1', 'column 2', 'column 3']);
    expect(rows).toHaveLength(2);
  });
  test.each(['', 'one\ntwo\n', '\n\n'])('that is none says so: %j', (text) => {
    expect(readTable(text)).toHaveProperty('why');
  });
  test('becomes examples of mean 0 and deviation 1, the same for the same seed', () => {
    const set = tableSet(table(irises), 'kind', 1);
    if ('why' in set) throw new Error(set.why);
    expect(set.features).toEqual({ kind: 'numbers', names: ['length', 'width'] });
    expect(set.target).toEqual({ kind: 'classes', names: ['setosa', 'versi\ncolor'] });
    const lengths = set.inputs.filter((_, at) => at % 2 === 0).slice(0, set.training);
    expect(lengths.reduce((sum, value) => sum + value, 0)).toBeCloseTo(0, 5);
    expect(lengths.reduce((sum, value) => sum + value ** 2, 0) / lengths.length).toBeCloseTo(1, 5);
    expect(tableSet(table(irises), 'kind', 1)).toEqual(set);
    expect(tableSet(table(irises), 'kind', 2)).not.toEqual(set);
  });
  test('has numbers to be told where they are many or not whole', () => {
    const text = `a,b\n${Array.from({ length: 30 }, (_, row) => `${row},${row / 3}`).join('\n')}`;
    expect(tableSet(table(text), 'b', 1)).toMatchObject({ target: { kind: 'numbers', names: ['b'] }, training: 24 });
    expect(tableSet(table(text), 'c', 1)).toEqual({ why: 'There is no column c.' });
  });
});

describe('pictures', () => {
  test('are resized by the areas that their pixels cover', () => {
    const plane = { height: 2, width: 4, values: [0, 4, 8, 8, 4, 8, 0, 0] };
    expect([...resized(plane, 1, 2)]).toEqual([4, 4]);
    expect([...resized(plane, 2, 4)]).toEqual(plane.values);
    expect([...resized({ height: 1, width: 3, values: [3, 6, 9] }, 1, 2)]).toEqual([4, 8]);
  });
  const pictures = {
    channels: 1,
    height: 2,
    width: 2,
    names: ['a', 'b'],
    training: 1,
    labels: Uint8Array.of(0, 1),
    pixels: Uint8Array.of(0, 100, 0, 100, 100, 100, 100, 100),
  };
  test('are scaled by those that are learned from, in as many channels as are wanted', () => {
    const { set, brightness } = imageSet(pictures, { channels: 3, height: 2, width: 2 });
    expect(brightness).toEqual({ mean: 50, deviation: 50 });
    expect([...set.inputs.slice(0, 12)]).toEqual([-1, 1, -1, 1, -1, 1, -1, 1, -1, 1, -1, 1]);
    expect([...set.targets]).toEqual([0, 1]);
  });
});

describe('digits', () => {
  const digits = { labels: Uint8Array.of(7, 2), training: 1, pixels: Uint8Array.from({ length: 2 * digitSide ** 2 }, (_, at) => at % 251) };
  test('come back from their bytes, and other bytes are none', () => {
    const bytes = writeDigits(digits);
    expect(readDigits(bytes)).toMatchObject(digits);
    expect(readDigits(bytes.subarray(1))).toBeUndefined();
    expect(readDigits(new Uint8Array(3))).toBeUndefined();
  });
  test('that are drawn fill 20 rows and stand with their mass in the middle', () => {
    const side = 100;
    // A stroke at the left edge, 60 high and 6 wide.
    const ink = Float32Array.from({ length: side * side }, (_, at) =>
      at % side < 6 && Math.floor(at / side) >= 30 && Math.floor(at / side) < 90 ? 255 : 0,
    );
    const digit = centredDigit(ink, side) ?? new Float32Array();
    const rows = Array.from({ length: digitSide }, (_, y) => digit.slice(y * digitSide, (y + 1) * digitSide).some((value) => value > 0));
    expect(rows.indexOf(true)).toBe(4);
    expect(rows.lastIndexOf(true)).toBe(23);
    expect([...digit].flatMap((value, at) => (value > 0 ? [at % digitSide] : [])).every((x) => x === 13 || x === 14)).toBe(true);
    expect(centredDigit(new Float32Array(side * side), side)).toBeUndefined();
  });
});
