/** Files and their imports: which blocks and nets each file can name. Reads no file; a provider does. */
import { didYouMean, help, replace, type Diagnostic, type SourceFile } from '@trammel/diagnostics';
import { isOperatorName } from '@trammel/operators';
import { parse, type FileTree, type ImportDeclaration, type Name } from '@trammel/syntax';
import { type BlockCallable, type Module } from './elaboration.js';
import { type ImportGraph, importOnCycle } from './import-cycle.js';
import { residualName } from './residual.js';
import { diagnosticOf, type Finding } from './report.js';
import { standardFile, standardNames } from './standard.js';

/** Where imported files come from; it knows the folder of the project, and no file outside of it. */
export interface SourceProvider {
  /** The file that `path` leads to, as it is written in an import of `importer`. Equal files are equal in their paths. */
  readonly resolve: (path: string, importer: SourceFile) => SourceFile | Unresolved;
}

/** Why there is no file. */
export interface Unresolved {
  readonly reason: 'missing' | 'outside' | 'not-utf8';
}

/** All files that an entry leads to, with what was found wrong in reading them. */
export interface Modules {
  readonly entry: Module;
  readonly diagnostics: readonly Diagnostic[];
}

type Report = (finding: Finding) => void;

interface Loading {
  readonly provider: SourceProvider;
  readonly files: Map<string, LoadedFile>;
  readonly diagnostics: Diagnostic[];
}

interface LoadedFile extends ImportGraph<LoadedFile> {
  readonly source: SourceFile;
  readonly tree: FileTree;
  readonly imports: { readonly declaration: ImportDeclaration; readonly target: LoadedFile | undefined }[];
  readonly names: Map<string, BlockCallable>;
  readonly own: Map<string, BlockCallable>;
  readonly lost: Set<string>;
  readonly module: Module;
}

/** Reads the entry and all that it imports, each file once. */
export function loadModules(entry: SourceFile, provider: SourceProvider): Modules {
  const loading: Loading = { provider, files: new Map(), diagnostics: [] };
  const report: Report = (finding) => loading.diagnostics.push(diagnosticOf(finding));
  const first = load(entry, loading);
  for (const file of loading.files.values()) {
    for (const declaration of file.tree.declarations) {
      if (declaration.kind === 'import') file.imports.push({ declaration, target: targetOf(declaration, file, loading) });
    }
  }
  for (const file of loading.files.values()) {
    declareOwn(file, report);
  }
  const closing = importOnCycle(first);
  if (closing !== undefined) reportCycle(closing, report);
  for (const file of loading.files.values()) {
    for (const { declaration, target } of file.imports) {
      const isClosing = closing?.import.declaration === declaration;
      importNames(declaration, { file, target: isClosing ? undefined : target, report });
    }
  }
  return { entry: first.module, diagnostics: loading.diagnostics };
}

function load(source: SourceFile, { files, diagnostics }: Loading): LoadedFile {
  const known = files.get(source.path);
  if (known !== undefined) return known;
  const { tree, diagnostics: found } = parse(source);
  diagnostics.push(...found);
  const names = new Map<string, BlockCallable>();
  const lost = new Set<string>();
  const isIncomplete = tree.declarations.some((declaration) => declaration.kind === 'faulty');
  const file: LoadedFile = { source, tree, imports: [], names, own: new Map(), lost, module: { source, tree, names, lost, isIncomplete } };
  files.set(source.path, file);
  return file;
}

/** The file that an import leads to; the files that are added here are gone through in their turn. */
function targetOf({ from }: ImportDeclaration, file: LoadedFile, loading: Loading): LoadedFile | undefined {
  const isStandard = from.value.startsWith('std/');
  const found = isStandard
    ? (standardFile(from.value) ?? { reason: 'missing' as const })
    : loading.provider.resolve(from.value, file.source);
  if (!('reason' in found)) return load(found, loading);
  const near = isStandard ? didYouMean(from.value, standardNames) : undefined;
  loading.diagnostics.push(
    diagnosticOf({
      code: 'import-not-found',
      span: from.span,
      message: reasons[found.reason](from.value),
      notes: isStandard ? [`the language has ${standardNames.join(', ')}`] : [],
      help: near === undefined ? [] : [help(`did you mean \`${near}\`?`, replace(from.span, JSON.stringify(near)))],
    }),
  );
  return undefined;
}

