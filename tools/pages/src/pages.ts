// Pages for tests: networks of the repository reported as the command line would, in a folder of their own.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { devices } from '@trammel/analysis';
import { sourceFile } from '@trammel/diagnostics';
import { bundledEngine, reportPage, type ReportedNetwork } from '@trammel/page';
import { adviceFor, analyze, compare, compile, type SourceProvider } from 'trammel';

export const root = dirname(dirname(dirname(dirname(fileURLToPath(import.meta.url)))));

const noImports: SourceProvider = { resolve: () => ({ why: 'tests import nothing' }), identity: (path) => path };

/** The networks of a text with all that is found of them: all, or the one that is named. */
export function reportedOf(path: string, text: string, net?: string): readonly ReportedNetwork[] {
  return compile(sourceFile(path, text), noImports, { net }).networks.flatMap(({ graph }): readonly ReportedNetwork[] => {
    if (graph === undefined) return [];
    const analysis = analyze(graph);
    const findings = [...analysis.diagnostics, ...analysis.gradient.findings];
    return [{ analysis, findings, sampled: [], advice: adviceFor({ analysis, provider: noImports }) }];
  });
}

/** Their page. */
export async function pageOf(path: string, text: string, net?: string): Promise<string> {
  const networks = reportedOf(path, text, net);
  const [left, right, ...others] = networks.map(({ analysis }) => analysis);
  return reportPage({
    networks,
    findings: [],
    comparison: left === undefined || right === undefined || others.length > 0 ? undefined : compare(left, right),
    device: devices.a100,
    engine: bundledEngine(),
  });
}

/** The page of a file of the repository. */
export const pageOfFile = (path: string, net?: string): Promise<string> => pageOf(path, readFileSync(join(root, path), 'utf8'), net);

/** Where pages lie while they are looked at. */
export interface PageFolder {
  /** Writes a page and returns its address. */
  readonly put: (name: string, page: string) => string;
  readonly remove: () => void;
}

export function pageFolder(): PageFolder {
  const folder = mkdtempSync(join(tmpdir(), 'trammel-pages-'));
  return {
    put: (name, page) => {
      const path = join(folder, `${name}.html`);
      writeFileSync(path, page);
      return pathToFileURL(path).href;
    },
    remove: () => {
      rmSync(folder, { recursive: true });
    },
  };
}
