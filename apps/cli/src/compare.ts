// `compare`: two networks side by side, with the reason for what differs.
import { comparisonJson, comparisonMarkdown, comparisonText } from '@trammel/report';
import { compare, type Analysis, type Comparison } from 'trammel';
import { analyzeFiles } from './compile-files.js';
import {
  emitResult,
  exitCodes,
  jsonText,
  resultLayout,
  say,
  separate,
  showDiagnostics,
  worse,
  type Invocation,
  type Outcome,
} from './invocation.js';
import type { CompileOptions, DocumentOptions } from './options.js';

/** Compares the nets of two arguments, `FILE` or `FILE:Net`; a single file with two nets will do. */
export function compareCommand(files: readonly string[], invocation: Invocation<CompileOptions & DocumentOptions>): Outcome {
  const analyzed = analyzeFiles(files, invocation);
  const { analyses, diagnostics, isBroken } = analyzed;
  const [left, right, ...others] = analyses;
  if (left === undefined || right === undefined || others.length > 0) {
    showDiagnostics(diagnostics, invocation);
    if (isBroken && others.length === 0) return analyzed;
    say(invocation.host, wrongNumber(analyses, files));
    return { ...analyzed, exitCode: exitCodes.usage };
  }
  const written = emitResult(render(compare(left, right), invocation), invocation);
  if (diagnostics.length > 0) separate(invocation.host);
  showDiagnostics(diagnostics, invocation);
  return { ...analyzed, exitCode: worse(analyzed.exitCode, written) };
}

function wrongNumber(analyses: readonly Analysis[], files: readonly string[]): string {
  if (analyses.length === 0) return `compare needs two nets, and ${files.join(', ')} declares none`;
  const names = analyses.map(({ graph }) => `${graph.file}:${graph.name}`).join(', ');
  return analyses.length === 1
    ? `compare needs two nets, and is given one: ${names}`
    : `compare needs two nets, and is given ${analyses.length}; choose two of ${names}`;
}

function render(comparison: Comparison, invocation: Invocation<DocumentOptions>): string {
  switch (invocation.options.format) {
    case 'json':
      return jsonText(comparisonJson(comparison));
    case 'markdown':
      return comparisonMarkdown(comparison);
    case 'text': {
      const { width, style } = resultLayout(invocation);
      return comparisonText(comparison, width, style);
    }
  }
}
