// `field`: exactly which inputs a unit reads, with a small picture.
import { unitJson, unitMarkdown, unitText } from '@trammel/report';
import { readUnit, type UnitReading } from 'trammel';
import { analyzeFiles } from './compile-files.js';
import { emitResult, exitCodes, jsonText, resultLayout, say, showDiagnostics, worse, type Invocation, type Outcome } from './invocation.js';
import type { CompileOptions, DocumentOptions } from './options.js';

export interface FieldOptions extends CompileOptions, DocumentOptions {
  readonly base: '0' | '1';
}

/** Tells the indices of every input that can change the unit, cut to those that exist. */
export function fieldCommand(file: string, unit: string, invocation: Invocation<FieldOptions>): Outcome {
  const { options, host } = invocation;
  const analyzed = analyzeFiles([file], invocation);
  const base = options.base === '1' ? 1 : 0;
  const results = analyzed.analyses.map((analysis) => readUnit(analysis, unit, base));
  const found = results.flatMap((result) => ('reading' in result ? [result.reading] : []))[0];
  const written = found === undefined ? exitCodes.clean : emitResult(render(found, unit, invocation), invocation);
  // Warnings are for `check`; here they would bury the answer.
  showDiagnostics(
    analyzed.diagnostics.filter(({ severity }) => severity === 'error'),
    invocation,
  );
  if (found !== undefined) return { ...analyzed, exitCode: worse(analyzed.exitCode, written) };
  const why = results.flatMap((result) => ('why' in result ? [result.why] : []))[0];
  if (why !== undefined) say(host, why);
  else if (!analyzed.isBroken) say(host, `no net is declared in ${file}`);
  return { ...analyzed, exitCode: analyzed.isBroken ? analyzed.exitCode : exitCodes.usage };
}

function render(reading: UnitReading, unit: string, invocation: Invocation<FieldOptions>): string {
  const base = invocation.options.base === '1' ? 1 : 0;
  switch (invocation.options.format) {
    case 'json':
      return jsonText(unitJson(reading, unit));
    case 'markdown':
      return unitMarkdown(reading, base);
    case 'text':
      return unitText(reading, { base, ...resultLayout(invocation) });
  }
}
