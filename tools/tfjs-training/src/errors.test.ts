// How a generated program ends that cannot go on, in a process of its own.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ts from 'typescript';
import { expect, test } from 'vitest';

const source = new URL('../../../packages/target-tfjs/project/src/support/errors.ts', import.meta.url);

/** What a program says and ends with that fails behind a listener that throws again what it hears, as the backend of WebAssembly does. */
function ending(environment: Readonly<Record<string, string>>): { readonly text: string; readonly code: number | null } {
  const folder = mkdtempSync(join(tmpdir(), 'trammel-errors-'));
  const compilerOptions = { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 };
  writeFileSync(join(folder, 'errors.mjs'), ts.transpileModule(readFileSync(source, 'utf8'), { compilerOptions }).outputText);
  const program = [
    `import { endWithSentences } from './errors.mjs';`,
    `process.on('uncaughtException', (error) => { throw error; });`,
    `endWithSentences();`,
    `await Promise.reject(new Error('there is no such example'));`,
  ];
  writeFileSync(join(folder, 'main.mjs'), program.join('\n'));
  const { stderr, status } = spawnSync(process.execPath, [join(folder, 'main.mjs')], {
    encoding: 'utf8',
    env: { ...process.env, ...environment },
  });
  rmSync(folder, { recursive: true });
  return { text: stderr, code: status };
}

test('a mistake is told in a sentence, and where it was met if that is asked for', () => {
  expect(ending({})).toEqual({ text: 'there is no such example\n', code: 1 });
  expect(ending({ TRACE: '1' })).toMatchObject({ text: expect.stringContaining('main.mjs:4') as string, code: 1 });
});
