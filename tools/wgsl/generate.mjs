/** Writes the runtime of generated modules, bundled and made small, into a module of text, since the core reads no files. */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const runtime = fileURLToPath(new URL('../../packages/target-wgsl/runtime/network.ts', import.meta.url));
const target = new URL('../../packages/target-wgsl/src/runtime-text.generated.ts', import.meta.url);

/** Runtimes by the laws that they draw weights by: most networks need few of them. */
const fillers = {
  plain: ['fillPlainLaw'],
  normal: ['fillPlainLaw', 'fillNormalLaw'],
  all: ['fillPlainLaw', 'fillNormalLaw', 'fillOrthogonalLaw'],
};

/** The text of the module that holds the runtimes. */
export async function runtimeModule() {
  const texts = await Promise.all(Object.entries(fillers).map(async ([name, laws]) => [name, await runtimeText(laws)]));
  return `/** The runtimes of generated modules: packages/target-wgsl/runtime in one piece; written by tools/wgsl/generate.mjs. */
// prettier-ignore
export const runtimeTexts = ${JSON.stringify(Object.fromEntries(texts), undefined, 2)};
`;
}

/** @param {readonly string[]} laws */
async function runtimeText(laws) {
  const { outputFiles } = await build({
    stdin: {
      contents: `import { networkLoader } from ${JSON.stringify(runtime)};
import { ${laws.join(', ')} } from '@trammel/drawing';
export const loadNetwork = networkLoader([${laws.join(', ')}]);`,
      resolveDir: fileURLToPath(new URL('../../packages/target-wgsl/', import.meta.url)),
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
  return `const $load = (() => {${inner.trim()}})();`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(target, await runtimeModule());
