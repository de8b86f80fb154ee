// `fmt`: the one style, in place or as a check.
import { hasErrors, sourceFile } from '@trammel/diagnostics';
import { format } from 'trammel';
import { readText, writeText } from './files.js';
import { exitCodes, say, showDiagnostics, worse, type ExitCode, type Invocation } from './invocation.js';
import type { ShowOptions } from './options.js';
import { readInput } from './sources.js';

export interface FormatOptions extends ShowOptions {
  /** Says which files are not in the one style, and changes none. */
  readonly check?: true;
  readonly quiet?: true;
  readonly stdinFilename: string;
}

/** Formats files in place; `-` from standard input to standard output. A file that does not parse stays as it is. */
export function formatCommand(files: readonly string[], invocation: Invocation<FormatOptions>): ExitCode {
  return files.map((file) => formatFile(file, invocation)).reduce(worse, exitCodes.clean);
}

function formatFile(file: string, invocation: Invocation<FormatOptions>): ExitCode {
  const { options, host } = invocation;
  const isInput = file === '-';
  const name = isInput ? options.stdinFilename : file;
  const reading = isInput ? readInput(host) : readText(file);
  if ('why' in reading) {
    say(host, `cannot read ${isInput ? 'standard input' : file}: ${reading.why}`);
    return exitCodes.fault;
  }
  const { text, diagnostics } = format(sourceFile(name, reading.text));
  if (hasErrors(diagnostics)) {
    showDiagnostics(diagnostics, invocation);
    return exitCodes.fault;
  }
  const isChanged = text !== reading.text;
  if (options.check === true) {
    if (isChanged) say(host, `${name} is not in the one style${isInput ? '' : `; trammel fmt ${file} puts it right`}`);
    return isChanged ? exitCodes.fault : exitCodes.clean;
  }
  if (isInput) {
    host.out.write(text);
    return exitCodes.clean;
  }
  const failed = isChanged ? writeText(file, text) : undefined;
  if (failed !== undefined) say(host, `cannot write ${file}: ${failed.why}`);
  else if (isChanged && options.quiet !== true) host.out.write(`${file}\n`);
  return failed === undefined ? exitCodes.clean : exitCodes.usage;
}
