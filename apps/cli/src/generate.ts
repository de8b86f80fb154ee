// `generate`: a network as a project of code. Loaded only when asked for.
import { hasErrors } from '@trammel/diagnostics';
import { isTargetName, targets } from 'trammel';
import { compileFile } from './compile-files.js';
import { exitCodes, say, showDiagnostics, type ExitCode, type Invocation } from './invocation.js';
import type { CompileOptions } from './options.js';
import { writeProject } from './write-project.js';

export interface GenerateOptions extends Pick<CompileOptions, 'color' | 'net' | 'set' | 'stdinFilename' | 'quiet'> {
  readonly to: string;
  readonly output: string;
  readonly force?: true;
}

/** Compiles one net and writes it as a project: all of its files, or none. */
export function generateCommand(path: string, invocation: Invocation<GenerateOptions>): ExitCode {
  const { options, host } = invocation;
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
  const { files, next, diagnostics } = targets[options.to].generate(graph);
  showDiagnostics(diagnostics, invocation);
  if (hasErrors(diagnostics)) return exitCodes.fault;
  const result = writeProject(options.output, files, options.force === true ? 'replace' : 'keep');
  if ('why' in result) {
    say(host, result.why);
    return exitCodes.usage;
  }
  for (const kept of result.kept) say(host, `${kept} was changed and is no part of the project any more; it was left alone`);
  if (options.quiet !== true) host.out.write(summary(options.output, { written: result.written, all: files.length }, next));
  return exitCodes.clean;
}

function summary(folder: string, { written, all }: { readonly written: number; readonly all: number }, next: readonly string[]): string {
  if (written === 0) return `${folder} is up to date: ${all} files\n`;
  const commands = [`cd ${folder}`, ...next].map((command) => `  ${command}\n`);
  return `${folder}: ${written === all ? `${all} files` : `${written} of ${all} files`} written. Next:\n\n${commands.join('')}`;
}
