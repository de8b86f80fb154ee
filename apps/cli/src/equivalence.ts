// `equivalence`: the two forms of momentum step by step on a network.
import { equivalenceJson, equivalenceMarkdown, equivalenceText } from '@trammel/report';
import { compareMomentumForms, parseSizes, type Equivalence } from 'trammel';
import { analyzeFiles } from './compile-files.js';
import { emitResult, exitCodes, jsonText, resultLayout, say, showDiagnostics, worse, type Invocation, type Outcome } from './invocation.js';
import { trainingBatch, type CompileOptions, type DocumentOptions } from './options.js';

export interface EquivalenceCommandOptions extends CompileOptions, DocumentOptions {
  readonly steps: number;
  readonly seed?: number;
}

/** Runs both forms on every net of the file that says how it is trained. */
export function equivalenceCommand(file: string, invocation: Invocation<EquivalenceCommandOptions>): Outcome {
  const { options, host } = invocation;
  const analyzed = analyzeFiles([file], invocation);
  const asked = parseSizes(options.at ?? new Map());
  if (analyzed.exitCode === exitCodes.usage || 'why' in asked) return analyzed;
  const graphs = analyzed.analyses.map(({ graph }) => graph);
  const trained = graphs.filter(({ training }) => training !== undefined);
  const results = (trained.length === 0 ? graphs : trained).map((graph) =>
    compareMomentumForms(graph, { sizes: asked.sizes, batch: trainingBatch, steps: options.steps, seed: options.seed }),
  );
  const found = results.flatMap((result) => ('equivalence' in result ? [result.equivalence] : []));
  const written = found.length === 0 ? exitCodes.clean : emitResult(render(found, invocation), invocation);
  const problems = results.flatMap((result) => ('problem' in result ? [result.problem] : []));
  // Warnings are for `check`; here they would bury the answer.
  showDiagnostics([...analyzed.diagnostics.filter(({ severity }) => severity === 'error'), ...problems], invocation);
  const faults = results.flatMap((result) => ('why' in result ? [result.why] : []));
  for (const why of faults) say(host, why);
  if (results.length === 0 && !analyzed.isBroken) say(host, `no net is declared in ${file}`);
  const isMistaken = faults.length > 0 || (results.length === 0 && !analyzed.isBroken);
  const answered = isMistaken ? exitCodes.usage : problems.length > 0 ? exitCodes.fault : exitCodes.clean;
  return { exitCode: [analyzed.exitCode, written].reduce(worse, answered), files: analyzed.files };
}

function render(found: readonly Equivalence[], invocation: Invocation<EquivalenceCommandOptions>): string {
  switch (invocation.options.format) {
    case 'json':
      return jsonText(equivalenceJson(found));
    case 'markdown':
      return found.map(equivalenceMarkdown).join('\n');
    case 'text':
      return found.map((equivalence) => equivalenceText(equivalence, resultLayout(invocation))).join('\n\n');
  }
}
