/** Every network of the repository is written in the one style. */
import { readdirSync, readFileSync } from 'node:fs';
import { renderDiagnostic, sourceFile } from '@trammel/diagnostics';
import { format } from 'trammel';
import { describe, expect, it } from 'vitest';

const root = new URL('../../../', import.meta.url);

describe.each(['examples', 'packages/lower/std', 'tools/corpus', 'tools/truth/networks'])('%s', (folder) => {
  const files = readdirSync(new URL(`${folder}/`, root), { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.net'));

  it.each(files)('%s', (path) => {
    const source = sourceFile(path, readFileSync(new URL(`${folder}/${path}`, root), 'utf8'));
    const { text, diagnostics } = format(source);
    expect(diagnostics.map((diagnostic) => renderDiagnostic(diagnostic))).toEqual([]);
    expect(text).toBe(source.text);
  });
});
