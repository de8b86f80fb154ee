/** The pages of what the analysis finds are true: each example raises its problem and no other, and its mended form raises none. */
import { problems } from '@trammel/analysis';
import { renderDiagnostic } from '@trammel/diagnostics';
import { describe, expect, it } from 'vitest';
import { diagnosticsOf } from './compiled.js';

describe.each(Object.entries(problems))('%s', (code, { severity, example, mended }) => {
  it('is raised by its example', async () => {
    const found = diagnosticsOf(example, 'example.net');
    expect(found.map((diagnostic) => [diagnostic.code, diagnostic.severity])).toEqual([[code, severity]]);
    const rendered = found.map((diagnostic) => renderDiagnostic(diagnostic)).join('\n\n');
    await expect(`${example}--------\n${rendered}\n`).toMatchFileSnapshot(`../goldens/pages/${code}.txt`);
  });

  it('is not raised by its mended form', () => {
    expect(diagnosticsOf(mended, 'example.net').map((diagnostic) => renderDiagnostic(diagnostic))).toEqual([]);
  });
});
