/** What the networks of the corpus say of themselves holds: published counts, and those that follow by hand. */
import { readdirSync, readFileSync } from 'node:fs';
import { renderDiagnostic, sourceFile } from '@trammel/diagnostics';
import { substituteSize } from '@trammel/tensor';
import { analyze, compile } from 'trammel';
import { describe, expect, it } from 'vitest';
import { dataOf } from './network.js';

const folder = new URL('../../corpus/', import.meta.url);

/** Parameters, and thousand millions of multiply-accumulates, by the name of the net. */
const published = new Map(
  Object.entries((dataOf('torchvision.json') as { readonly models: Readonly<Record<string, readonly [number, number]>> }).models),
);

const held = new Set<string>();

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

  it.each(networks)('$name is what it says, and what is published', ({ name: net, graph }) => {
    if (graph === undefined) throw new Error('it has no graph');
    const { diagnostics: found, cost, sizes } = analyze(graph);
    expect(found.map((diagnostic) => renderDiagnostic(diagnostic))).toEqual([]);
    const counts = published.get(net);
    if (counts === undefined) return;
    const { parameters, macs } = cost.totals;
    expect([Number(parameters), Math.round(Number(substituteSize(macs, sizes)) / 1e6) / 1e3]).toEqual(counts);
    held.add(net);
  });
});

it('holds every published network', () => {
  expect([...published.keys()].filter((net) => !held.has(net))).toEqual([]);
});
