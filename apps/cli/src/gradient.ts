// `gradient`: the gradient of one tensor, the way on which it comes, and what it depends on.
import { gradientDetailJson, gradientDetailMarkdown, gradientDetailText } from '@trammel/report';
import { readGradient, withElasticities, type GradientDetail } from 'trammel';
import { analyzeFiles } from './compile-files.js';
import { emitResult, exitCodes, jsonText, resultLayout, say, showDiagnostics, worse, type Invocation, type Outcome } from './invocation.js';
import type { CompileOptions, DocumentOptions, GradientOptions } from './options.js';

export interface GradientDetailOptions extends CompileOptions, DocumentOptions, Pick<GradientOptions, 'inputStd' | 'inputMean'> {
  /** From 1. */
  readonly copy: number;
  readonly depth?: number;
  /** Scales the weights of one layer after the other, which takes a while. */
  readonly elasticity?: true;
}

/** Tells of the first network that has such a tensor. */
export function gradientCommand(file: string, name: string, invocation: Invocation<GradientDetailOptions>): Outcome {
  const { options, host } = invocation;
  const analyzed = analyzeFiles([file], invocation);
  const results = analyzed.analyses.map((analysis) => readGradient(analysis, name, options.copy));
  const found = results.flatMap((result) => ('detail' in result ? [result.detail] : []))[0];
  const told = found === undefined || options.elasticity !== true ? found : withElasticities(found);
  const written = told === undefined ? exitCodes.clean : emitResult(render(told, invocation), invocation);
  // Warnings are for `check`; here they would bury the answer.
  showDiagnostics(
    analyzed.diagnostics.filter(({ severity }) => severity === 'error'),
    invocation,
  );
  if (found !== undefined) return { ...analyzed, exitCode: worse(analyzed.exitCode, written) };
  const reasons = results.flatMap((result) => ('why' in result ? [result] : []));
  const reason = reasons.find(({ hasTensor }) => hasTensor) ?? reasons[0];
  if (reason !== undefined) say(host, reason.why);
  else if (!analyzed.isBroken) say(host, `no net is declared in ${file}`);
  return { ...analyzed, exitCode: analyzed.isBroken ? analyzed.exitCode : exitCodes.usage };
}

function render(detail: GradientDetail, invocation: Invocation<GradientDetailOptions>): string {
  const { format, depth } = invocation.options;
  switch (format) {
    case 'json':
      return jsonText(gradientDetailJson(detail));
    case 'markdown':
      return gradientDetailMarkdown(detail, depth);
    case 'text':
      return gradientDetailText(detail, { ...resultLayout(invocation), depth });
  }
}
