// `analyze` and `check`: the tables of files, and their diagnostics.
import { analysesText, analysisJson, analysisMarkdown, checkJson, wrapLines } from '@trammel/report';
import { analyzeFiles, type AnalyzedFiles } from './compile-files.js';
import {
  diagnosticsText,
  emitResult,
  exitCodes,
  jsonText,
  resultLayout,
  say,
  separate,
  showDiagnostics,
  tally,
  worse,
  type ExitCode,
  type Invocation,
  type Outcome,
} from './invocation.js';
import { boundsOf, gradientView, hasGradients, type GradientEvidence } from './gradient-view.js';
import { samplesOf } from './samples.js';
import type { Sampler } from './sampling.js';
import type { CompileOptions, GradientOptions, ResultOptions } from './options.js';

export interface AnalyzeOptions extends CompileOptions, ResultOptions, GradientOptions {
  /** How deep blocks are opened; undefined for as deep as is comfortable. */
  readonly depth?: number;
}

export type CheckOptions = CompileOptions & ResultOptions & GradientOptions;

/** Prints costs, receptive fields, memory and assertions of every net of the files. */
export function analyzeCommand(files: readonly string[], invocation: Invocation<AnalyzeOptions>, sampler?: Sampler): Outcome {
  const analyzed = analyzeFiles(files, invocation);
  if (analyzed.exitCode === exitCodes.usage) return analyzed;
  const sampled = samplesOf(analyzed.analyses, invocation, sampler);
  // Who asks for samples waits for them: a table without them would come for nothing.
  if ('exitCode' in sampled) return { files: analyzed.files, exitCode: worse(analyzed.exitCode, sampled.exitCode) };
  const { samples } = sampled;
  const text = analyzeText(analyzed, { samples, bounds: boundsOf(analyzed.analyses, invocation.options) }, invocation);
  const written = deliver(text, analyzed, invocation);
  if (isForPeople(invocation.options) && analyzed.diagnostics.length > 0) {
    if (text !== '') separate(invocation.host);
    showDiagnostics(analyzed.diagnostics, invocation);
  }
  if (analyzed.analyses.length === 0 && !analyzed.isBroken) say(invocation.host, `no net is declared in ${files.join(', ')}`);
  return { files: analyzed.files, exitCode: worse(analyzed.exitCode, written) };
}

function analyzeText(
  { analyses, diagnostics }: AnalyzedFiles,
  evidence: GradientEvidence,
  invocation: Invocation<AnalyzeOptions>,
): string | Iterable<string> {
  const { format, depth } = invocation.options;
  const gradient = gradientView(invocation.options, evidence);
  switch (format) {
    case 'json':
      return analysisJson(analyses, diagnostics, {
        hasGradients: hasGradients(invocation.options),
        boundsOf: (analysis) => evidence.bounds.get(analysis),
        samplesOf: (analysis) => evidence.samples.get(analysis),
      });
    case 'github':
    case 'sarif':
      return diagnosticsText(diagnostics, format);
    case 'markdown':
      return analyses.map((analysis) => analysisMarkdown(analysis, { depth, gradient })).join('\n');
    case 'text':
      return analysesText(analyses, { ...resultLayout(invocation), depth, gradient });
  }
}

/** Prints diagnostics and assertions only. */
export function checkCommand(files: readonly string[], invocation: Invocation<CheckOptions>): Outcome {
  const analyzed = analyzeFiles(files, invocation);
  if (analyzed.exitCode === exitCodes.usage) return analyzed;
  if (isForPeople(invocation.options) && analyzed.diagnostics.length > 0) {
    showDiagnostics(analyzed.diagnostics, invocation);
    separate(invocation.host);
  }
  const written = deliver(checkText(analyzed, invocation), analyzed, invocation);
  return { ...analyzed, exitCode: worse(analyzed.exitCode, written) };
}

function checkText({ analyses, diagnostics, isBroken }: AnalyzedFiles, invocation: Invocation<CheckOptions>): string {
  const { format, quiet } = invocation.options;
  switch (format) {
    case 'json':
      return jsonText(checkJson(analyses, diagnostics));
    case 'github':
    case 'sarif':
      return diagnosticsText(diagnostics, format);
    case 'markdown':
    case 'text': {
      const assertions = analyses.flatMap((analysis) => analysis.assertions);
      const held = assertions.filter((result) => result.holds === true).length;
      const parts = [
        ...(analyses.length === 0 && isBroken ? [] : [`${analyses.length} net${analyses.length === 1 ? '' : 's'}`]),
        ...(assertions.length === 0 ? [] : [`${held} of ${assertions.length} assertion${assertions.length === 1 ? ' holds' : 's hold'}`]),
        ...(diagnostics.length === 0 ? [] : [tally(diagnostics)]),
      ];
      return quiet === true || parts.length === 0 ? '' : `${wrapLines(parts.join(', '), resultLayout(invocation).width).join('\n')}\n`;
    }
  }
}

const isForPeople = ({ format }: ResultOptions): boolean => format === 'text' || format === 'markdown';

/**
 * Writes a result. Where a file is broken, what `-o` names stays as it is, so that a part does not replace a whole; but
 * diagnostics for machines are whole whenever everything could be read.
 */
function deliver(text: string | Iterable<string>, analyzed: AnalyzedFiles, invocation: Invocation<CheckOptions>): ExitCode {
  const { options, host } = invocation;
  const toFile = options.output !== undefined && options.output !== '-';
  const isDiagnostics = options.format === 'github' || options.format === 'sarif';
  if (toFile && analyzed.isBroken && !(isDiagnostics && analyzed.diagnostics.length > 0)) {
    say(host, `${options.output ?? ''} is left as it is`);
    return exitCodes.clean;
  }
  // Diagnostics alone may be none, and that is a result; a table of nothing is not.
  return text === '' && !isDiagnostics ? exitCodes.clean : emitResult(text, invocation);
}
