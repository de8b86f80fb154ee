/** Writes what the page is made of into a module, since nothing below the command line reads files: packages/page/assets. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { build, transform } from 'esbuild';
import { fileURLToPath } from 'node:url';
import Handlebars from 'handlebars';

const folder = new URL('../../packages/page/assets/', import.meta.url);
const target = new URL('../../packages/page/src/assets.generated.ts', import.meta.url);

/** In the order in which rules overrule each other. */
const styles = ['colours', 'text', 'results', 'tables', 'controls', 'charts', 'graph', 'graph-colours', 'sources', 'print'].map(
  (name) => `${name}.css`,
);

/** @param {string} name */
const read = (name) => readFileSync(new URL(name, folder), 'utf8');

/** What a Content-Security-Policy knows a text by. @param {string} text */
const hash = (text) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/** A template as an expression on one line. @param {string} name */
async function compiled(name) {
  const { code } = await transform(`export default (${String(Handlebars.precompile(read(name)))})`, { minify: true, charset: 'ascii' });
  return code
    .trim()
    .replace(/^export default/, '')
    .replace(/;$/, '')
    .replaceAll('\n', ' ');
}

/** The script with all that it imports, from the sources of packages too. @param {string} name */
async function bundled(name) {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL(name, folder))],
    bundle: true,
    write: false,
    minify: true,
    format: 'iife',
    target: 'es2022',
    charset: 'utf8',
    conditions: ['trammel-source'],
  });
  return outputFiles.map(({ text }) => text.trim()).join('');
}

/** The module as a text. */
export async function assetsModule() {
  const style = (await transform(styles.map(read).join('\n'), { loader: 'css', minify: true })).code.trim();
  const script = await bundled('script/page.js');
  const policy = `default-src 'none'; style-src ${hash(style)}; script-src ${hash(script)}; base-uri 'none'; form-action 'none'`;
  const names = readdirSync(folder).filter((name) => name.endsWith('.hbs'));
  const templates = await Promise.all(
    names.sort().map(async (name) => `${JSON.stringify(name.replace(/\.hbs$/, ''))}: ${await compiled(name)}`),
  );
  return `// @ts-nocheck -- code that Handlebars made.
// What the page is made of, from packages/page/assets; written by tools/pages/generate.mjs.
export const assets: { readonly style: string; readonly script: string; readonly policy: string } = ${JSON.stringify({ style, script, policy })};
export const templates: Readonly<Record<string, object>> = {
${templates.join(',\n')}
};
`;
}

if (process.argv[1] === new URL(import.meta.url).pathname) writeFileSync(target, await assetsModule());
