// `advise`: edits of the nets of files that would pay.
import { adviceJson, adviceMarkdown, adviceText, type Advised } from '@trammel/report';
import { adviceOn } from './advice-on.js';
import { analyzeFiles } from './compile-files.js';
import { emitResult, exitCodes, jsonText, resultLayout, say, showDiagnostics, worse, type Invocation, type Outcome } from './invocation.js';
import type { CompileOptions, DocumentOptions } from './options.js';

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
