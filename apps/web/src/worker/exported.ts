// A network as a file of another kind: what `report` and `analyze` of the command line write. Loaded when asked for.
import { devices, type Analysis } from '@trammel/analysis';
import type { Diagnostic } from '@trammel/diagnostics';
import { graphFile, graphMermaid, reportPage, type LayoutEngine } from '@trammel/page';
import { analysisMarkdown } from '@trammel/report';
import { adviceFor } from 'trammel';
import type { Asked, Exported, ExportForm } from './protocol.js';
import { noFiles } from './understanding.js';

/** What is taken away. */
interface ExportedNetwork extends Pick<Asked, 'parameters'> {
  readonly analysis: Analysis;
  readonly diagnostics: readonly Diagnostic[];
}

/** One file; the layout engine is asked where boxes stand beside each other. */
export async function exported(form: ExportForm, network: ExportedNetwork, engine: LayoutEngine): Promise<Exported> {
  const { analysis } = network;
  const { name } = analysis.graph;
  switch (form) {
    case 'markdown':
      return { name: `${name}.md`, text: analysisMarkdown(analysis, { depth: undefined, gradient: () => undefined }) };
    case 'mermaid':
      return { name: `${name}.mmd`, text: graphMermaid([{ analysis }]) };
    case 'svg':
      return graphFile({ analysis }, engine);
    case 'report':
      return { name: `${name}.html`, text: await reportOf(network, engine) };
  }
}

async function reportOf({ analysis, diagnostics, parameters }: ExportedNetwork, engine: LayoutEngine): Promise<string> {
  const advice = adviceFor({ analysis, provider: noFiles, overrides: new Map(Object.entries(parameters)) });
  const findings = [...diagnostics, ...analysis.gradient.findings];
  return reportPage({
    networks: [{ analysis, findings, sampled: [], advice }],
    findings: [],
    comparison: undefined,
    device: devices.a100,
    engine,
  });
}
