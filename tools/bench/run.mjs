// Bundles one bench, runs it in a fresh process and passes on what it prints: `node tools/bench/run.mjs process`.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = fileURLToPath(new URL('.', import.meta.url));
const root = join(here, '../..');
const benches = readdirSync(join(here, 'src'))
  .filter((file) => file.endsWith('.bench.ts'))
  .map((file) => file.replace('.bench.ts', ''));
const [asked, ...rest] = process.argv.slice(2);
// What takes long is asked for by name.
const chosen =
  asked === undefined
    ? benches.filter((name) => !['fuzz', 'training', 'random-tfjs', 'tfjs'].includes(name))
    : benches.filter((name) => name === asked);
if (chosen.length === 0) {
  process.stderr.write(`there is no bench ${asked}; there are ${benches.join(', ')}\n`);
  process.exitCode = 2;
}
const folder = mkdtempSync(join(tmpdir(), 'trammel-bench-'));
symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'), 'dir');
try {
  for (const name of chosen) {
    const outfile = join(folder, `${name}.mjs`);
    await build({
      entryPoints: [join(here, 'src', `${name}.bench.ts`)],
      outfile,
      bundle: true,
      platform: 'node',
      format: 'esm',
      conditions: ['trammel-source'],
      // Generated code loads these too, and there must be one of each.
      external: ['@tensorflow/*', 'typescript'],
      banner: { js: "import { createRequire as requireAt } from 'node:module'; const require = requireAt(import.meta.url);" },
      logLevel: 'error',
    });
    const { status } = spawnSync(process.execPath, ['--expose-gc', outfile, ...rest], { cwd: root, stdio: 'inherit' });
    if (status !== 0) process.exitCode = 1;
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
