// `advise`: edits of the nets of files that would pay.
import { adviceJson, adviceMarkdown, adviceText, type Advised } from '@trammel/report';
import { adviceFor, type Analysis } from 'trammel';
import { analyzeFiles } from './compile-files.js';
import { emitResult, exitCodes, jsonText, resultLayout, say, showDiagnostics, worse, type Invocation, type Outcome } from './invocation.js';
import type { CompileOptions, DocumentOptions } from './options.js';
import { providerFor } from './sources.js';

/** Prints what is advised for every net of the files. */
export function adviseCommand(files: readonly string[], invocation: Invocation<CompileOptions & DocumentOptions>): Outcome {
  const analyzed = analyzeFiles(files, invocation);
  if (analyzed.exitCode === exitCodes.usage) return analyzed;
  const { analyses, isBroken } = analyzed;
  const advised = adviceOn(analyses, invocation.options);
  const written = advised.length === 0 ? exitCodes.clean : emitResult(render(advised, invocation), invocation);
  // Warnings are for `check`; here they would bury the answer.
  showDiagnostics(
    analyzed.diagnostics.filter(({ severity }) => severity === 'error'),
    invocation,
  );
  if (analyses.length === 0 && !isBroken) say(invocation.host, `no net is declared in ${files.join(', ')}`);
  const answered = analyses.length === 0 && !isBroken ? exitCodes.usage : exitCodes.clean;
  return { files: analyzed.files, exitCode: [analyzed.exitCode, written].reduce(worse, answered) };
}

/** The nets with what is advised for each, compiled with the parameters that these were compiled with. */
export function adviceOn(analyses: readonly Analysis[], { set }: Pick<CompileOptions, 'set'>): readonly Advised[] {
  return analyses.map((analysis) => ({
    analysis,
    advice: adviceFor({ analysis, provider: providerFor(analysis.graph.file, () => undefined), overrides: set }),
  }));
}

function render(advised: readonly Advised[], invocation: Invocation<CompileOptions & DocumentOptions>): string {
  switch (invocation.options.format) {
    case 'json':
      return jsonText(adviceJson(advised));
    case 'markdown':
      return advised.map(adviceMarkdown).join('\n');
    case 'text': {
      const { width, style } = resultLayout(invocation);
      return adviceText(advised, width, style);
    }
  }
}
