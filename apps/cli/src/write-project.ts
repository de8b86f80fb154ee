// Generated projects on the disk: whole or not at all, inside of their folder, and never over what somebody else wrote.
import { createHash } from 'node:crypto';
import { existsSync, lstatSync, mkdirSync, readFileSync, renameSync, rmSync, rmdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, isAbsolute, join, resolve, sep } from 'node:path';
import type { GeneratedFile } from 'trammel';
import { isInside, reasonOf } from './files.js';

/** What was done: how many files are new or changed, and which that are not needed any more were left since somebody changed them. */
export type ProjectResult = { readonly written: number; readonly kept: readonly string[] } | { readonly why: string };

/** What lists the files of a project with the hash of what was written, so that they are known again. */
const manifestName = '.trammel.json';

/** Whether files that are not ours, or that were changed, are replaced. */
export type Strangers = 'keep' | 'replace';

/** Writes the files into the folder; a file of an earlier project that is not needed any more is removed if it is as it was written. */
export function writeProject(folder: string, files: readonly GeneratedFile[], strangers: Strangers): ProjectResult {
  const root = resolve(folder);
  if (statSync(root, { throwIfNoEntry: false })?.isDirectory() === false) return { why: `${folder} is there already and not a folder` };
  const outside = files.find(({ path }) => !staysInside(root, path));
  if (outside !== undefined) return { why: `${JSON.stringify(outside.path)} would lie outside of ${folder}; nothing was written` };
  const manifest = readManifest(root);
  const changes = files.filter(({ path, text }) => contentOf(join(root, path)) !== hashOf(text));
  const foreign = strangers === 'replace' ? [] : changes.filter(({ path }) => !isOurs(root, path, manifest));
  if (foreign.length > 0) return { why: refusal(folder, foreign, manifest) };
  const wanted = new Set(files.map(({ path }) => path));
  const old = [...manifest.keys()].filter((path) => !wanted.has(path) && staysInside(root, path) && existsSync(join(root, path)));
  const [gone, kept] = [old.filter((path) => isOurs(root, path, manifest)), old.filter((path) => !isOurs(root, path, manifest))];
  const listed = { path: manifestName, text: manifestText(files) };
  const all = contentOf(join(root, manifestName)) === hashOf(listed.text) ? changes : [...changes, listed];
  const failed = replaceFiles(root, all, gone);
  return failed === undefined
    ? { written: changes.length, kept: kept.map((path) => join(folder, path)) }
    : { why: `cannot write ${folder}: ${failed}; nothing was changed` };
}

const hashOf = (text: string | Uint8Array): string => createHash('sha256').update(text).digest('hex');

/** The hash of a file; undefined where there is none. */
function contentOf(path: string): string | undefined {
  const state = lstatSync(path, { throwIfNoEntry: false });
  if (state === undefined) return undefined;
  try {
    return hashOf(readFileSync(path));
  } catch {
    return '';
  }
}

/** No path leads out of the folder, by its own words or by a link on the way. */
function staysInside(root: string, path: string): boolean {
  const target = resolve(root, path);
  if (isAbsolute(path) || path.includes('\\') || !target.startsWith(root + sep)) return false;
  for (let at = target; at !== root; at = dirname(at))
    if (lstatSync(at, { throwIfNoEntry: false })?.isSymbolicLink() === true && !isInside(root, at)) return false;
  return true;
}

/** Whether the file is not there, or as we wrote it. */
function isOurs(root: string, path: string, manifest: ReadonlyMap<string, string>): boolean {
  const content = contentOf(join(root, path));
  return content === undefined || content === manifest.get(path);
}

function refusal(folder: string, [first, ...others]: readonly GeneratedFile[], manifest: ReadonlyMap<string, string>): string {
  const path = first?.path ?? '';
  const more = others.length === 0 ? '' : `, and ${others.length} more ${others.length === 1 ? 'file' : 'files'}`;
  const why = manifest.has(path) ? 'was changed since it was written' : 'is there already and not ours';
  return `${join(folder, path)} ${why}${more}; nothing was written (--force replaces it)`;
}

function manifestText(files: readonly GeneratedFile[]): string {
  const hashes = files.map(({ path, text }) => [path, hashOf(text)] as const).sort(([a], [b]) => (a < b ? -1 : 1));
  return `${JSON.stringify({ generatedBy: 'trammel', files: Object.fromEntries(hashes) }, undefined, 2)}\n`;
}

/** Paths with their hashes; none where there is no manifest that can be read. */
function readManifest(root: string): ReadonlyMap<string, string> {
  try {
    const content: unknown = JSON.parse(readFileSync(join(root, manifestName), 'utf8'));
    const files: unknown = typeof content === 'object' && content !== null && 'files' in content ? content.files : undefined;
    return new Map(typeof files === 'object' && files !== null ? Object.entries(files).map(([path, hash]) => [path, String(hash)]) : []);
  } catch {
    return new Map();
  }
}

/** One file on its way: what is new lies beside, what was there is kept until all are in place. */
interface Move {
  readonly target: string;
  readonly fresh: string | undefined;
  readonly saved: string;
}

/** Puts the files in place and takes the others away: all of that, or, with what went wrong as a sentence, nothing. */
function replaceFiles(root: string, files: readonly GeneratedFile[], gone: readonly string[]): string | undefined {
  const moves: readonly Move[] = [
    ...files.map(({ path }) => ({ path, isFresh: true })),
    ...gone.map((path) => ({ path, isFresh: false })),
  ].map(({ path, isFresh }) => {
    const target = join(root, path);
    return { target, fresh: isFresh ? `${target}.${process.pid}.new` : undefined, saved: `${target}.${process.pid}.old` };
  });
  const folders: string[] = [];
  const done: Move[] = [];
  try {
    for (const [index, { path, text }] of files.entries()) {
      makeFolders(dirname(join(root, path)), folders);
      writeFileSync(moves[index]?.fresh ?? join(root, path), text, { flag: 'wx' });
    }
    for (const move of moves) {
      done.push(move);
      if (existsSync(move.target)) renameSync(move.target, move.saved);
      if (move.fresh !== undefined) renameSync(move.fresh, move.target);
    }
  } catch (error) {
    undo(moves, done, folders);
    return reasonOf(error);
  }
  for (const { saved } of moves) rmSync(saved, { force: true, recursive: true });
  return undefined;
}

/** Makes a folder and those around it, and notes which of them are new, the outermost first. */
function makeFolders(folder: string, made: string[]): void {
  if (existsSync(folder)) return;
  makeFolders(dirname(folder), made);
  mkdirSync(folder);
  made.push(folder);
}

function undo(moves: readonly Move[], done: readonly Move[], folders: readonly string[]): void {
  for (const { target, saved, fresh } of done) {
    if (!existsSync(saved)) {
      if (fresh !== undefined && !existsSync(fresh)) rmSync(target, { force: true });
      continue;
    }
    rmSync(target, { force: true, recursive: true });
    renameSync(saved, target);
  }
  for (const { fresh } of moves) if (fresh !== undefined) rmSync(fresh, { force: true });
  for (const folder of [...folders].reverse()) {
    try {
      rmdirSync(folder);
    } catch {
      // Somebody else put something there in between.
    }
  }
}
