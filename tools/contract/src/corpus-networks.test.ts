// The corpus at reduced sizes: every architecture is there, with all operators that it has, and runs to finite numbers.
import { readdirSync, readFileSync } from 'node:fs';
import { renderDiagnostic, sourceFile } from '@trammel/diagnostics';
import { compileProgram, explainCompileProblem } from '@trammel/executor';
import { nodesOf, parametersByName, programOfGraph, type Graph } from '@trammel/graph';
import { corpusNetworks, numbersFor, reducedText, type CorpusNetwork } from '@trammel/networks';
import { compile } from 'trammel';
import { describe, expect, it } from 'vitest';

const folder = new URL('../../corpus/', import.meta.url);
const textOf = (file: string): string => readFileSync(new URL(file, folder), 'utf8');

function graphOf(text: string, { net, set = {} }: Pick<CorpusNetwork, 'net' | 'set'>): Graph {
  const { networks, diagnostics } = compile(
    sourceFile('corpus.net', text),
    { resolve: () => ({ why: 'it stands alone' }) },
    { net, overrides: new Map(Object.entries(set)) },
  );
  const errors = diagnostics.filter(({ severity }) => severity === 'error').map((diagnostic) => renderDiagnostic(diagnostic));
  const graph = networks[0]?.graph;
  if (errors.length > 0 || graph === undefined) throw new Error(errors.join('\n'));
  return graph;
}

const operatorsOf = (graph: Graph): readonly string[] => [...new Set(nodesOf(graph.body).map(({ node }) => node.operator))].sort();

it('has every file of the corpus', () => {
  const files = readdirSync(folder).filter((name) => name.endsWith('.net'));
  expect([...new Set(corpusNetworks.map(({ file }) => file))].sort()).toEqual(files.sort());
});

describe.each(corpusNetworks)('$net', (network) => {
  const text = textOf(network.file);
  const reduced = graphOf(reducedText(text, network), network);

  it('has the operators that it has at its published size, and edits that are there', () => {
    expect(operatorsOf(reduced)).toEqual(expect.arrayContaining([...operatorsOf(graphOf(text, { net: network.net }))]));
    expect((network.edits ?? []).filter(([from]) => !text.includes(from))).toEqual([]);
  });

  it('runs to finite numbers', () => {
    const sizes = new Map(reduced.symbols.map(({ name }) => [name, network.at?.[name] ?? 2]));
    const program = programOfGraph(reduced, { mode: 'inference' });
    const compiled = compileProgram(program, { sizes });
    if ('problem' in compiled) throw new Error(explainCompileProblem(compiled.problem));
    const executable = compiled.compilation.executable();
    const { inputs, parameters } = numbersFor(program, { seed: 1, sizes, parameters: parametersByName(reduced) });
    for (const [name, array] of executable.inputs) array.set(inputs.get(name) ?? []);
    for (const [name, array] of executable.parameters) array.set(parameters.get(name) ?? []);
    executable.run(1);
    expect(executable.outputs.every((output) => output.every(Number.isFinite))).toBe(true);
    expect(executable.outputs.some((output) => new Set(output).size > 1)).toBe(true);
    expect([...parameters.values()].reduce((sum, { length }) => sum + length, 0)).toBeLessThan(2.5e6);
  });
});
