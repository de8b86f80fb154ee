// `compare`: two networks side by side, with the reason for what differs.
import { comparisonJson, comparisonMarkdown, comparisonText } from '@trammel/report';
import { compare, type Analysis, type Comparison } from 'trammel';
import { analyzeFiles, exitCodeOf } from './compile-files.js';
import { emitResult, exitCodes, resultTerminal, say, textOfDiagnostics, type ExitCode, type SharedOptions } from './invocation.js';
import { tableStyle } from './terminal.js';

/** Compares the nets of two arguments, `FILE` or `FILE:Net`; a single file with two nets will do. */
export function compareCommand(files: readonly string[], options: SharedOptions): ExitCode {
  const analyzed = analyzeFiles(files, options);
  process.stderr.write(textOfDiagnostics(analyzed.diagnostics, options));
  const exitCode = exitCodeOf(analyzed.diagnostics, analyzed.exitCode);
  const [left, right, ...others] = analyzed.analyses;
  if (left === undefined || right === undefined || others.length > 0) {
    if (exitCode !== exitCodes.clean) return exitCode;
    say(wrongNumber(analyzed.analyses));
    return exitCodes.usage;
  }
  const written = emitResult(render(compare(left, right), options), options);
  return written === exitCodes.clean ? exitCode : written;
}

function wrongNumber(analyses: readonly Analysis[]): string {
  const names = analyses.map(({ graph }) => `${graph.file}:${graph.name}`).join(', ');
  return `compare takes two nets, and there ${analyses.length === 1 ? 'is' : 'are'} ${analyses.length}: ${names}. Name one of a file as FILE:Net.`;
}

function render(comparison: Comparison, options: SharedOptions): string {
  if (options.format === 'json') return `${JSON.stringify(comparisonJson(comparison), undefined, 2)}\n`;
  if (options.format === 'markdown') return comparisonMarkdown(comparison);
  const terminal = resultTerminal(options);
  return comparisonText(comparison, terminal.width, tableStyle(terminal));
}
