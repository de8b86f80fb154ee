/** From a file to the graphs of its nets: reads the imports, elaborates each net on its own, and gathers what is wrong. */
import { didYouMean, hasErrors, help, sourceFile, type Diagnostic, type SourceFile } from '@trammel/diagnostics';
import { type Graph } from '@trammel/graph';
import { createSites, type Sites } from '@trammel/operators';
import { parseExpression, type Expression } from '@trammel/syntax';
import { applyCall } from './apply.js';
import { checkNames } from './check-names.js';
import { type BlockCallable, type Compilation, type Module } from './elaboration.js';
import { evaluateExpression } from './evaluate.js';
import { loadModules, type SourceProvider } from './modules.js';
import { elaborateNet, type Overrides } from './network.js';
import { diagnosticOf, file } from './report.js';
import { applySignBetween } from './signs.js';
import { runInOrder } from './statements.js';

export interface CompileOptions {
  /** The net that is wanted; every net that the file declares where absent. */
  readonly net?: string | undefined;
  /** Values for parameters of nets, each as the text of an expression: `depth` -> `12`. */
  readonly overrides?: ReadonlyMap<string, string> | undefined;
  /** Sites of earlier compilations, which make this one faster; they grow with each that uses them. */
  readonly sites?: Sites | undefined;
}

/** A net of the file; without a graph where something is wrong with it. */
export interface Network {
  readonly name: string;
  readonly graph: Graph | undefined;
  /** What could be built of a net with mistakes: the layers before them, and beside. Undefined where there is a graph, or nothing. */
  readonly begun: Graph | undefined;
}

export interface CompileResult {
  /** In the order of the file. */
  readonly networks: readonly Network[];
  /** Those of the entry first, each file's in the order of their places. */
  readonly diagnostics: readonly Diagnostic[];
}

/** Compiles a file with all that it imports. Whatever is written in them, this returns. */
export function compile(entry: SourceFile, provider: SourceProvider, options: CompileOptions = {}): CompileResult {
  const modules = loadModules(entry, provider);
  const compilation: Compilation = {
    sites: options.sites ?? createSites(),
    knownSites: new Map(),
    diagnostics: [],
    reported: new Set(),
    elaborator: { evaluate: evaluateExpression, runStatements: runInOrder, apply: applyCall, applySign: applySignBetween },
  };
  for (const diagnostic of modules.diagnostics) file(compilation, diagnostic);
  if (modules.entry.tree.declarations.length === 0 && modules.diagnostics.length === 0) file(compilation, emptyFile(entry));
  const overrides = overridesOf(options.overrides ?? new Map(), compilation);
  const networks = netsOf(modules.entry, options.net, compilation).map((net): Network => ({
    name: net.name,
    ...elaborateNet(net, compilation, overrides),
  }));
  checkUsed(overrides, networks, compilation);
  fileNames(modules.entry, compilation);
  return { networks, diagnostics: inOrder(compilation.diagnostics, entry) };
}

/** What is never used is often only misspelt where it is used: that it is unused is said in files without errors. */
function fileNames(module: Module, compilation: Compilation): void {
  const found = checkNames(module);
  for (const diagnostic of found) if (diagnostic.severity === 'error') file(compilation, diagnostic);
  if (hasErrors(compilation.diagnostics)) return;
  for (const diagnostic of found) file(compilation, diagnostic);
}

/** A file without any declaration is a mistake; one with blocks only is a library. */
function emptyFile(source: SourceFile): Diagnostic {
  return diagnosticOf({
    code: 'empty-file',
    span: { source, start: 0, end: 0 },
    message: `${source.path} declares nothing`,
    help: [help('a network begins with `net Name { input x: [N, C=3, H=32, W=32] }`, and its layers follow the input')],
  });
}

/** The nets to elaborate. */
function netsOf({ source, tree, names }: Module, wanted: string | undefined, compilation: Compilation): readonly BlockCallable[] {
  const nets = tree.declarations.flatMap((declaration) => {
    const callable = declaration.kind === 'net' || declaration.kind === 'variant' ? names.get(declaration.name.text) : undefined;
    return callable?.declaration === declaration ? [callable] : [];
  });
  if (wanted === undefined) return nets;
  const found = nets.filter((net) => net.name === wanted);
  if (found.length > 0) return found;
  const near = didYouMean(
    wanted,
    nets.map((net) => net.name),
  );
  const start = { source, start: 0, end: 0 };
  file(
    compilation,
    diagnosticOf({
      code: 'unknown-net',
      span: start,
      message: `there is no net \`${wanted}\` in ${source.path}`,
      notes: [nets.length === 0 ? 'it declares no net' : `it declares ${nets.map((net) => net.name).join(', ')}`],
      help: near === undefined ? [] : [help(`did you mean \`${near}\`?`)],
    }),
  );
  return [];
}

/** Reads the values that are given from outside; each stands in a source of its own, under the parameter's name. */
function overridesOf(parameters: ReadonlyMap<string, string>, compilation: Compilation): Overrides {
  const values = new Map<string, Expression>();
  for (const [name, text] of parameters) {
    const { expression, diagnostics } = parseExpression(sourceFile(`--set ${name}`, text));
    for (const diagnostic of diagnostics) file(compilation, diagnostic);
    if (expression !== undefined) values.set(name, expression);
  }
  return { values, used: new Set() };
}

function checkUsed({ values, used }: Overrides, networks: readonly Network[], compilation: Compilation): void {
  if (networks.length === 0) return;
  for (const [name, expression] of values) {
    if (used.has(name)) continue;
    const known = [...new Set(networks.flatMap(({ graph }) => [...(graph?.arguments.keys() ?? [])]))];
    const near = didYouMean(name, known);
    file(
      compilation,
      diagnosticOf({
        code: 'unknown-argument',
        span: expression.span,
        message: `no net has a parameter \`${name}\``,
        notes: known.length === 0 ? [] : [`there are ${known.join(', ')}`],
        help: near === undefined ? [] : [help(`did you mean \`${near}\`?`)],
      }),
    );
  }
}

function inOrder(diagnostics: readonly Diagnostic[], entry: SourceFile): readonly Diagnostic[] {
  const sources = [...new Set([entry, ...diagnostics.map((diagnostic) => diagnostic.primary.span.source)])];
  const rank = new Map(sources.map((source, index) => [source, index]));
  const rankOf = ({ primary }: Diagnostic): number => rank.get(primary.span.source) ?? 0;
  return [...diagnostics].sort((one, other) => rankOf(one) - rankOf(other) || one.primary.span.start - other.primary.span.start);
}
