// `generate`: a network as a project of code. Loaded only when asked for.
import { hasErrors } from '@trammel/diagnostics';
import type { Graph } from '@trammel/graph';
import { isTargetName, targets, type ExplanationName, type Target } from 'trammel';
import { compileFile } from './compile-files.js';
import { exitCodes, jsonText, say, showDiagnostics, type ExitCode, type Invocation } from './invocation.js';
import type { CompileOptions, ExplanationFormat } from './options.js';
import { writeProject } from './write-project.js';

export interface GenerateOptions extends Pick<CompileOptions, 'color' | 'net' | 'set' | 'stdinFilename' | 'quiet'> {
  readonly to: string;
  readonly output?: string;
  readonly force?: true;
  readonly explain?: ExplanationName;
  readonly format: ExplanationFormat;
}

/** Compiles one net and writes it as a project: all of its files, or none. */
export function generateCommand(path: string, invocation: Invocation<GenerateOptions>): ExitCode {
  const { options, host } = invocation;
  const { explain, output } = options;
  if (explain === undefined && output === undefined) {
    say(host, 'generate needs a folder for the project: -o FOLDER');
    return exitCodes.usage;
  }
  const compiled = compileFile(path, invocation, () => undefined);
  if (compiled === undefined) return exitCodes.usage;
  const graphs = compiled.networks.flatMap(({ graph }) => (graph === undefined ? [] : [graph]));
  if (hasErrors(compiled.diagnostics)) {
    showDiagnostics(compiled.diagnostics, invocation);
    return exitCodes.fault;
  }
  const [graph, ...others] = graphs;
  if (graph === undefined || others.length > 0 || !isTargetName(options.to)) {
    say(
      host,
      graph === undefined
        ? `no net is declared in ${path}`
        : `generate needs one net: choose with --net of ${graphs.map(({ name }) => name).join(', ')}`,
    );
    return exitCodes.usage;
  }
  const target: Target = targets[options.to];
  if (explain !== undefined) return explained(graph, { target, what: explain }, invocation);
  return written(graph, { target, output: output ?? '' }, invocation);
}

/** Tells how the code is made. */
function explained(
  graph: Graph,
  { target, what }: { readonly target: Target; readonly what: ExplanationName },
  { options, host }: Invocation<GenerateOptions>,
): ExitCode {
  const explain = target.explanations?.[what];
  if (explain === undefined) {
    say(host, `there is no ${what} of ${options.to} to explain`);
    return exitCodes.usage;
  }
  const { data, text } = explain(graph);
  host.out.write(options.format === 'json' ? jsonText(data) : text);
  return exitCodes.clean;
}

/** Writes the project. */
function written(
  graph: Graph,
  { target, output }: { readonly target: Target; readonly output: string },
  invocation: Invocation<GenerateOptions>,
): ExitCode {
  const { options, host } = invocation;

  const { files, next, diagnostics } = target.generate(graph);
  showDiagnostics(diagnostics, invocation);
  if (hasErrors(diagnostics)) return exitCodes.fault;
  const result = writeProject(output, files, options.force === true ? 'replace' : 'keep');
  if ('why' in result) {
    say(host, result.why);
    return exitCodes.usage;
  }
  for (const kept of result.kept) say(host, `${kept} was changed and is no part of the project any more; it was left alone`);
  if (options.quiet !== true) host.out.write(summary(output, { written: result.written, all: files.length }, next));
  return exitCodes.clean;
}

function summary(folder: string, { written, all }: { readonly written: number; readonly all: number }, next: readonly string[]): string {
  if (written === 0) return `${folder} is up to date: ${all} files\n`;
  const commands = [`cd ${folder}`, ...next].map((command) => `  ${command}\n`);
  return `${folder}: ${written === all ? `${all} files` : `${written} of ${all} files`} written. Next:\n\n${commands.join('')}`;
}
