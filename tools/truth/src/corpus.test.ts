/** What the networks of the corpus say of themselves holds: published counts, and those that follow by hand. */
import { readdirSync, readFileSync } from 'node:fs';
import { renderDiagnostic, sourceFile } from '@trammel/diagnostics';
import { analyze, compile } from 'trammel';
import { describe, expect, it } from 'vitest';

const folder = new URL('../../corpus/', import.meta.url);

describe.each(readdirSync(folder).filter((name) => name.endsWith('.net')))('%s', (name) => {
  const source = sourceFile(name, readFileSync(new URL(name, folder), 'utf8'));
  const { networks, diagnostics } = compile(source, { resolve: () => ({ why: 'there are no other files' }) });

  it('compiles without a word', () => {
    expect(diagnostics.map((diagnostic) => renderDiagnostic(diagnostic))).toEqual([]);
  });

  it('counts its parameters', () => {
    const counted = networks.flatMap(({ graph }) => graph?.assertions ?? []).filter(({ text }) => text.startsWith('params =='));
    expect(counted.length).toBeGreaterThan(0);
  });

  it.each(networks)('$name is what it says', ({ graph }) => {
    if (graph === undefined) throw new Error('it has no graph');
    expect(analyze(graph).diagnostics.map((diagnostic) => renderDiagnostic(diagnostic))).toEqual([]);
  });
});