const reasons: Readonly<Record<Unresolved['reason'], (path: string) => string>> = {
  missing: (path) => `there is no file ${JSON.stringify(path)}`,
  outside: (path) => `${JSON.stringify(path)} lies outside of the folder of the project`,
  'not-utf8': (path) => `${JSON.stringify(path)} is not text in UTF-8`,
};

/** The blocks and nets that the file itself declares. */
function declareOwn({ tree, own, names, lost, module }: LoadedFile, report: Report): void {
  for (const declaration of tree.declarations) {
    if (declaration.kind !== 'net' && declaration.kind !== 'block' && declaration.kind !== 'variant') continue;
    const { name } = declaration;
    if (!isFree(name, own, report)) {
      lost.add(name.text);
      continue;
    }
    if (/^[a-z]/.test(name.text)) smallName(name, declaration.kind, report);
    const callable: BlockCallable = { kind: 'block', name: name.text, declaration, module };
    own.set(name.text, callable);
    names.set(name.text, callable);
  }
}

function isFree(name: Name, names: ReadonlyMap<string, BlockCallable>, report: Report): boolean {
  const known = names.get(name.text);
  if (known !== undefined) {
    const secondary = [{ span: known.declaration.name.span, message: `the first \`${name.text}\`` }];
    report({ code: 'name-taken', span: name.span, message: `\`${name.text}\` is declared twice`, secondary });
    return false;
  }
  if (!isOperatorName(name.text) && name.text !== residualName) return true;
  report({ code: 'name-taken', span: name.span, message: `\`${name.text}\` is the name of an operator` });
  return false;
}

function smallName(name: Name, kind: 'net' | 'variant' | 'block', report: Report): void {
  const better = name.text.replace(/(^|_)([a-z])/g, (_, _underline, letter: string) => letter.toUpperCase());
  report({
    code: 'name-style',
    span: name.span,
    message: `the name of a ${kind === 'block' ? 'block' : 'net'} begins with a capital`,
    help: [help(`write \`${better}\` here and where it is used`)],
  });
}

interface Importing {
  readonly file: LoadedFile;
  readonly target: LoadedFile | undefined;
  readonly report: Report;
}

function importNames({ names }: ImportDeclaration, { file, target, report }: Importing): void {
  for (const name of names) {
    const found = target?.own.get(name.text);
    if (found !== undefined && isFree(name, file.names, report)) {
      file.names.set(name.text, found);
      continue;
    }
    if (!file.names.has(name.text)) file.lost.add(name.text);
    if (found !== undefined || target === undefined || target.module.isIncomplete || target.lost.has(name.text)) continue;
    unknownImport(name, target, report);
  }
}

function unknownImport(name: Name, target: LoadedFile, report: Report): void {
  const near = didYouMean(name.text, target.own.keys());
  const declared = [...target.own.keys()];
  report({
    code: 'import-unknown',
    span: name.span,
    message: `${target.source.path} declares no \`${name.text}\``,
    notes: target.names.has(name.text)
      ? ['it imports that name itself; import it from where it is declared']
      : [`it declares ${declared.join(', ') || 'nothing'}`],
    help: near === undefined ? [] : [help(`did you mean \`${near}\`?`, replace(name.span, near))],
  });
}

function reportCycle({ import: closing, files }: NonNullable<ReturnType<typeof importOnCycle<LoadedFile>>>, report: Report): void {
  report({
    code: 'import-cycle',
    span: closing.declaration.from.span,
    message: 'files import each other in a circle',
    notes: [`the circle: ${files.map((file) => file.source.path).join(' -> ')}`],
  });
}
