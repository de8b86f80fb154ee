/** The files of a repository as the rules see them: paths, texts and parsed sources. The only part of tidy that reads the disk. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

export interface TextFile {
  /** From the root, with forward slashes. */
  readonly path: string;
  readonly text: string;
  /** Parsed when first asked for; only of use for TypeScript and JavaScript. */
  readonly source: () => ts.SourceFile;
}

export type Repository = readonly TextFile[];

/** A file from its path and text. */
export function textFile(path: string, text: string): TextFile {
  let parsed: ts.SourceFile | undefined;
  const source = (): ts.SourceFile => (parsed ??= ts.createSourceFile(path, text, ts.ScriptTarget.ES2022, true));
  return { path, text, source };
}

/** A small repository for trying a rule: `{ 'packages/a/src/x.ts': 'text' }`. */
export function sample(files: Readonly<Record<string, string>>): Repository {
  return Object.entries(files).map(([path, text]) => textFile(path, text));
}

/** Every text file under `root` that git tracks or would track. */
export function readRepository(root: string): Repository {
  return listFiles(root)
    .filter((path) => existsSync(join(root, path)))
    .map((path) => ({ path, bytes: readFileSync(join(root, path)) }))
    .filter(({ bytes }) => !bytes.subarray(0, 8000).includes(0))
    .map(({ path, bytes }) => textFile(path, bytes.toString('utf8')));
}

function listFiles(root: string): readonly string[] {
  const git = spawnSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: root, encoding: 'utf8' });
  return git.status === 0 ? git.stdout.split('\0').filter((path) => path !== '') : walk(root, '');
}

/** For a copy without git: everything but what .gitignore names. */
function walk(root: string, folder: string): readonly string[] {
  const ignored = new Set(['.git', '.nx', 'coverage', 'dist', 'node_modules']);
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (ignored.has(entry.name)) return [];
    return entry.isDirectory() ? walk(root, path) : [path];
  });
}

/** Whether a file is TypeScript. */
export const isTypeScript = (file: TextFile): boolean => /\.tsx?$/.test(file.path);

/** Whether a file is code of any kind. */
export const isCode = (file: TextFile): boolean => /\.(tsx?|[cm]?jsx?)$/.test(file.path);

/** Whether a file is there for tests or benchmarks alone. */
export const isTest = (file: TextFile): boolean => /\.(test|bench)\.tsx?$|^(packages|apps)\/[^/]+\/test\//.test(file.path);

/** Whether a file holds expected output. */
export const isGolden = (file: TextFile): boolean => /(^|\/)(goldens?|__snapshots__)\//.test(file.path) || file.path.endsWith('.snap');

/** `path:line`, as editors and terminals understand it; `position` is an offset in the text. */
export function place(file: TextFile, position: number): string {
  return `${file.path}:${file.text.slice(0, position).split('\n').length}`;
}

/** Every node of a source that satisfies a type guard, in order. */
export function nodesOf<N extends ts.Node>(file: TextFile, matches: (node: ts.Node) => node is N): readonly N[] {
  const found: N[] = [];
  const visit = (node: ts.Node): void => {
    if (matches(node)) found.push(node);
    ts.forEachChild(node, visit);
  };
  visit(file.source());
  return found;
}
