// `analyze` and `check`: the tables of files, and their diagnostics.
import { analysisJson, analysisMarkdown, analysesText, diagnosticJson } from '@trammel/report';
import { analyzeFiles, exitCodeOf, type AnalyzedFiles } from './compile-files.js';
import {
  emitResult,
  exitCodes,
  renderDiagnostics,
  resultTerminal,
  say,
  tally,
  textOfDiagnostics,
  type ExitCode,
  type SharedOptions,
} from './invocation.js';
import { tableStyle } from './terminal.js';

export interface AnalyzeOptions extends SharedOptions {
  /** How deep blocks are opened; undefined for as deep as is comfortable. */
  readonly depth?: number;
}

/** Prints costs, receptive fields, memory and assertions of every net of the files. */
export function analyzeCommand(files: readonly string[], options: AnalyzeOptions): ExitCode {
  const analyzed = analyzeFiles(files, options);
  const { diagnostics } = analyzed;
  if (options.format === 'text' || options.format === 'markdown') process.stderr.write(textOfDiagnostics(diagnostics, options));
  const text = resultText(analyzed, options);
  // A broken file gives no result, so that an old report is not replaced by a part of a new one.
  const isWhole =
    options.output === undefined || exitCodeOf(diagnostics, analyzed.exitCode) === exitCodes.clean || analyzed.analyses.length > 0;
  const written = isWhole && text !== '' ? emitResult(text, options) : exitCodes.clean;
  if (!isWhole) say(`${options.output ?? ''} is left as it is`);
  return written === exitCodes.clean ? exitCodeOf(diagnostics, analyzed.exitCode) : written;
}

function resultText({ analyses, diagnostics }: AnalyzedFiles, options: AnalyzeOptions): string {
  switch (options.format) {
    case 'json':
      return `${JSON.stringify(analysisJson(analyses, diagnostics), undefined, 2)}\n`;
    case 'github':
    case 'sarif':
      return renderDiagnostics(diagnostics, options);
    case 'markdown':
      return analyses.map((analysis) => analysisMarkdown(analysis, options.depth)).join('\n');
    case 'text': {
      const terminal = resultTerminal(options);
      return analysesText(analyses, { width: terminal.width, style: tableStyle(terminal), depth: options.depth });
    }
  }
}

/** Prints diagnostics and assertions only. */
export function checkCommand(files: readonly string[], options: SharedOptions): ExitCode {
  const analyzed = analyzeFiles(files, options);
  const { analyses, diagnostics } = analyzed;
  const exitCode = exitCodeOf(diagnostics, analyzed.exitCode);
  if (options.format === 'text' || options.format === 'markdown') {
    process.stderr.write(textOfDiagnostics(diagnostics, options));
    const assertions = analyses.flatMap((analysis) => analysis.assertions);
    const held = assertions.filter((result) => result.holds === true).length;
    const summary = `${analyses.length} net${analyses.length === 1 ? '' : 's'}, ${held} of ${assertions.length} assertions hold${tally(diagnostics) === '' ? '' : `, ${tally(diagnostics)}`}\n`;
    if (options.quiet !== true) emitResult(summary, options);
    return exitCode;
  }
  const text =
    options.format === 'json'
      ? `${JSON.stringify({ schemaVersion: 1, diagnostics: diagnostics.map(diagnosticJson) }, undefined, 2)}\n`
      : renderDiagnostics(diagnostics, options);
  const written = emitResult(text, options);
  return written === exitCodes.clean ? exitCode : written;
}
