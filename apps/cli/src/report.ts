// `report`: one self-contained page of the nets of files.
import { devices, type Analysis, type DeviceName } from '@trammel/analysis';
import type { Diagnostic } from '@trammel/diagnostics';
import {
  bundledEngine,
  costCsv,
  drawingFiles,
  graphMermaid,
  reportPage,
  type PageContent,
  type ReportedNetwork,
  type ReportedUnit,
} from '@trammel/page';
import {
  adviceMarkdown,
  adviceSummary,
  analysisMarkdown,
  comparisonMarkdown,
  escapeMarkdown,
  sampledColumns,
  type Advised,
} from '@trammel/report';
import { compare, findUnit } from 'trammel';
import { join } from 'node:path';
import { adviceOn } from './advice-on.js';
import { analyzeFiles } from './compile-files.js';
import { writeText } from './files.js';
import { emitResult, exitCodes, say, showDiagnostics, worse, type ExitCode, type Invocation, type Outcome } from './invocation.js';
import type { CompileOptions, GradientOptions, ReportFormat } from './options.js';
import { samplesOf } from './samples.js';
import type { Sampler } from './sampling.js';

export interface ReportOptions extends CompileOptions, Pick<GradientOptions, 'sample' | 'seed'> {
  readonly format: ReportFormat;
  readonly output?: string;
  readonly device: DeviceName;
  /** Whose receptive field is drawn. */
  readonly unit?: string;
}

/** Where a report goes if nobody says: a page and drawings are files, texts are printed. */
const usualOutputs: Readonly<Record<ReportFormat, string>> = { html: 'report.html', markdown: '-', csv: '-', mermaid: '-', svg: 'report' };

/** Writes the page, or parts of it as files of other kinds; of two nets it tells first how they differ. */
export async function reportCommand(files: readonly string[], invocation: Invocation<ReportOptions>, sampler?: Sampler): Promise<Outcome> {
  const { options, host } = invocation;
  const output = options.output ?? usualOutputs[options.format];
  const analyzed = analyzeFiles(files, { host, options: { ...options, gradient: true } });
  if (analyzed.exitCode === exitCodes.usage) return analyzed;
  const { analyses, diagnostics, isBroken } = analyzed;
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  if (analyses.length === 0 || isBroken) {
    showDiagnostics(errors, invocation);
    if (analyses.length === 0 && !isBroken) say(host, `no net is declared in ${files.join(', ')}`);
    else if (output !== '-') say(host, `${output} is left as it is`);
    return { ...analyzed, exitCode: isBroken ? analyzed.exitCode : exitCodes.usage };
  }
  const drawn = samplesOf(analyses, invocation, sampler);
  if ('exitCode' in drawn) return { files: analyzed.files, exitCode: worse(analyzed.exitCode, drawn.exitCode) };
  const units = unitsIn(analyses, options.unit);
  if ('why' in units) {
    say(host, units.why);
    return { files: analyzed.files, exitCode: exitCodes.usage };
  }
  // Trying edits takes seconds for each net: a page of many is a list to look through.
  const advised = showsAdvice(options.format) && analyses.length <= mostAdvised ? adviceOn(analyses, options) : [];
  const networks = analyses.map((analysis, index): ReportedNetwork => {
    const samples = drawn.samples.get(analysis);
    const findings = [...analysis.diagnostics, ...analysis.gradient.findings].filter(isFirst);
    return {
      analysis,
      findings,
      sampled: samples === undefined ? [] : sampledColumns(samples, analysis),
      unit: units.get(analysis),
      advice: advised[index]?.advice,
    };
  });
  const own = new Set(networks.flatMap(({ findings }) => findings.map(keyOf)));
  const [left, right, ...others] = analyses;
  const content: PageContent = {
    networks,
    findings: diagnostics.filter((diagnostic) => !own.has(keyOf(diagnostic))),
    comparison: left === undefined || right === undefined || others.length > 0 ? undefined : compare(left, right),
    device: devices[options.device],
    engine: bundledEngine(),
  };
  const written = await write(content, output, invocation);
  if (written === exitCodes.clean && output !== '-' && options.quiet !== true) {
    say(host, `${output} holds ${analyses.length} net${analyses.length === 1 ? '' : 's'}`);
  }
  showDiagnostics(errors, invocation);
  return { ...analyzed, exitCode: worse(analyzed.exitCode, written) };
}

