/** Runs commands inside of the test, in a folder of its own: the same code as the built one, without a process for each. */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Host } from '../src/host.js';
import { run } from '../src/run.js';

/** The root of the repository. */
export const root = fileURLToPath(new URL('../../..', import.meta.url));

/** What a command did. */
export interface Ran {
  readonly exitCode: number | undefined;
  readonly out: string;
  readonly err: string;
  /** Both, in the order in which they were written. */
  readonly all: string;
}

export interface Surroundings {
  readonly environment?: Readonly<Record<string, string>>;
  readonly input?: string;
}

/** Runs one command in the current folder. */
export async function runHere(words: readonly string[], { environment = {}, input = '' }: Surroundings = {}): Promise<Ran> {
  let [out, err, all] = ['', '', ''];
  const result = (text: string): void => {
    out += text;
    all += text;
  };
  const message = (text: string): void => {
    err += text;
    all += text;
  };
  let exitCode: number | undefined;
  const host: Host = {
    out: { write: result, isTerminal: false, columns: undefined },
    err: { write: message, isTerminal: false, columns: undefined },
    environment,
    readInput: () => Buffer.from(input),
    watch: () => () => undefined,
    now: () => 0,
  };
  await run(words, host, (code) => (exitCode = code));
  return { exitCode, out, err, all };
}

/** A new folder with these files, and the examples and the corpus where the repository has them. */
export function makeFolder(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'trammel-'));
  symlinkSync(join(root, 'examples'), join(folder, 'examples'));
  mkdirSync(join(folder, 'tools'));
  symlinkSync(join(root, 'tools', 'corpus'), join(folder, 'tools', 'corpus'));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

/** Does something in such a folder, which is the current one meanwhile. */
export async function inFolder<T>(files: Readonly<Record<string, string>>, work: () => Promise<T>): Promise<T> {
  const [before, folder] = [process.cwd(), makeFolder(files)];
  process.chdir(folder);
  try {
    return await work();
  } finally {
    process.chdir(before);
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The words of a command line: parted at blanks, with quotation marks around those that hold some. */
export function wordsOf(line: string): readonly string[] {
  return [...line.matchAll(/"([^"]*)"|(\S+)/g)].map((match) => match[1] ?? match[2] ?? '');
}
