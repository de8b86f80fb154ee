// Generated WebGPU modules against other libraries, in one run, in turns: node tools/bench/webgpu/run.mjs [case ...]
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const here = fileURLToPath(new URL('.', import.meta.url));
const root = join(here, '../../..');
if (!existsSync(join(here, 'node_modules'))) {
  process.stderr.write(
    'The other libraries are not there: run `npm install --workspaces=false --no-package-lock` in tools/bench/webgpu first.\n',
  );
  process.exit(2);
}

// Within this folder, so that what is not bundled is found.
const folder = mkdtempSync(join(here, 'node_modules/.bench-'));
const bundle = async (entry, outfile, more) => {
  await build({
    entryPoints: [join(here, entry)],
    outfile: join(folder, outfile),
    bundle: true,
    format: 'esm',
    conditions: ['trammel-source'],
    logLevel: 'error',
    ...more,
  });
};
await bundle('modules.ts', 'modules.mjs', {
  platform: 'node',
  external: ['playwright-core'],
  banner: {
    js: `import { createRequire } from 'node:module'; const require = createRequire(${JSON.stringify(pathToFileURL(join(root, 'package.json')).href)});`,
  },
});
await bundle('peers.mjs', 'peers.js', { platform: 'browser', minify: true });
await bundle('page.mjs', 'page.js', { platform: 'browser', external: ['/peers.js'] });
const { modules, withBrowser } = await import(pathToFileURL(join(folder, 'modules.mjs')).href);
const cases = modules(join(root, 'tools/corpus'));
const files = new Map(
  cases.flatMap(({ name, text, input, parameters }) => [
    [`/modules/${name}.js`, text],
    [`/parameters/${name}.json`, JSON.stringify({ input, parameters })],
  ]),
);
const types = { '.js': 'text/javascript', '.mjs': 'text/javascript', '.wasm': 'application/wasm', '.html': 'text/html' };
const server = createServer(({ url = '/' }, response) => {
  const path = url.split('?')[0] ?? '/';
  const content =
    path === '/'
      ? '<!doctype html><title>bench</title>'
      : (files.get(path) ??
        readIf(path.startsWith('/ort/') ? join(here, 'node_modules/onnxruntime-web/dist', path.slice(5)) : join(folder, path)));
  response.writeHead(content === undefined ? 404 : 200, { 'content-type': types[path === '/' ? '.html' : extname(path)] ?? 'text/plain' });
  response.end(content);
});
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));

function readIf(path) {
  return existsSync(path) ? readFileSync(path) : undefined;
}

const milliseconds = (value) => (value === undefined || Number.isNaN(value) ? '-' : value.toFixed(value < 100 ? 1 : 0));
try {
  await withBrowser(`http://127.0.0.1:${server.address().port}/`, async (page) => {
    page.on('console', (message) => process.stderr.write(`${message.text()}\n`));
    const asked = process.argv.slice(2);
    for (const { name } of cases) {
      if (asked.length > 0 && !asked.includes(name)) continue;
      // A page of its own for each case: no case pays for the memory of the one before.
      await page.goto(`http://127.0.0.1:${server.address().port}/`);
      const found = await page.evaluate(async (which) => (await import('/page.js')).measure(which), name);
      const own = found.find(({ library }) => library === 'Trammel');
      const peers = found.filter(({ library, median }) => library !== 'Trammel' && median !== undefined);
      const best = (pick) => Math.min(...peers.map(pick));
      process.stdout.write(
        `| ${name} | ${found.map(({ median, first, why }) => (why === undefined ? `${milliseconds(median)} (${milliseconds(first)})` : 'cannot')).join(' | ')} | ` +
          `${(best(({ median }) => median) / own.median).toFixed(2)} | ${(best(({ first }) => first) / own.first).toFixed(2)} |\n`,
      );
      for (const { library, why, far } of found) {
        if (why !== undefined) process.stderr.write(`${name}, ${library}: ${why}\n`);
        if (far !== undefined && far > 1e-3) process.stderr.write(`${name}, ${library}: ${far} from ours\n`);
      }
    }
  });
} finally {
  server.close();
  rmSync(folder, { recursive: true, force: true });
}
