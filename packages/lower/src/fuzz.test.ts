/** Nothing that a person writes makes the compiler throw, and what it gives is always well formed. */
import { readdirSync, readFileSync } from 'node:fs';
import { applyEdits, hasErrors, renderDiagnostic, sourceFile } from '@trammel/diagnostics';
import { verifyGraph } from '@trammel/graph';
import { createSites } from '@trammel/operators';
import { expect, it } from 'vitest';
import { mutate, randomFrom, soup } from '../test/mutate.js';
import { compile } from './compile.js';

const here = (path: string): URL => new URL(path, import.meta.url);

const corpus = readdirSync(here('../../../tools/corpus/'))
  .filter((path) => path.endsWith('.net') && !/resnet|efficient|densenet/.test(path))
  .map((path) => readFileSync(here(`../../../tools/corpus/${path}`), 'utf8'));
const cases = readdirSync(here('../goldens/'))
  .filter((path) => path.endsWith('.txt') && path !== 'loops.txt' && path !== 'errors-page.txt')
  .flatMap((path) => readFileSync(here(`../goldens/${path}`), 'utf8').split(/^=== .*\n/m))
  .map((part) => part.split(/^---\n/m)[0] ?? '');
const programs = [...corpus, ...cases].filter((text) => text !== '');

const sites = createSites();

/** Compiles, renders all that is said, tries the edits that are offered, and checks the graphs. */
function survive(text: string): void {
  const source = sourceFile('fuzz.net', text);
  const { networks, diagnostics } = compile(source, { resolve: () => ({ why: 'there are no other files' }) }, { sites });
  for (const diagnostic of diagnostics) {
    renderDiagnostic(diagnostic);
    for (const { edits } of diagnostic.help) applyEdits(text, edits);
  }
  for (const { graph, begun } of networks) {
    expect(graph !== undefined && begun !== undefined).toBe(false);
    const built = graph ?? begun;
    if (built !== undefined) expect(verifyGraph(built)).toEqual([]);
  }
  if (networks.some(({ graph }) => graph === undefined)) expect(hasErrors(diagnostics)).toBe(true);
}

it.each([
  ['mutated programs', 1500, (random: () => number) => mutate(programs[Math.floor(random() * programs.length)] ?? '', random)],
  ['tokens in no order', 1500, soup],
] as const)('%s never throw', (_, count, make) => {
  for (let seed = 0; seed < count; seed += 1) {
    const text = make(randomFrom(seed));
    try {
      survive(text);
    } catch (error) {
      throw new Error(`seed ${seed}:\n${text}`, { cause: error });
    }
  }
});
