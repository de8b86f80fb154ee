// A generated project as a person runs it, in processes of its own: LeNet-5 is trained, stopped by Ctrl-C, goes on, and is asked.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { trainedGraphOf, writeProject } from '../test/project.js';

const graph = trainedGraphOf(readFileSync(new URL('../../../examples/lenet.net', import.meta.url), 'utf8'));

const [examples, epochs] = [640, 3];
const asked = ['--examples', String(examples), '--epochs', String(epochs)];

let folder: string;
let started: Ended;

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

function ended(command: string, given: readonly string[]): Ended {
  const { status, stdout, stderr } = spawnSync(command, given, { cwd: folder, encoding: 'utf8' });
  return { code: status, out: stdout, err: stderr };
}

beforeAll(() => {
  ({ folder } = writeProject(graph));
  started = ended('npm', ['start', '--', ...asked]);
}, 120_000);

const fileIn = (run: string, name: string): Buffer => readFileSync(join(folder, run, name));

/** Runs the training, and presses Ctrl-C when the first round is told. */
async function interrupted(run: string): Promise<Ended> {
  const child = spawn(process.execPath, ['dist/train.js', ...asked, '--folder', run], { cwd: folder });
  let [out, err] = ['', ''];
  child.stdout.on('data', (text: Buffer) => {
    const isFirst = !out.includes('epoch 1/3');
    out += text.toString();
    if (isFirst && out.includes('epoch 1/3')) child.kill('SIGINT');
  });
  child.stderr.on('data', (text: Buffer) => (err += text.toString()));
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { code, out, err };
}

test('npm start trains, tells each round and saves; npm run predict knows the digits', () => {
  expect(started.code, started.err).toBe(0);
  expect(started.out).toContain('computing with wasm');
  const told = [...started.out.matchAll(/^epoch (\d)\/3 {2}loss ([\d.]+) {2}validation loss [\d.]+ {2}accuracy ([\d.]+) % {2}[\d.]+ s$/gm)];
  expect(told.map(([, epoch]) => epoch)).toEqual(['1', '2', '3']);
  const [first, , last] = told.map(([, , loss]) => Number(loss));
  expect(last).toBeLessThan(first ?? 0);
  for (const file of ['checkpoint.safetensors', 'weights.safetensors', 'model/model.json'])
    expect(existsSync(join(folder, 'run', file)), file).toBe(true);

  const { code, out, err } = ended('npm', ['run', 'predict', '--', '0', '7']);
  expect(code, err).toBe(0);
  expect(out).toMatch(/^example 0: \d with [\d.]+ %; it is 7\nexample 7: \d with [\d.]+ %; it is 9$/m);
}, 120_000);

test('Ctrl-C saves what is reached, and what goes on from there ends as one that was not stopped', async () => {
  const { code, out, err } = await interrupted('stopped');
  expect([code, err]).toEqual([130, '']);
  const step = Number(/^stopped after step (\d+); npm start -- --resume goes on from there$/m.exec(out)?.[1]);
  const perRound = examples / Number(graph.training.settings.get('batch')?.arguments.get('value'));
  expect(step).toBeGreaterThanOrEqual(perRound);
  expect(step).toBeLessThan(epochs * perRound);
  expect(existsSync(join(folder, 'stopped', 'model/model.json'))).toBe(true);
  expect(fileIn('stopped', 'weights.safetensors').equals(fileIn('run', 'weights.safetensors'))).toBe(false);

  const resumed = ended(process.execPath, ['dist/train.js', ...asked, '--folder', 'stopped', '--resume']);
  expect([resumed.code, resumed.err]).toEqual([0, '']);
  expect(resumed.out).toContain(`going on after step ${step}\n`);
  for (const file of ['checkpoint.safetensors', 'weights.safetensors'])
    expect(fileIn('stopped', file).equals(fileIn('run', file)), file).toBe(true);
}, 120_000);
