/** The lists of the manual hold every operator and every code, at any width. */
import { describe, expect, it } from 'vitest';
import { runHere } from './run-here.js';

describe.each([
  { command: 'operators', key: 'name' },
  { command: 'explain', key: 'code' },
])('trammel $command', ({ command, key }) => {
  it.each([40, 100, 200])('lists all at %i columns', async (columns) => {
    const { out: json } = await runHere([command, '--format', 'json']);
    const names = (JSON.parse(json) as readonly Readonly<Record<string, string>>[]).map((page) => page[key] ?? '');
    expect(names.length).toBeGreaterThan(50);
    const { out } = await runHere([command], { environment: { COLUMNS: String(columns) } });
    const lines = out.split('\n');
    expect(lines.filter((line) => line.length > columns)).toEqual([]);
    // Under their headings they have an order of their own.
    const listed = lines.flatMap((line) => /^ {2}(\S+)/.exec(line)?.[1] ?? []).filter((name) => names.includes(name));
    expect(listed.toSorted()).toEqual(names.toSorted());
  });

  it('has a page of Markdown for each', async () => {
    const { out } = await runHere([command, '--format', 'markdown']);
    expect(out.match(/^## /gm)?.length).toBeGreaterThan(50);
  });
});
