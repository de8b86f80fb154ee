// `report`: one self-contained page of the nets of files.
import { devices, type DeviceName } from '@trammel/analysis';
import type { Diagnostic } from '@trammel/diagnostics';
import { reportPage, type ReportedNetwork } from '@trammel/page';
import { sampledColumns } from '@trammel/report';
import { compare } from 'trammel';
import { analyzeFiles } from './compile-files.js';
import { emitResult, exitCodes, say, showDiagnostics, worse, type Invocation, type Outcome } from './invocation.js';
import type { CompileOptions, GradientOptions } from './options.js';
import { samplesOf } from './samples.js';
import type { Sampler } from './sampling.js';

export interface ReportOptions extends CompileOptions, Pick<GradientOptions, 'sample' | 'seed'> {
  readonly output: string;
  readonly device: DeviceName;
}

/** Writes the page; of two nets it tells first how they differ. */
export async function reportCommand(files: readonly string[], invocation: Invocation<ReportOptions>, sampler?: Sampler): Promise<Outcome> {
  const { options, host } = invocation;
  const analyzed = analyzeFiles(files, { host, options: { ...options, gradient: true } });
  if (analyzed.exitCode === exitCodes.usage) return analyzed;
  const { analyses, diagnostics, isBroken } = analyzed;
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  if (analyses.length === 0 || isBroken) {
    showDiagnostics(errors, invocation);
    say(host, analyses.length === 0 && !isBroken ? `no net is declared in ${files.join(', ')}` : `${options.output} is left as it is`);
    return { ...analyzed, exitCode: isBroken ? analyzed.exitCode : exitCodes.usage };
  }
  const drawn = samplesOf(analyses, invocation, sampler);
  if ('exitCode' in drawn) return { files: analyzed.files, exitCode: worse(analyzed.exitCode, drawn.exitCode) };
  const networks = analyses.map((analysis): ReportedNetwork => {
    const samples = drawn.samples.get(analysis);
    const findings = [...analysis.diagnostics, ...analysis.gradient.findings].filter(isFirst);
    return { analysis, findings, sampled: samples === undefined ? [] : sampledColumns(samples, analysis) };
  });
  const own = new Set(networks.flatMap(({ findings }) => findings.map(keyOf)));
  const [left, right, ...others] = analyses;
  const page = await reportPage({
    networks,
    findings: diagnostics.filter((diagnostic) => !own.has(keyOf(diagnostic))),
    comparison: left === undefined || right === undefined || others.length > 0 ? undefined : compare(left, right),
    device: devices[options.device],
  });
  const written = emitResult(page, { host, options: { ...options, format: 'text' } });
  if (written === exitCodes.clean && options.output !== '-' && options.quiet !== true) {
    say(host, `${options.output} holds ${analyses.length} net${analyses.length === 1 ? '' : 's'}`);
  }
  showDiagnostics(errors, invocation);
  return { ...analyzed, exitCode: worse(analyzed.exitCode, written) };
}

const keyOf = ({ code, message, primary: { span } }: Diagnostic): string =>
  `${code} ${span.source.path} ${span.start} ${span.end} ${message}`;

/** An analysis whose assertions ask for gradients has found of them what the pass finds. */
const isFirst = (diagnostic: Diagnostic, index: number, all: readonly Diagnostic[]): boolean =>
  all.findIndex((other) => keyOf(other) === keyOf(diagnostic)) === index;
