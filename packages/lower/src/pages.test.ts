/** Every page of a problem is true: its example raises that problem and no other, and its mended form raises none. */
import { renderDiagnostic, sourceFile, type Problem } from '@trammel/diagnostics';
import { problems as operatorProblems } from '@trammel/operators';
import { problems as syntaxProblems } from '@trammel/syntax';
import { describe, expect, it } from 'vitest';
import { compile, type CompileResult } from './compile.js';
import { problems as lowerProblems } from './problems.js';

/** A file that knows itself under its own name, and one more. */
function compileAlone(text: string): CompileResult {
  const source = sourceFile('example.net', text);
  const other = sourceFile('resnet.net', 'block Bottleneck(width) { conv(width, 3x3, pad=half) }\n');
  const files = new Map([source, other].map((file) => [file.path, { source: file }]));
  return compile(source, { resolve: (_, path) => files.get(path) ?? { why: 'there is no such file' } });
}

const tables: Readonly<Record<string, Readonly<Record<string, Problem>>>> = {
  lower: lowerProblems,
  operators: operatorProblems,
  syntax: syntaxProblems,
};

describe.each(Object.entries(tables))('the pages of %s', (_, table) => {
  it.each(Object.entries(table))('%s', async (code, { example, mended }) => {
    const { diagnostics } = compileAlone(example);
    expect([...new Set(diagnostics.map((diagnostic) => diagnostic.code))]).toEqual([code]);
    const left = compileAlone(mended).diagnostics.filter(({ severity }) => severity !== 'hint' || table === lowerProblems);
    expect(left.map((diagnostic) => renderDiagnostic(diagnostic))).toEqual([]);
    // The goldens of syntax stand in its own package.
    if (table === syntaxProblems) return;
    const rendered = diagnostics.map((diagnostic) => renderDiagnostic(diagnostic)).join('\n\n');
    await expect(`${example}--------\n${rendered}\n`).toMatchFileSnapshot(`../goldens/pages/${code}.txt`);
  });
});
