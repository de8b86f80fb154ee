// `fmt`: the one style, in place or as a check.
import { format } from 'trammel';
import { readStandardInput, readText, writeText } from './files.js';
import { sourceFile } from '@trammel/diagnostics';
import { exitCodes, say, textOfDiagnostics, type ExitCode, type SharedOptions } from './invocation.js';

export interface FormatOptions extends SharedOptions {
  /** Says which files are not in the one style, and changes none. */
  readonly check?: true;
}

/** Formats files in place; `-` from standard input to standard output. A file that does not parse stays as it is. */
export function formatCommand(files: readonly string[], options: FormatOptions): ExitCode {
  return files.map((file) => formatFile(file, options)).reduce<ExitCode>((worst, code) => (code > worst ? code : worst), exitCodes.clean);
}

function formatFile(file: string, options: FormatOptions): ExitCode {
  const reading = file === '-' ? readStandardInput() : readText(file);
  if ('why' in reading) {
    say(`cannot read ${file}: ${reading.why}`);
    return exitCodes.fault;
  }
  const source = sourceFile(file === '-' ? options.stdinFilename : file, reading.text);
  const formatted = format(source);
  if (formatted.text === undefined) {
    process.stderr.write(textOfDiagnostics(formatted.diagnostics, options));
    return exitCodes.fault;
  }
  const isChanged = formatted.text !== reading.text;
  if (options.check === true) {
    if (isChanged) say(`${file} is not in the one style; \`trammel fmt ${file}\` puts it right`);
    return isChanged ? exitCodes.fault : exitCodes.clean;
  }
  if (file === '-') {
    process.stdout.write(formatted.text);
    return exitCodes.clean;
  }
  const failed = isChanged ? writeText(file, formatted.text) : undefined;
  if (failed !== undefined) say(`cannot write ${file}: ${failed.why}`);
  else if (isChanged && options.quiet !== true) process.stdout.write(`${file}\n`);
  return failed === undefined ? exitCodes.clean : exitCodes.usage;
}
