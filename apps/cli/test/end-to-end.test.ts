/** The built command line as a shell sees it: exit codes, streams, files, pipes, watching. */
import { chmodSync, cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { version } from '../src/command-line.js';
import { ensureBuilt, shell, start, trammel, type Ended } from './built-cli.js';
import { makeFolder, root } from './run-here.js';

const good = 'net Good {\n  input x: [N, D=8]\n  dense(8)\n  assert params == 72\n}\n';
const broken = 'net Bad {\n  input x: [N, D=8]\n  dens(8)\n}\n';
const over = 'net Over {\n  input x: [N, D=8]\n  dense(8)\n  assert params < 10\n}\n';

let folder = '';

beforeAll(() => {
  ensureBuilt();
  folder = makeFolder({
    'good.net': good,
    'broken.net': broken,
    'over.net': over,
    'both.net': good + broken,
    'library/package.json': '{}',
    'library/blocks.net': 'block Twice(c) {\n  dense(c) -> dense(c)\n}\n',
    'library/nets/user.net': 'import { Twice } from "../blocks.net"\n\nnet User {\n  input x: [N, D=8]\n  Twice(4)\n}\n',
    'library/nets/outside.net': 'import { Twice } from "../../outside.net"\n\nnet Outside {\n  input x: [N, D=8]\n  Twice(4)\n}\n',
    'library/nets/link-user.net': 'import { Twice } from "link.net"\n\nnet LinkUser {\n  input x: [N, D=8]\n  Twice(4)\n}\n',
    'outside.net': 'block Twice(c) {\n  dense(c) -> dense(c)\n}\n',
  });
  symlinkSync(join(folder, 'outside.net'), join(folder, 'library', 'nets', 'link.net'));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const run = (...words: readonly string[]): Promise<Ended> => trammel(words, { folder });

/** Nothing that belongs to us, and no stack, in what a person reads. */
function expectNoTrace({ out, err }: Ended): void {
  expect(`${out}${err}`).not.toMatch(/^\s+at .*\(|node:internal|\.cjs:\d|defect of trammel/m);
}

describe('exit codes and streams', () => {
  it.each([
    { words: ['analyze', 'good.net'], exitCode: 0, out: /^Good {2}good\.net$/m, err: /^$/ },
    { words: ['analyze', 'broken.net'], exitCode: 1, out: /^$/, err: /^error\[unknown-operator\]/ },
    { words: ['analyze', 'over.net'], exitCode: 1, out: /FAILS {2}params < 10/, err: /^error\[assert-failed\]/ },
    { words: ['analyze', 'missing.net'], exitCode: 1, out: /^$/, err: /^trammel: cannot read missing\.net: there is no such file\n$/ },
    { words: ['analyze', 'library'], exitCode: 1, out: /^$/, err: /cannot read library: it is a folder/ },
    {
      words: ['check', 'good.net', 'over.net'],
      exitCode: 1,
      out: /^2 nets, 1 of 2 assertions hold, 1 error\n$/,
      err: /^error\[assert-failed\]/,
    },
    { words: ['analyze'], exitCode: 2, out: /^$/, err: /^trammel: missing required argument/ },
    { words: ['analyse', 'good.net'], exitCode: 2, out: /^$/, err: /did you mean analyze\?/ },
    { words: [], exitCode: 2, out: /^$/, err: /^Examples:\n {2}trammel new first/ },
    { words: ['--help'], exitCode: 0, out: /^Examples:\n {2}trammel new first/, err: /^$/ },
    { words: ['explain', 'assert-failed'], exitCode: 0, out: /^error\[assert-failed\]/, err: /^$/ },
    { words: ['new', '.'], exitCode: 2, out: /^$/, err: /nothing was written/ },
  ])('trammel $words ends with $exitCode', async ({ words, exitCode, out, err }) => {
    const ended = await run(...words);
    expect(ended.exitCode).toBe(exitCode);
    expect(ended.out).toMatch(out);
    expect(ended.err).toMatch(err);
    expectNoTrace(ended);
  });

  it('the version is that of the package', async () => {
    const manifest = JSON.parse(readFileSync(join(root, 'apps', 'cli', 'package.json'), 'utf8')) as { readonly version: string };
    expect(version).toBe(manifest.version);
    expect(await run('--about')).toEqual({ exitCode: 0, out: `${version}\n`, err: '' });
  });
});

describe('compiled code that is kept', () => {
  it('is never that of another bundle, even of the same length', async () => {
    const copy = join(folder, 'copy');
    for (const part of ['bin', 'dist']) cpSync(join(root, 'apps', 'cli', part), join(copy, part), { recursive: true });
    const main = join(copy, 'dist', 'main.cjs');
    writeFileSync(main, readFileSync(main, 'latin1').replaceAll(`"${version}"`, '"9.9.9"'), 'latin1');
    const { out } = await shell(
      'export TRAMMEL_WRITE_CODE_CACHE=copy/dist/main.cjs.cache; node copy/bin/trammel.cjs --about; unset TRAMMEL_WRITE_CODE_CACHE; node copy/bin/trammel.cjs --about',
      { folder },
    );
    expect(out).toBe('9.9.9\n9.9.9\n');
  });
});

describe('files', () => {
  it.each([
    { name: 'bytes.net', bytes: Buffer.from([0xff, 0xfe, 0x6e]), exitCode: 1, err: /cannot read bytes\.net: it is not UTF-8 text/ },
    { name: 'empty.net', bytes: Buffer.from(''), exitCode: 1, err: /^error\[empty-file\]/ },
    { name: 'mark.net', bytes: Buffer.from(`\uFEFF${good}`), exitCode: 0, err: /^$/ },
    { name: 'windows.net', bytes: Buffer.from(good.replaceAll('\n', '\r\n')), exitCode: 0, err: /^$/ },
    { name: 'huge.net', bytes: Buffer.alloc(64 * 2 ** 20 + 1, ' '), exitCode: 1, err: /it is larger than 64 MiB/ },
    { name: 'zeros.net', bytes: Buffer.alloc(2000), exitCode: 1, err: /^error\[stray-character\]/ },
  ])('$name', async ({ name, bytes, exitCode, err }) => {
    writeFileSync(join(folder, name), bytes);
    const ended = await run('analyze', name);
    rmSync(join(folder, name));
    expect(ended.exitCode).toBe(exitCode);
    expect(ended.err).toMatch(err);
    expectNoTrace(ended);
  });

  it('imports stay in the folder of the project, links followed', async () => {
    const [inside, outside, linked] = await Promise.all(
      ['user', 'outside', 'link-user'].map((name) => run('check', `library/nets/${name}.net`)),
    );
    expect(inside).toMatchObject({ exitCode: 0, err: '' });
    for (const ended of [outside, linked]) {
      expect(ended?.exitCode).toBe(1);
      expect(ended?.err.replace(/\s+/g, ' ')).toContain('it lies outside of the folder of the project');
    }
  });

  it('-o writes a whole result or leaves the file as it is', async () => {
    const report = join(folder, 'results', 'report.txt');
    expect(await run('analyze', 'good.net', '-o', 'results/report.txt')).toEqual({ exitCode: 0, out: '', err: '' });
    const whole = readFileSync(report, 'utf8');
    expect(whole).toMatch(/^Good {2}good\.net\n/);
    for (const words of [
      ['broken.net'],
      ['both.net'],
      ['good.net', 'missing.net'],
      ['good.net', '--format', 'json', 'broken.net'],
      ['good.net', '--at', 'T=3'],
    ]) {
      const ended = await run('analyze', ...words, '-o', 'results/report.txt');
      expect(ended.exitCode).not.toBe(0);
      expect(readFileSync(report, 'utf8')).toBe(whole);
    }
    // A budget that is exceeded is a result.
    expect(await run('analyze', 'over.net', '-o', 'results/report.txt')).toMatchObject({ exitCode: 1 });
    expect(readFileSync(report, 'utf8')).toContain('FAILS');
    expect(readdirSync(join(folder, 'results'))).toEqual(['report.txt']);
  });

  it('-o follows a link, writes diagnostics of broken files, and says where it cannot write', async () => {
    writeFileSync(join(folder, 'target.txt'), 'old');
    symlinkSync('target.txt', join(folder, 'link.txt'));
    await run('check', 'good.net', '-o', 'link.txt');
    expect(readFileSync(join(folder, 'target.txt'), 'utf8')).toBe('1 net, 1 of 1 assertion holds\n');
    expect(await run('check', 'broken.net', '--format', 'sarif', '-o', 'found.sarif')).toMatchObject({ exitCode: 1, out: '' });
    expect(JSON.parse(readFileSync(join(folder, 'found.sarif'), 'utf8'))).toMatchObject({
      runs: [{ results: [{ ruleId: 'unknown-operator' }] }],
    });
    expect(await run('check', 'missing.net', '--format', 'sarif', '-o', 'none.sarif')).toMatchObject({ exitCode: 1 });
    expect(existsSync(join(folder, 'none.sarif'))).toBe(false);
    expect(await run('check', 'good.net', '-o', 'library')).toMatchObject({
      exitCode: 2,
      err: expect.stringContaining('cannot write library: ') as string,
    });
  });

  it('-o keeps what a file allows, and writes to a device as it is', async () => {
    const script = join(folder, 'script.txt');
    writeFileSync(script, 'old');
    chmodSync(script, 0o640);
    await run('check', 'good.net', '-o', 'script.txt');
    expect(statSync(script).mode & 0o777).toBe(0o640);
    const { out, exitCode } = await shell('mkfifo pipe && (trammel check good.net -o pipe & cat pipe; wait)', { folder });
    expect({ out, exitCode }).toEqual({ out: '1 net, 1 of 1 assertion holds\n', exitCode: 0 });
    expect(statSync(join(folder, 'pipe')).isFIFO()).toBe(true);
  });

  it.skipIf(process.getuid?.() === 0)('what may not be read or written is said', async () => {
    mkdirSync(join(folder, 'locked'));
    writeFileSync(join(folder, 'locked', 'a.net'), good);
    chmodSync(join(folder, 'locked'), 0o000);
    expect((await run('check', 'locked/a.net')).err).toContain('that is not allowed');
    chmodSync(join(folder, 'locked'), 0o700);
  });
});

describe('pipes', () => {
  it('standard input is a file', async () => {
    const ended = await trammel(['analyze', '-', '--stdin-filename', 'editor.net'], { folder, input: broken });
    expect(ended).toMatchObject({ exitCode: 1, out: '' });
    expect(ended.err).toContain('--> editor.net:3:3');
  });

  it('a reader that leaves early is no error', async () => {
    const { out, err, exitCode } = await shell('trammel analyze tools/corpus/resnet.net --format json | head -n 1', { folder });
    expect({ out, err }).toEqual({ out: '{\n', err: '' });
    expect(exitCode).toBe(0);
  });

  it('colours follow NO_COLOR, FORCE_COLOR and --no-color', async () => {
    const hasColor = async (words: readonly string[], environment: Readonly<Record<string, string>>): Promise<boolean> => {
      const { out } = await trammel(['analyze', 'good.net', ...words], { folder, environment });
      return out.includes('\u001B[');
    };
    expect(
      await Promise.all([
        hasColor([], {}),
        hasColor([], { FORCE_COLOR: '1' }),
        hasColor([], { FORCE_COLOR: '0' }),
        hasColor(['--no-color'], { FORCE_COLOR: '1' }),
        hasColor([], { FORCE_COLOR: '1', NO_COLOR: '1' }),
      ]),
    ).toEqual([false, true, false, false, false]);
  });
});

describe('--watch', () => {
  it('runs again when the file or what it imports changes', async () => {
    const blocks = join(folder, 'library', 'blocks.net');
    const text = readFileSync(blocks, 'utf8');
    const watching = start(['check', 'library/nets/user.net', '--watch'], { folder });
    try {
      const first = await watching.until('Ctrl-C ends it');
      expect(first).toContain('1 net\n');
      expect(first).toContain('library/blocks.net');
      writeFileSync(blocks, text.replace('dense(c) -> dense(c)', 'dens(c)'));
      expect(await watching.until('Ctrl-C ends it')).toContain('there is no operator, block or tensor `dens`');
      writeFileSync(blocks, text);
      expect(await watching.until('Ctrl-C ends it')).toContain('1 net\n');
    } finally {
      await watching.stop();
      writeFileSync(blocks, text);
    }
  });
});
