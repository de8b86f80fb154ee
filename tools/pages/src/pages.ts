// Pages for tests: networks of the repository reported as the command line would, in a folder of their own.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { devices } from '@trammel/analysis';
import { sourceFile } from '@trammel/diagnostics';
import { reportPage } from '@trammel/page';
import { analyze, compare, compile, type SourceProvider } from 'trammel';

const root = dirname(dirname(dirname(dirname(fileURLToPath(import.meta.url)))));

const noImports: SourceProvider = { resolve: () => ({ why: 'tests import nothing' }), identity: (path) => path };

/** The page of the networks of a text: of all, or of the one that is named. */
export async function pageOf(path: string, text: string, net?: string): Promise<string> {
  const { networks, diagnostics } = compile(sourceFile(path, text), noImports, { net });
  const analyses = networks.flatMap(({ graph }) => (graph === undefined ? [] : [analyze(graph)]));
  const [left, right, ...others] = analyses;
  return reportPage({
    networks: analyses.map((analysis) => ({ analysis, findings: [...analysis.diagnostics, ...analysis.gradient.findings], sampled: [] })),
    findings: diagnostics,
    comparison: left === undefined || right === undefined || others.length > 0 ? undefined : compare(left, right),
    device: devices.a100,
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
