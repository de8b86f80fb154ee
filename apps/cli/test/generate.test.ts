/** `generate` as a person meets it: what it writes compiles strictly, stays in its folder, and takes the place of nothing that is not ours. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { inFolder, root, runHere } from './run-here.js';

const hostile = `/// */ process.exit(1); /* \`\${process.exit(1)}\` </script>
/// @ts-nocheck
/// ${['es', 'lint-disable'].join('')}
net Hostile(constructor = 4) {
  input process: [N, C=3, H=8, W=8]
  /// */ } process.exit(2); //
  conv(constructor, 3x3) -> relu as eval
  global_avgpool -> dense(2) as undefined
}
`;

test('what a source says cannot leave its place, and the code compiles strictly', { timeout: 120_000 }, async () => {
  await inFolder({ 'a.net': hostile }, async () => {
    const { exitCode, err } = await runHere(['generate', 'a.net', '--to', 'tfjs', '-o', 'out']);
    expect(err).toBe('');
    expect(exitCode).toBe(0);
    expect(readFileSync('out/src/model.ts', 'utf8')).not.toMatch(/^\s*process\.exit|@ts-nocheck/m);
    symlinkSync(join(root, 'node_modules'), 'out/node_modules');
    execFileSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', 'out', '--noEmit'], { stdio: 'pipe' });
  });
});

const tiny = 'net Tiny {\n  input x: [N, C=3]\n  dense(1)\n}\n';
const generate = (...more: readonly string[]) => runHere(['generate', 'a.net', '--to', 'tfjs', '-o', 'out', ...more]);

test('a file that was changed, and a folder that leads elsewhere, are left alone', async () => {
  await inFolder({ 'a.net': tiny }, async () => {
    await generate();
    writeFileSync('out/src/model.ts', 'mine');
    writeFileSync('a.net', tiny.replace('dense(1)', 'dense(2)'));
    const before = readFileSync('out/src/weights.ts', 'utf8');
    const { exitCode, err } = await generate();
    expect([exitCode, err]).toEqual([2, expect.stringContaining('was changed since it was written')]);
    expect(readFileSync('out/src/model.ts', 'utf8')).toBe('mine');
    expect(readFileSync('out/src/weights.ts', 'utf8')).toBe(before);
    expect((await generate('--force')).exitCode).toBe(0);
    expect(readFileSync('out/src/model.ts', 'utf8')).toContain('createModel');
  });
  await inFolder({ 'a.net': tiny }, async () => {
    mkdirSync('elsewhere');
    mkdirSync('out');
    symlinkSync(join(process.cwd(), 'elsewhere'), 'out/src');
    expect((await generate('--force')).exitCode).toBe(2);
    expect(existsSync('elsewhere/model.ts')).toBe(false);
  });
});
