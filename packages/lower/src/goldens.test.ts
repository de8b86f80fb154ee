/** Programs and what comes of them, side by side in goldens/*.txt: what is said of them, and the graphs of those that are right. */
import { readdirSync, readFileSync } from 'node:fs';
import { renderDiagnostic, sourceFile } from '@trammel/diagnostics';
import { verifyGraph } from '@trammel/graph';
import { describe, expect, it } from 'vitest';
import { summarize } from '../test/summarize.js';
import { compile } from './compile.js';

const folder = new URL('../goldens/', import.meta.url);

interface Case {
  readonly title: string;
  readonly source: string;
}

/** `=== title`, the program, `---`, what comes of it. */
function casesOf(text: string): readonly Case[] {
  return text.split(/^=== /m).flatMap((part) => {
    const [head = '', ...rest] = part.split('\n');
    const source = rest.join('\n').split(/^---\n/m)[0] ?? '';
    return head === '' ? [] : [{ title: head, source }];
  });
}

/** All that is to be known of a program. */
function outcomeOf(source: string): string {
  const { networks, diagnostics } = compile(sourceFile('case.net', source), { resolve: () => ({ why: 'there are no other files' }) });
  const graphs = networks.flatMap(({ graph }) => (graph === undefined ? [] : [graph]));
  for (const graph of graphs) expect(verifyGraph(graph)).toEqual([]);
  const said = diagnostics.map((diagnostic) => renderDiagnostic(diagnostic));
  return [...said, ...graphs.map(summarize)].join('\n\n');
}

describe('goldens (vitest -u brings them up to date)', () => {
  it.each(readdirSync(folder).filter((path) => path.endsWith('.txt')))('%s', async (name) => {
    const cases = casesOf(readFileSync(new URL(name, folder), 'utf8'));
    const text = cases.map(({ title, source }) => `=== ${title}\n${source}---\n${outcomeOf(source)}\n`).join('\n');
    await expect(text).toMatchFileSnapshot(`../goldens/${name}`);
  });
});
