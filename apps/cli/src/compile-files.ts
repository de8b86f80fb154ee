// From the arguments of a command to compiled networks: files, `FILE:Net`, `--net`, `--set`, `--at`.
import { hasErrors, type Diagnostic } from '@trammel/diagnostics';
import { analyze, compile, parseSizes, readInputs, sizesFault, type Analysis, type CompileResult } from 'trammel';
import { existsSync } from 'node:fs';
import { wantsGradients } from './gradient-view.js';
import { exitCodes, say, type ExitCode, type Invocation } from './invocation.js';
import type { CompileOptions, GradientOptions } from './options.js';
import { loadSource } from './sources.js';

/** What files came to. */
export interface AnalyzedFiles {
  readonly analyses: readonly Analysis[];
  /** Of compiling and of analysing, file after file. What is found of gradients, which takes a while, is found when somebody looks. */
  readonly diagnostics: readonly Diagnostic[];
  readonly exitCode: ExitCode;
  /** Whether a file could not be read or compiled, so that results are missing. An assertion that fails leaves them whole. */
  readonly isBroken: boolean;
  /** Every file that was read, imports included. */
  readonly files: readonly string[];
}

/** Reads, compiles and analyses files; what cannot be read is said, and the others go on. */
export function analyzeFiles(files: readonly string[], invocation: Invocation<CompileOptions & GradientOptions>): AnalyzedFiles {
  const opened = new Set<string>();
  const sizes = parseSizes(invocation.options.at ?? new Map());
  if ('why' in sizes) {
    say(invocation.host, sizes.why);
    return wrongUsage(files);
  }
  const compiled = files.map((file) => compileFile(file, invocation, (path) => opened.add(path)));
  const graphs = compiled.flatMap((result) => (result?.networks ?? []).flatMap(({ graph }) => (graph === undefined ? [] : [graph])));
  const fault = sizesFault(graphs, sizes.sizes);
  if (fault !== undefined) {
    say(invocation.host, fault);
    return wrongUsage([...opened]);
  }
  const read = readInputs(graphs, { deviations: invocation.options.inputStd, means: invocation.options.inputMean });
  if ('why' in read) {
    say(invocation.host, read.why);
    return wrongUsage([...opened]);
  }
  const analyses = new Map(graphs.map((graph) => [graph, analyze(graph, sizes.sizes, read.inputs)]));
  const told = (foundIn: (analysis: Analysis) => readonly Diagnostic[]): readonly Diagnostic[] =>
    compiled.flatMap((result) => {
      const made = (result?.networks ?? []).flatMap(({ graph }) => (graph === undefined ? [] : (analyses.get(graph) ?? [])));
      return [...(result?.diagnostics ?? []), ...made.flatMap(foundIn)];
    });
  const isBroken = compiled.some((result) => result === undefined || hasErrors(result.diagnostics));
  let diagnostics: readonly Diagnostic[] | undefined;
  return {
    analyses: [...analyses.values()],
    get diagnostics() {
      return (diagnostics ??= onceEach(told(wantsGradients(invocation.options) ? withFindings : (analysis) => analysis.diagnostics)));
    },
    // No finding is an error.
    exitCode: isBroken || hasErrors(told((analysis) => analysis.diagnostics)) ? exitCodes.fault : exitCodes.clean,
    isBroken,
    files: [...opened],
  };
}

const withFindings = ({ diagnostics, gradient }: Analysis): readonly Diagnostic[] => [...diagnostics, ...gradient.findings];

/** A file that is given twice has nothing to say twice. */
function onceEach(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const key = ({ code, message, primary: { span } }: Diagnostic): string =>
    `${code} ${span.source.path} ${span.start} ${span.end} ${message}`;
  return [...new Map([...diagnostics].reverse().map((diagnostic) => [key(diagnostic), diagnostic])).values()].reverse();
}

const wrongUsage = (files: readonly string[]): AnalyzedFiles => ({
  analyses: [],
  diagnostics: [],
  exitCode: exitCodes.usage,
  isBroken: true,
  files,
});

/** Compiles one file, all its nets or the one that is asked for; undefined, and said, where it cannot be read. */
export function compileFile(
  given: string,
  { options, host }: Invocation<CompileOptions>,
  opened: (file: string) => void,
): CompileResult | undefined {
  const { file, net } = splitNet(given);
  const loaded = loadSource(file, { host, stdinFilename: options.stdinFilename, opened });
  if ('why' in loaded) {
    say(host, loaded.why);
    return undefined;
  }
  return compile(loaded.source, loaded.provider, { overrides: options.set, net: net ?? options.net });
}

/** `resnet.net:ResNet50` names a net of a file, unless there is a file of that very name. */
function splitNet(given: string): { readonly file: string; readonly net: string | undefined } {
  const colon = given.lastIndexOf(':');
  const net = given.slice(colon + 1);
  const isNet = colon > 0 && /^[A-Za-z_]\w*$/.test(net) && !existsSync(given);
  return isNet ? { file: given.slice(0, colon), net } : { file: given, net: undefined };
}
