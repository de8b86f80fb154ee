/** Programs with what is said of them; source and output stand together in one file. */
import { readdirSync, readFileSync } from 'node:fs';
import { renderDiagnostic, sourceFile } from '@trammel/diagnostics';
import { describe, expect, it } from 'vitest';
import { compile } from './compile.js';

const folder = new URL('../goldens/faults/', import.meta.url);
const line = '--------\n';

/** Each golden is its source, a line, and the output, which is brought up to date with `vitest -u`. */
describe('what is said of faulty programs', () => {
  it.each(readdirSync(folder))('%s', async (name) => {
    const [text = ''] = readFileSync(new URL(name, folder), 'utf8').split(line);
    const { diagnostics } = compile(sourceFile(name.replace(/\.txt$/, '.net'), text), {
      resolve: () => ({ why: 'there is no such file' }),
    });
    const said = diagnostics.map((diagnostic) => renderDiagnostic(diagnostic)).join('\n\n');
    await expect(`${text}${line}${said}\n`).toMatchFileSnapshot(`../goldens/faults/${name}`);
  });
});
