/** Writes the standard library into a module of texts, since the language reads no files: packages/lower/std/*.net. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';

const folder = new URL('../../packages/lower/std/', import.meta.url);
const target = new URL('../../packages/lower/src/std.generated.ts', import.meta.url);

const names = readdirSync(folder)
  .filter((path) => path.endsWith('.net'))
  .sort();
const entries = names.map((path) => {
  const lines = readFileSync(new URL(path, folder), 'utf8').split('\n');
  return `${JSON.stringify(path.replace(/\.net$/, ''))}: [${lines.map((line) => JSON.stringify(line)).join(', ')}].join('\\n')`;
});
const text = `/** The texts of std/*.net; written by tools/std/generate.mjs. */
export const standardTexts: Readonly<Record<string, string>> = { ${entries.join(', ')} };
`;
const options = (await resolveConfig(target)) ?? {};
writeFileSync(target, await format(text, { ...options, parser: 'typescript' }));
