/** Command lines and what they print, in goldens/*.txt (vitest -u brings them up to date). */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { played, sessionsOf } from './session.js';

const folder = new URL('../goldens/', import.meta.url);

/** Lines that do not fit the COLUMNS of their command; `2> ` is no part of a message, and help for programs has no width. */
function tooWide(session: string): readonly string[] {
  return session.split(/^(?=\$ )/m).flatMap((block) => {
    const columns = Number(/^\$ COLUMNS=(\d+) /.exec(block)?.[1] ?? 100);
    if (!block.startsWith('$ ') || /--format|^2> ::/.test(block)) return [];
    const lines = block.split('\n').slice(1);
    return lines.filter((line) => !line.startsWith('2> trammel: ') && Array.from(line.replace(/^2> /, '')).length > columns);
  });
}

describe('sessions', () => {
  it.each(readdirSync(folder).filter((path) => path.endsWith('.txt')))('%s', async (name) => {
    const texts: string[] = [];
    for (const session of sessionsOf(readFileSync(new URL(name, folder), 'utf8'))) texts.push(await played(session));
    expect(texts.flatMap(tooWide)).toEqual([]);
    await expect(texts.join('\n')).toMatchFileSnapshot(`../goldens/${name}`);
  });
});
