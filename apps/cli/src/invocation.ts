// What every command is given: its options and its surroundings; where results and messages go.
import { renderDiagnostic, type Diagnostic, type Severity } from '@trammel/diagnostics';
import { githubAnnotations, sarif, type TableStyle } from '@trammel/report';
import { explain } from 'trammel';
import { inChunks, writeText } from './files.js';
import type { Host } from './host.js';
import type { ResultOptions, ShowOptions } from './options.js';
import { diagnosticStyle, tableStyle, terminalOf } from './terminal.js';

/** Exit codes: clean, the file or an assertion is at fault, wrong usage or our own error. */
export const exitCodes = { clean: 0, fault: 1, usage: 2 } as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** The worse of two. */
export const worse = (a: ExitCode, b: ExitCode): ExitCode => (a > b ? a : b);

/** A command as it was called. */
export interface Invocation<O extends ShowOptions> {
  readonly options: O;
  readonly host: Host;
}

/** How a command ended, and the files that it read, imports included. */
export interface Outcome {
  readonly exitCode: ExitCode;
  readonly files: readonly string[];
}

/** The width and the colours of results. */
export function resultLayout({ options, host }: Invocation<ShowOptions>): { readonly width: number; readonly style: TableStyle } {
  const terminal = terminalOf(host.out, host, options);
  return { width: terminal.width, style: tableStyle(terminal) };
}

/** A result: to the file of `-o` in one piece, else to standard output. */
export function emitResult(text: string | Iterable<string>, { options, host }: Invocation<ResultOptions>): ExitCode {
  if (options.output === undefined || options.output === '-') {
    for (const chunk of inChunks(text)) host.out.write(chunk);
    return exitCodes.clean;
  }
  const failed = writeText(options.output, text);
  if (failed === undefined) return exitCodes.clean;
  say(host, `cannot write ${options.output}: ${failed.why}`);
  return exitCodes.usage;
}

/** A value as JSON, written over several lines. */
export const jsonText = (value: unknown): string => `${JSON.stringify(value, undefined, 2)}\n`;

/** A message for the person, on standard error. */
export function say({ err }: Pick<Host, 'err'>, message: string): void {
  err.write(`trammel: ${message}\n`);
}

/** Shows diagnostics as source frames on standard error; when quiet, errors only. */
export function showDiagnostics(diagnostics: readonly Diagnostic[], invocation: Invocation<ShowOptions & { readonly quiet?: true }>): void {
  const { options, host } = invocation;
  const terminal = terminalOf(host.err, host, options);
  const style = diagnosticStyle(terminal);
  const shown = diagnostics.filter((diagnostic) => options.quiet !== true || diagnostic.severity === 'error');
  if (shown.length === 0) return;
  host.err.write(`${shown.map((diagnostic) => renderDiagnostic(diagnostic, { width: terminal.width, style })).join('\n\n')}\n`);
}

/** Where results and messages meet on a terminal, an empty line keeps them apart. */
export function separate({ out, err }: Host): void {
  if (out.isTerminal && err.isTerminal) err.write('\n');
}

/** Diagnostics in a form that is itself the result. */
export function diagnosticsText(diagnostics: readonly Diagnostic[], format: 'github' | 'sarif'): string {
  return format === 'github' ? githubAnnotations(diagnostics) : jsonText(sarif(diagnostics, summaryOf));
}

function summaryOf(code: string): string | undefined {
  const page = explain(code);
  return 'found' in page ? page.found.summary : undefined;
}

/** `2 errors and 1 warning`; empty for none. */
export function tally(diagnostics: readonly Diagnostic[]): string {
  const count = (severity: Severity): readonly string[] => {
    const found = diagnostics.filter((diagnostic) => diagnostic.severity === severity).length;
    return found === 0 ? [] : [`${found} ${severity}${found === 1 ? '' : 's'}`];
  };
  return [...count('error'), ...count('warning'), ...count('hint')].join(' and ');
}