/** Nets of one report that advice is sought for. */
const mostAdvised = 2;

const showsAdvice = (format: ReportFormat): boolean => format === 'html' || format === 'markdown';

async function write(content: PageContent, output: string, { options, host }: Invocation<ReportOptions>): Promise<ExitCode> {
  if (options.format !== 'svg') {
    const text = await textOf(content, options.format);
    return emitResult(text, { host, options: { ...options, format: 'text', output } });
  }
  if (output === '-') {
    say(host, 'drawings are several files: -o names the folder that they go to');
    return exitCodes.usage;
  }
  for (const { name, text } of await drawingFiles(content.networks, content)) {
    const path = join(output, name);
    const failed = writeText(path, text);
    if (failed === undefined) continue;
    say(host, `cannot write ${path}: ${failed.why}`);
    return exitCodes.usage;
  }
  return exitCodes.clean;
}

function textOf(content: PageContent, format: Exclude<ReportFormat, 'svg'>): Promise<string> | string {
  const { networks, comparison } = content;
  switch (format) {
    case 'html':
      return reportPage(content);
    case 'csv':
      return costCsv(networks);
    case 'mermaid':
      return graphMermaid(networks);
    case 'markdown': {
      const tables = networks.map(({ analysis }) => analysisMarkdown(analysis, { depth: undefined, gradient: () => undefined }));
      const advice = networks.flatMap(({ analysis, advice: edits = [] }) =>
        edits.length === 0 ? [] : [foldedAdvice({ analysis, advice: edits })],
      );
      if (comparison === undefined) return [...tables, ...advice].join('\n');
      // In a pull request the difference is what is read; the tables open on demand.
      const folded = tables.map(
        (text, index) =>
          `<details><summary>${escapeMarkdown(networks[index]?.analysis.graph.name ?? '')}</summary>\n\n${text}\n</details>\n`,
      );
      return [comparisonMarkdown(comparison), ...folded, ...advice].join('\n');
    }
  }
}

/** The unit in each net that has it; why there is none where none has. */
function unitsIn(analyses: readonly Analysis[], text: string | undefined): ReadonlyMap<Analysis, ReportedUnit> | { readonly why: string } {
  const units = new Map<Analysis, ReportedUnit>();
  if (text === undefined) return units;
  const results = analyses.map((analysis) => ({ analysis, found: findUnit(analysis, text, 0) }));
  for (const { analysis, found } of results) {
    if ('why' in found) continue;
    const { tensor, index } = found.unit;
    units.set(analysis, { name: tensor.name, tensor: tensor.tensor, index: index.map(({ value }) => value) });
  }
  const [why] = results.flatMap(({ found }) => ('why' in found ? [found.why] : []));
  return units.size === 0 && why !== undefined ? { why } : units;
}

/** What could be otherwise opens on demand. */
const foldedAdvice = (advised: Advised): string =>
  `<details><summary>${escapeMarkdown(adviceSummary(advised))}</summary>\n\n${adviceMarkdown(advised)}\n</details>\n`;

const keyOf = ({ code, message, primary: { span } }: Diagnostic): string =>
  `${code} ${span.source.path} ${span.start} ${span.end} ${message}`;

/** An analysis whose assertions ask for gradients has found of them what the pass finds. */
const isFirst = (diagnostic: Diagnostic, index: number, all: readonly Diagnostic[]): boolean =>
  all.findIndex((other) => keyOf(other) === keyOf(diagnostic)) === index;
