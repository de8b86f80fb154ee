/** Tables: concessions in their order and taken back where needless, names in their longest way, Markdown without surprises. */
import { describe, expect, it } from 'vitest';
import { fitTable, renderMarkdownTable, renderTable, type Table, type TableStyle } from './table.js';

const asIs = (text: string): string => text;
const plain: TableStyle = { heading: asIs, group: asIs, total: asIs, faint: asIs, good: asIs, bad: asIs };

const table: Table = {
  columns: [
    { key: 'name', title: 'name', align: 'left' },
    { key: 'shape', title: 'shape', align: 'left' },
    { key: 'count', title: 'count', align: 'right' },
  ],
  rows: [
    { kind: 'group', depth: 0, cells: { name: 'Block', count: ['1,234,567', '1.23 M'] } },
    {
      kind: 'item',
      depth: 1,
      cells: { name: ['conv(64, 7x7, stride=2)', 'conv(64, \u2026)', 'conv'], shape: ['[C=64, H=7]', '64x7'], count: ['7', '7'] },
    },
    { kind: 'total', depth: 0, cells: { name: 'total', count: ['1,234,567', '1.23 M'] } },
  ],
  concessions: [
    { columns: ['shape'], becomes: 'short' },
    { columns: ['shape'], becomes: 'absent' },
    { columns: ['count'], becomes: 'short' },
  ],
};

const lines = (width: number): readonly string[] => renderTable(table, width, plain).split('\n');

describe('fitting', () => {
  it('all of it where there is room', () => {
    expect(lines(60)).toEqual([
      'name                       shape            count',
      'Block                                   1,234,567',
      '  conv(64, 7x7, stride=2)  [C=64, H=7]          7',
      'total                                   1,234,567',
    ]);
  });

  it('first the short way of a column, then none of it', () => {
    expect(lines(45)[2]).toBe('  conv(64, 7x7, stride=2)  64x7           7');
    expect(lines(36)[2]).toBe('  conv(64, 7x7, stride=2)          7');
    expect(fitTable(table, 36).absent).toEqual(['shape']);
    expect(lines(30)[1]).toBe('Block          1.23 M');
  });

  it('takes back what a later concession made needless', () => {
    const two: Table = {
      columns: [
        { key: 'name', title: 'name', align: 'left' },
        { key: 'a', title: 'a', align: 'left' },
        { key: 'b', title: 'b', align: 'left' },
      ],
      rows: [{ kind: 'item', depth: 0, cells: { name: 'layer', a: 'middle', b: ['something rather long', 'so'] } }],
      concessions: [
        { columns: ['a'], becomes: 'absent' },
        { columns: ['b'], becomes: 'short' },
      ],
    };
    const row = (width: number): string | undefined => renderTable(two, width, plain).split('\n')[1];
    expect([40, 30, 20, 10].map(row)).toEqual([
      'layer  middle  something rather long',
      'layer  something rather long',
      'layer  middle  so',
      'layer  so',
    ]);
  });

  it('names take their longest way, are cut only at last, and leave no gap behind them', () => {
    expect(lines(24)[2]).toBe('  conv(64, \u2026)       7');
    expect(lines(20)[2]).toBe('  conv       7');
    expect(lines(13)[2]).toBe('  co\u2026       7');
  });

  it('never exceeds the width', () => {
    for (let width = 12; width < 70; width += 1) expect(lines(width).every((line) => line.length <= width)).toBe(true);
  });

  it('cuts cells that have no shorter way, and says so', () => {
    const formula: Table = {
      columns: table.columns.filter(({ key }) => key !== 'shape'),
      rows: [{ kind: 'item', depth: 0, cells: { name: 'conv(64, 7x7, stride=2)', count: '6144*S*T+6144*S^2+6144*T^2' } }],
      concessions: [],
    };
    expect(renderTable(formula, 40, plain).split('\n')[1]).toBe('conv(64, 7x7, s\u2026  6144*S*T+6144*S^2+614\u2026');
    expect([40, 60].map((width) => fitTable(formula, width).isCut)).toEqual([true, false]);
  });

  it('has no line of titles where no column has one', () => {
    const untitled: Table = { ...table, columns: table.columns.map((column) => ({ ...column, title: '' })) };
    expect(renderTable(untitled, 60, plain).split('\n')).toHaveLength(3);
  });
});

describe('Markdown', () => {
  it('has every column in full, and nothing that Markdown would read as its own', () => {
    const odd: Table = { ...table, rows: [{ kind: 'item', depth: 1, cells: { name: 'a|b_*c*<d>', shape: '[C=1]\nx', count: '' } }] };
    expect(renderMarkdownTable(odd)).toBe(
      '| name | shape | count |\n| --- | --- | ---: |\n| &nbsp;&nbsp;a\\|b\\_\\*c\\*\\<d> | \\[C=1\\] x |  |',
    );
    expect(renderMarkdownTable(table)).toContain('| **Block** |  | **1,234,567** |');
  });
});
