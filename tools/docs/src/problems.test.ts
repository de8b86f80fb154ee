/** The pages of what networks are found to have are true: each example raises its problem and no other, and its mended form raises none. */
import { problems as analysisProblems } from '@trammel/analysis';
import { renderDiagnostic, type Diagnostic, type Problem } from '@trammel/diagnostics';
import type { Graph } from '@trammel/graph';
import { prepareSampling, problems as samplingProblems } from '@trammel/sampling';
import { problems as trainingProblems } from '@trammel/training';
import { compareMomentumForms } from 'trammel';
import { describe, expect, it } from 'vitest';
import { compileText, diagnosticsOf } from './compiled.js';

/** What a command says of each net of the text, besides what the compiler says. */
const saidOf =
  (refusal: (graph: Graph) => object) =>
  (text: string): readonly Diagnostic[] => {
    const { networks, diagnostics } = compileText(text, 'example.net');
    const graphs = networks.flatMap(({ graph }) => graph ?? []);
    return [...diagnostics, ...graphs.map(refusal).flatMap((result) => ('problem' in result ? [result.problem as Diagnostic] : []))];
  };

const asked = { sizes: new Map(), batch: 4, steps: 2, seed: 1 };

const tables: readonly (readonly [Readonly<Record<string, Problem>>, (text: string) => readonly Diagnostic[]])[] = [
  [analysisProblems, (text) => diagnosticsOf(text, 'example.net')],
  [trainingProblems, saidOf((graph) => compareMomentumForms(graph, asked))],
  [samplingProblems, saidOf((graph) => prepareSampling(graph, { seed: 1, sizes: new Map([['N', 1]]) }))],
];

const pages = tables.flatMap(([problems, said]) => Object.entries(problems).map(([code, problem]) => ({ code, ...problem, said })));

describe.each(pages)('$code', ({ code, severity, example, mended, said }) => {
  it('is raised by its example', async () => {
    const found = said(example);
    expect(found.map((diagnostic) => [diagnostic.code, diagnostic.severity])).toEqual([[code, severity]]);
    const rendered = found.map((diagnostic) => renderDiagnostic(diagnostic)).join('\n\n');
    await expect(`${example}--------\n${rendered}\n`).toMatchFileSnapshot(`../goldens/pages/${code}.txt`);
  });

  it('is not raised by its mended form', () => {
    expect(said(mended).map((diagnostic) => renderDiagnostic(diagnostic))).toEqual([]);
  });
});
