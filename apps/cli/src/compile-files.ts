// From the arguments of a command to compiled networks: files, `FILE:Net`, `--net`, `--set`, `--at`.
import { analyze, compile, parseSizes, type Analysis, type CompileResult } from 'trammel';
import type { Diagnostic } from '@trammel/diagnostics';
import { existsSync } from 'node:fs';
import { exitCodes, say, type ExitCode, type SharedOptions } from './invocation.js';
import { loadSource } from './sources.js';

/** What files came to. */
export interface AnalyzedFiles {
  readonly analyses: readonly Analysis[];
  readonly diagnostics: readonly Diagnostic[];
  /** Of what could not be read; clean where every file was. */
  readonly exitCode: ExitCode;
}

/** Reads, compiles and analyses files; what cannot be read is said, and the others go on. */
export function analyzeFiles(files: readonly string[], options: SharedOptions): AnalyzedFiles {
  const sizes = parseSizes(options.at ?? new Map());
  if ('why' in sizes) {
    say(sizes.why);
    return { analyses: [], diagnostics: [], exitCode: exitCodes.usage };
  }
  const analyses: Analysis[] = [];
  const diagnostics: Diagnostic[] = [];
  let exitCode: ExitCode = exitCodes.clean;
  for (const file of files) {
    const compiled = compileFile(file, options);
    if (compiled === undefined) {
      exitCode = exitCodes.fault;
      continue;
    }
    diagnostics.push(...compiled.diagnostics);
    for (const { graph } of compiled.networks) {
      if (graph === undefined) continue;
      const analysis = analyze(graph, sizes.sizes);
      analyses.push(analysis);
      diagnostics.push(...analysis.diagnostics);
    }
  }
  return { analyses, diagnostics, exitCode };
}

/** Compiles one file, all its nets or the one that is asked for; undefined, and said, where it cannot be read. */
export function compileFile(given: string, options: SharedOptions): CompileResult | undefined {
  const { file, net } = splitNet(given);
  const loaded = loadSource(file, options.stdinFilename);
  if ('why' in loaded) {
    say(loaded.why);
    return undefined;
  }
  const chosen = net ?? options.net;
  return compile(loaded.source, loaded.provider, { overrides: options.set, net: chosen });
}

/** `resnet.net:ResNet50` names a net of a file, unless there is a file of that very name. */
function splitNet(given: string): { readonly file: string; readonly net: string | undefined } {
  const colon = given.lastIndexOf(':');
  const net = given.slice(colon + 1);
  const isNet = colon > 0 && /^[A-Za-z_]\w*$/.test(net) && !existsSync(given);
  return isNet ? { file: given.slice(0, colon), net } : { file: given, net: undefined };
}

/** 1 where any diagnostic is an error. */
export function exitCodeOf(diagnostics: readonly Diagnostic[], otherwise: ExitCode): ExitCode {
  return diagnostics.some((diagnostic) => diagnostic.severity === 'error') ? exitCodes.fault : otherwise;
}
