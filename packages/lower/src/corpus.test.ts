/** The networks of the corpus compile without a word, and have as many parameters as they say. */
import { readdirSync, readFileSync } from 'node:fs';
import { renderDiagnostic, sourceFile } from '@trammel/diagnostics';
import { nodesOf, verifyGraph } from '@trammel/graph';
import { describe, expect, it } from 'vitest';
import { parameterCount } from '../test/parameter-count.js';
import { compile } from './compile.js';

describe.each(['tools/corpus', 'examples/hw5'])('%s', (folder) => {
  const url = new URL(`../../../${folder}/`, import.meta.url);
  it.each(readdirSync(url).filter((path) => path.endsWith('.net')))('%s', (name) => {
    const text = readFileSync(new URL(name, url), 'utf8');
    const { networks, diagnostics } = compile(sourceFile(name, text), { resolve: () => ({ why: 'there are no other files' }) });
    expect(diagnostics.map((diagnostic) => renderDiagnostic(diagnostic)).join('\n\n')).toBe('');
    for (const { name: net, graph } of networks) {
      if (graph === undefined) throw new Error(`${net} has no graph`);
      expect(verifyGraph(graph)).toEqual([]);
      expect(nodesOf(graph.body).length).toBeGreaterThan(0);
      const [, written] = /^params == ([\d_]+)$/m.exec(graph.assertions.map((assertion) => assertion.text).join('\n')) ?? [];
      if (written !== undefined) expect(parameterCount(graph)).toBe(Number(written.replaceAll('_', '')));
    }
  });
});
