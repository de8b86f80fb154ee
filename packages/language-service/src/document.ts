// A text as an editor holds it: its tree and the names in it, read once for everything that is asked.
import { sourceFile, type SourceFile } from '@trammel/diagnostics';
import { parse, type FileTree } from '@trammel/syntax';
import { namesOf, type Names } from './names.js';

/** A text that was read. */
export interface Document {
  readonly source: SourceFile;
  readonly tree: FileTree;
  readonly names: Names;
}

/** Reads any text; what cannot be read is left out of the tree. */
export function readDocument(path: string, text: string): Document {
  const source = sourceFile(path, text);
  const { tree } = parse(source);
  return { source, tree, names: namesOf(tree) };
}
