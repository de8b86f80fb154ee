/** What files import: the ground that the rules about cycles and declared dependencies stand on. */
import { posix } from 'node:path';
import ts from 'typescript';
import { type Repository, type TextFile } from './repository.js';

export interface Import {
  readonly specifier: string;
  readonly position: number;
}

/** Static imports and re-exports, and dynamic imports of a literal. */
export function importsOf(file: TextFile): readonly Import[] {
  const found: Import[] = [];
  const add = (literal: ts.Node | undefined): void => {
    if (literal !== undefined && ts.isStringLiteralLike(literal)) found.push({ specifier: literal.text, position: literal.getStart() });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) add(node.moduleSpecifier);
    else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) add(node.arguments[0]);
    ts.forEachChild(node, visit);
  };
  visit(file.source());
  return found;
}

/** The file that a relative specifier leads to, if the repository has it. */
export function resolveRelative(repository: ReadonlyMap<string, TextFile>, from: TextFile, specifier: string): TextFile | undefined {
  const path = posix.join(posix.dirname(from.path), specifier);
  return repository.get(path.replace(/\.js$/, '.ts')) ?? repository.get(path.replace(/\.js$/, '.tsx')) ?? repository.get(path);
}

/** The files of a repository by path. */
export function byPath(repository: Repository): ReadonlyMap<string, TextFile> {
  return new Map(repository.map((file) => [file.path, file]));
}
