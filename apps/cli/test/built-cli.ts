/** The built command line as a process: exit codes, streams, files and signals are those that a shell sees. */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './run-here.js';

const cli = join(root, 'apps', 'cli');
const bin = join(cli, 'bin', 'trammel.cjs');

/** Builds the command line unless it is newer than all its sources. */
export function ensureBuilt(): void {
  const built = join(cli, 'dist', 'main.cjs');
  const made = existsSync(built) ? statSync(built).mtimeMs : 0;
  if (made > newest(cli, ['src', 'bin']) && made > newestOfPackages()) return;
  const { status, stderr } = spawnSync(process.execPath, [join(root, 'node_modules', 'tsup', 'dist', 'cli-default.js')], {
    cwd: cli,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`the command line cannot be built:\n${stderr}`);
}

function newestOfPackages(): number {
  const packages = join(root, 'packages');
  return Math.max(...readdirSync(packages).map((name) => newest(join(packages, name), ['src'])));
}

/** When the newest file of these folders was written; tests are no part of what is built. */
function newest(folder: string, parts: readonly string[]): number {
  return Math.max(
    0,
    ...parts.flatMap((part) =>
      existsSync(join(folder, part))
        ? readdirSync(join(folder, part), { recursive: true, withFileTypes: true })
            .filter((entry) => entry.isFile() && !entry.name.endsWith('.test.ts'))
            .map((entry) => statSync(join(entry.parentPath, entry.name)).mtimeMs)
        : [],
    ),
  );
}

/** How a process ended. */
export interface Ended {
  readonly exitCode: number | null;
  readonly out: string;
  readonly err: string;
}

export interface Started {
  readonly folder: string;
  readonly input?: string | Uint8Array;
  readonly environment?: Readonly<Record<string, string>>;
}

/** The environment of the test without what it says of terminals and colours. */
function environmentWith(own: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  const rest = Object.entries(process.env).filter(([name]) => !['NO_COLOR', 'FORCE_COLOR', 'COLUMNS'].includes(name));
  return { ...Object.fromEntries(rest), ...own };
}

/** Runs the built command line to its end. */
export function trammel(words: readonly string[], { folder, input = '', environment = {} }: Started): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [bin, ...words], { cwd: folder, env: environmentWith(environment) });
    let [out, err] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
    child.on('error', reject);
    child.on('close', (exitCode) => resolve({ exitCode, out, err }));
    // A command that does not read closes its input early.
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
  });
}

/** Runs a line of the shell with `trammel` as the built command line. */
export function shell(line: string, { folder, environment = {} }: Started): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const script = `trammel() { "${process.execPath}" "${bin}" "$@"; }\nset -o pipefail 2>/dev/null\n${line}`;
    const child = spawn('bash', ['-c', script], { cwd: folder, env: environmentWith(environment), stdio: ['ignore', 'pipe', 'pipe'] });
    let [out, err] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
    child.on('error', reject);
    child.on('close', (exitCode) => resolve({ exitCode, out, err }));
  });
}

/** A command that goes on, such as one that watches. */
export interface Running {
  /** What it wrote on standard output since the last call, once that holds the text. */
  readonly until: (text: string) => Promise<string>;
  readonly stop: () => Promise<void>;
}

/** Starts a command that goes on. */
export function start(words: readonly string[], { folder }: Started): Running {
  const child = spawn(process.execPath, [bin, ...words], { cwd: folder, env: environmentWith({}), stdio: ['ignore', 'pipe', 'pipe'] });
  let written = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => (written += text));
  const ended = new Promise<void>((resolve) => child.on('close', () => resolve()));
  return {
    until: async (text) => {
      while (!written.includes(text)) {
        if (child.exitCode !== null) throw new Error(`it ended before it wrote ${text}:\n${written}`);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      const seen = written;
      written = '';
      return seen;
    },
    stop: async () => {
      child.kill();
      await ended;
    },
  };
}
