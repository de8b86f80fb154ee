/** Files and their imports: which blocks and nets each file can name. Reads no file; a provider does. */
import { didYouMean, help, replace, type Diagnostic, type SourceFile } from '@trammel/diagnostics';
import { isOperatorName } from '@trammel/operators';
import { parse, type FileTree, type ImportDeclaration, type Name, type TrainDeclaration } from '@trammel/syntax';
import { type BlockCallable, type Module } from './elaboration.js';
import { guess } from './guess.js';
import { type ImportGraph, importOnCycle } from './import-cycle.js';
import { residualName } from './residual.js';
import { diagnosticOf, type Finding } from './report.js';
import { standardFile, standardNames } from './standard.js';

/** Where imported files come from; it knows the folder of the project, and no file outside of it. */
export interface SourceProvider {
  /** The file that `path` leads to, as it is written in an import of the file `importer`; or a sentence that says why there is none. */
  readonly resolve: (importer: string, path: string) => { readonly source: SourceFile } | { readonly why: string };
  /** The same text for all paths that lead to one file; the path itself where absent. */
  readonly identity?: (path: string) => string;
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
    checkTrainings(file, report);
  }
  return { entry: first.module, diagnostics: loading.diagnostics };
}

function load(source: SourceFile, { files, diagnostics, provider }: Loading): LoadedFile {
  const identity = source.path.startsWith('std/') ? source.path : (provider.identity?.(source.path) ?? source.path);
  const known = files.get(identity);
  if (known !== undefined) return known;
  const { tree, diagnostics: found } = parse(source);
  diagnostics.push(...found);
  const names = new Map<string, BlockCallable>();
  const lost = new Set<string>();
  const isIncomplete = tree.declarations.some((declaration) => declaration.kind === 'faulty');
  const unreadable = found.map((diagnostic) => diagnostic.primary.span);
  const trainings = new Map<string, TrainDeclaration>();
  for (const one of tree.declarations) if (one.kind === 'train' && !trainings.has(one.name.text)) trainings.set(one.name.text, one);
  const module: Module = { source, tree, names, trainings, lost, isIncomplete, unreadable };
  const file: LoadedFile = { source, tree, imports: [], names, own: new Map(), lost, module };
  files.set(identity, file);
  return file;
}

/** The file that an import leads to; the files that are added here are gone through in their turn. */
function targetOf({ from }: ImportDeclaration, file: LoadedFile, loading: Loading): LoadedFile | undefined {
  const isStandard = from.value.startsWith('std/');
  const found = isStandard ? standardFile(from.value) : loading.provider.resolve(file.source.path, from.value);
  if (found !== undefined && 'source' in found) return load(found.source, loading);
  const near = isStandard ? didYouMean(from.value, standardNames) : undefined;
  const finding: Finding = {
    code: 'import-not-found',
    span: from.span,
    message: `cannot import ${from.text}: ${found === undefined ? 'the standard library has no such file' : found.why}`,
    notes: isStandard ? [`the standard library is ${standardNames.join(', ')}`] : [],
    help: near === undefined ? [] : [help(`did you mean \`${near}\`?`, replace(from.span, JSON.stringify(near)))],
  };
  loading.diagnostics.push(diagnosticOf(finding));
  return undefined;
}

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

/** A `train` names a net of its file, and each net has at most one. */
function checkTrainings({ tree, names, lost, module }: LoadedFile, report: Report): void {
  for (const declaration of tree.declarations) {
    if (declaration.kind !== 'train') continue;
    const { name } = declaration;
    const first = module.trainings.get(name.text);
    const net = names.get(name.text);
    if (first !== undefined && first !== declaration) {
      const secondary = [{ span: first.name.span, message: 'the first' }];
      report({ code: 'name-taken', span: name.span, message: `\`${name.text}\` has two trainings`, secondary });
    } else if ((net === undefined || net.declaration.kind === 'block') && !module.isIncomplete && !lost.has(name.text)) {
      const nets = [...names].flatMap(([text, { declaration: other }]) => (other.kind === 'block' ? [] : [text]));
      const message = net === undefined ? `there is no net \`${name.text}\`` : `\`${name.text}\` is a block, and not a net`;
      report({ code: 'unknown-net', span: name.span, message, help: guess(name, nets) });
    }
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
  const isImported = target.imports.some(({ declaration }) => declaration.names.some((other) => other.text === name.text));
  report({
    code: 'import-unknown',
    span: name.span,
    message: `${target.source.path} declares no \`${name.text}\``,
    notes: isImported
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
