// LeNet-5 on all of MNIST as a generated project, from text to accuracy: `npm run bench:training` (options of its train.ts may follow).
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { sourceFile } from '@trammel/diagnostics';
import { targets } from 'trammel';
import { graphOf } from './networks.js';

/** What the source promises: the part of the test digits that is right after the last round. */
const promised = 98.5;

const path = 'examples/lenet.net';
const graph = graphOf(sourceFile(path, readFileSync(path, 'utf8')));
const folder = mkdtempSync(join(tmpdir(), 'trammel-training-'));
try {
  for (const file of targets.tfjs.generate(graph).files) {
    mkdirSync(dirname(join(folder, file.path)), { recursive: true });
    writeFileSync(join(folder, file.path), file.text);
  }
  symlinkSync(join(process.cwd(), 'node_modules'), join(folder, 'node_modules'), 'dir');
  await run(join('node_modules', 'typescript', 'bin', 'tsc'), []);
  process.stdout.write(`## Training ${graph.name}\n\n`);
  const lines = await run(join('dist', 'train.js'), process.argv.slice(2));
  const accuracy = Number(/accuracy (\S+) %/.exec(lines.at(-1) ?? '')?.[1]);
  process.stdout.write(`\n${accuracy} % of the test digits are right; ${promised} % are promised\n\n`);
  if (!(accuracy >= promised)) process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** Runs a module of the project to its end, passes on what it prints, and gives it line by line. */
async function run(module: string, options: readonly string[]): Promise<readonly string[]> {
  const child = spawn(process.execPath, [module, ...options], { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] });
  let printed = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    printed += text;
    process.stdout.write(text);
  });
  const [status] = (await once(child, 'close')) as [number | null];
  if (status !== 0) throw new Error(`${module} ended with ${String(status)}`);
  return printed.trim().split('\n');
}
