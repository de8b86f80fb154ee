// Sources: the files that a command is given, standard input, and what they import.
import { sourceFile, type SourceFile } from '@trammel/diagnostics';
import type { SourceProvider } from 'trammel';
import { dirname, join, resolve } from 'node:path';
import { isInside, projectFolder, readStandardInput, readText } from './files.js';

/** A file as it is given, with a provider for its imports; or a sentence that says why it cannot be read. */
export type LoadedSource = { readonly source: SourceFile; readonly provider: SourceProvider } | { readonly why: string };

/** Reads a file, or standard input for `-`, under the path that it was given by. */
export function loadSource(path: string, stdinFilename: string): LoadedSource {
  const name = path === '-' ? stdinFilename : path;
  const reading = path === '-' ? readStandardInput() : readText(path);
  if ('why' in reading) return { why: `cannot read ${path === '-' ? 'standard input' : path}: ${reading.why}` };
  return { source: sourceFile(name, reading.text), provider: providerFor(name) };
}

/** Resolves imports against the importing file; they may not leave the project folder of the entry. */
function providerFor(entry: string): SourceProvider {
  const folder = projectFolder(entry);
  return {
    resolve: (importer, path) => {
      const target = join(dirname(importer), path);
      if (!isInside(folder, target)) return { why: 'it lies outside of the folder of the project' };
      const reading = readText(target);
      return 'why' in reading ? reading : { source: sourceFile(target, reading.text) };
    },
    identity: (path) => resolve(path),
  };
}
