// What every command is given: options that commands share, where results and messages go.
import type { Diagnostic, Severity } from '@trammel/diagnostics';
import { renderDiagnostic } from '@trammel/diagnostics';
import { diagnosticJson, githubAnnotations, sarif } from '@trammel/report';
import { explain } from 'trammel';
import { writeText } from './files.js';
import { diagnosticStyle, terminalOf, type Terminal } from './terminal.js';

/** Exit codes: clean, the file or an assertion is at fault, wrong usage or our own error. */
export const exitCodes = { clean: 0, fault: 1, usage: 2 } as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** The formats of results. */
export const formats = ['text', 'json', 'markdown', 'github', 'sarif'] as const;
export type Format = (typeof formats)[number];

/** Options that commands share. */
export interface SharedOptions {
  readonly net?: string;
  readonly set?: ReadonlyMap<string, string>;
  readonly at?: ReadonlyMap<string, string>;
  readonly format: Format;
  readonly output?: string;
  readonly stdinFilename: string;
  readonly watch?: true;
  readonly quiet?: true;
  readonly color: boolean;
}

export function messageTerminal(options: Pick<SharedOptions, 'color'>): Terminal {
  return terminalOf(process.stderr, options);
}

export function resultTerminal(options: Pick<SharedOptions, 'color'>): Terminal {
  return terminalOf(process.stdout, options);
}

/** A result: to the file of `-o` in one piece, else to standard output. */
export function emitResult(text: string, options: Pick<SharedOptions, 'output'>): ExitCode {
  if (options.output === undefined || options.output === '-') {
    process.stdout.write(text);
    return exitCodes.clean;
  }
  const failed = writeText(options.output, text);
  if (failed === undefined) return exitCodes.clean;
  say(`cannot write ${options.output}: ${failed.why}`);
  return exitCodes.usage;
}

/** A message for the person, on standard error. */
export function say(message: string): void {
  process.stderr.write(`trammel: ${message}\n`);
}

/** Diagnostics in the chosen format; text goes to standard error, what machines read is a result. */
export function renderDiagnostics(diagnostics: readonly Diagnostic[], options: SharedOptions): string {
  switch (options.format) {
    case 'json':
      return `${JSON.stringify({ schemaVersion: 1, networks: [], diagnostics: diagnostics.map(diagnosticJson) }, undefined, 2)}\n`;
    case 'github':
      return githubAnnotations(diagnostics);
    case 'sarif':
      return `${JSON.stringify(sarif(diagnostics, summaryOf), undefined, 2)}\n`;
    case 'markdown':
    case 'text':
      return textOfDiagnostics(diagnostics, options);
  }
}

/** Source frames, an empty line between them; warnings and hints are left out when quiet. */
export function textOfDiagnostics(diagnostics: readonly Diagnostic[], options: Pick<SharedOptions, 'quiet' | 'color'>): string {
  const terminal = messageTerminal(options);
  const style = diagnosticStyle(terminal);
  const shown = diagnostics.filter((diagnostic) => options.quiet !== true || diagnostic.severity === 'error');
  const text = shown.map((diagnostic) => renderDiagnostic(diagnostic, { width: terminal.width, style })).join('\n\n');
  return text === '' ? '' : `${text}\n`;
}

function summaryOf(code: string): string | undefined {
  const page = explain(code);
  return 'found' in page ? page.found.summary : undefined;
}

/** `2 errors and 1 warning`; empty for none. */
export function tally(diagnostics: readonly Diagnostic[]): string {
  const count = (severity: Severity, word: string): readonly string[] => {
    const found = diagnostics.filter((diagnostic) => diagnostic.severity === severity).length;
    return found === 0 ? [] : [`${found} ${word}${found === 1 ? '' : 's'}`];
  };
  return [...count('error', 'error'), ...count('warning', 'warning'), ...count('hint', 'hint')].join(' and ');
}
