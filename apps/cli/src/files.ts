// Files: read as UTF-8 or refused with a reason, written whole or not at all.
import {
  accessSync,
  chmodSync,
  closeSync,
  constants,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';

/** The text of a file, or a sentence that says why there is none. */
export type Reading = { readonly text: string } | { readonly why: string };

/** Larger than any network that a person wrote; keeps a mistaken argument from filling the memory. */
const largestSource = 64 * 2 ** 20;

/** Reads a file, which must be UTF-8. */
export function readText(path: string): Reading {
  try {
    const { size } = statSync(path);
    if (size > largestSource) return { why: `it is larger than ${largestSource / 2 ** 20} MiB` };
    return decode(readFileSync(path));
  } catch (error) {
    return { why: reasonOf(error) };
  }
}

/** Bytes as text, if they are UTF-8; a byte order mark is left out. */
export function decode(bytes: Uint8Array): Reading {
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch {
    return { why: 'it is not UTF-8 text' };
  }
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'it is a folder',
  EACCES: 'that is not allowed',
  EPERM: 'that is not allowed',
  ENOTDIR: 'a part of its path is not a folder',
  ENAMETOOLONG: 'its name is too long',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full',
  ELOOP: 'its links lead in a circle',
  EINVAL: 'it has no such name',
};

/** Why the file system refused, in a sentence. */
export function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return reasons[code] ?? (error instanceof Error ? error.message : String(error));
}

/** About how many characters are written at once. */
const chunkLength = 2 ** 16;

/** Pieces of a text, put together to as many as are worth writing at once. */
export function* inChunks(text: string | Iterable<string>): Generator<string> {
  if (typeof text === 'string') {
    yield text;
    return;
  }
  let chunk = '';
  for (const piece of text) {
    chunk += piece;
    if (chunk.length < chunkLength) continue;
    yield chunk;
    chunk = '';
  }
  yield chunk;
}

/**
 * Writes the whole text or nothing: a new file is filled beside the old one, takes over what it allowed and takes its place
 * at the end. A device or a pipe has no place to take, and is written to.
 */
export function writeText(path: string, text: string | Iterable<string>): { readonly why: string } | undefined {
  const target = existsSync(path) ? realpathSync(path) : resolve(path);
  const beside = join(dirname(target), `.${basename(target)}.${process.pid}.tmp`);
  try {
    const old = statSync(target, { throwIfNoEntry: false });
    if (old !== undefined) accessSync(target, constants.W_OK);
    if (old !== undefined && !old.isFile()) {
      fillFile(target, text);
      return undefined;
    }
    mkdirSync(dirname(target), { recursive: true });
    fillFile(beside, text);
    if (old !== undefined) chmodSync(beside, old.mode);
    renameSync(beside, target);
    return undefined;
  } catch (error) {
    rmSync(beside, { force: true });
    return { why: reasonOf(error) };
  }
}

function fillFile(path: string, text: string | Iterable<string>): void {
  const file = openSync(path, 'w');
  try {
    for (const chunk of inChunks(text)) {
      const bytes = Buffer.from(chunk);
      // A pipe may take less than it is given.
      for (let done = 0; done < bytes.length;) done += writeSync(file, bytes, done);
    }
  } finally {
    closeSync(file);
  }
}

/** The folder that imports may not leave: the nearest one above with a package.json or a repository, else the file's own. */
export function projectFolder(file: string): string {
  const start = dirname(resolve(file));
  for (let folder = start; ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'package.json')) || existsSync(join(folder, '.git'))) return folder;
    if (dirname(folder) === folder) return start;
  }
}

/** Whether the file, with its links followed, lies in the folder. */
export function isInside(folder: string, file: string): boolean {
  const real = existsSync(file) ? realpathSync(file) : resolve(file);
  const root = existsSync(folder) ? realpathSync(folder) : resolve(folder);
  const path = relative(root, real);
  return path !== '..' && !path.startsWith(`..${sep}`) && resolve(root, path) === real;
}
