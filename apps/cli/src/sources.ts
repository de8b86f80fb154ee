// Sources: the files that a command is given, standard input, and what they import.
import { sourceFile, type SourceFile } from '@trammel/diagnostics';
import type { SourceProvider } from 'trammel';
import { dirname, join, resolve } from 'node:path';
import { decode, isInside, projectFolder, readText, type Reading } from './files.js';
import type { Host } from './host.js';

/** A file as it is given, with a provider for its imports; or a sentence that says why it cannot be read. */
export type LoadedSource = { readonly source: SourceFile; readonly provider: SourceProvider } | { readonly why: string };

/** Reads a file, or standard input for `-`. `opened` is told of every file that is read or looked for. */
export function loadSource(
  path: string,
  from: { readonly host: Host; readonly stdinFilename: string; readonly opened: (file: string) => void },
): LoadedSource {
  const name = path === '-' ? from.stdinFilename : path;
  if (path !== '-') from.opened(path);
  const reading = path === '-' ? readInput(from.host) : readText(path);
  if ('why' in reading) return { why: `cannot read ${path === '-' ? 'standard input' : path}: ${reading.why}` };
  return { source: sourceFile(name, reading.text), provider: providerFor(name, from.opened) };
}

/** All of standard input. */
export function readInput(host: Host): Reading {
  try {
    return decode(host.readInput());
  } catch (error) {
    return { why: error instanceof Error ? error.message : String(error) };
  }
}

/** Resolves imports against the importing file; they may not leave the project folder of the entry. */
export function providerFor(entry: string, opened: (file: string) => void): SourceProvider {
  const folder = projectFolder(entry);
  return {
    resolve: (importer, path) => {
      const target = join(dirname(importer), path);
      if (!isInside(folder, target)) return { why: 'it lies outside of the folder of the project' };
      opened(target);
      const reading = readText(target);
      return 'why' in reading ? reading : { source: sourceFile(target, reading.text) };
    },
    identity: (path) => resolve(path),
  };
}
