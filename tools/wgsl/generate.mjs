/** Writes the runtime of generated modules, bundled and made small, into a module of text, since the core reads no files. */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const runtime = fileURLToPath(new URL('../../packages/target-wgsl/runtime/network.ts', import.meta.url));
const target = new URL('../../packages/target-wgsl/src/runtime-text.generated.ts', import.meta.url);

/** The text of the module that holds the runtime. */
export async function runtimeText() {
  const { outputFiles } = await build({
    stdin: {
      contents: `export { loadNetwork } from ${JSON.stringify(runtime)};`,
      resolveDir: fileURLToPath(new URL('.', import.meta.url)),
    },
    bundle: true,
    write: false,
    minify: true,
    format: 'esm',
    target: 'es2022',
    conditions: ['trammel-source'],
    logLevel: 'error',
  });
  const bundled = outputFiles[0]?.text ?? '';
  // In a function of its own: no name of it meets that of a network.
  const inner = bundled.replace(/export\s*\{\s*(\S+) as loadNetwork\s*\};?\s*$/, 'return $1;');
  const text = `const $load = (() => {${inner.trim()}})();`;
  return `/** The runtime of generated modules: packages/target-wgsl/runtime in one piece; written by tools/wgsl/generate.mjs. */
// prettier-ignore
export const runtimeText = ${JSON.stringify(text)};
`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(target, await runtimeText());
