/** The networks whose gradients were sampled compile, and have the tensors and parameters of the records. */
import { renderDiagnostic, sourceFile } from '@trammel/diagnostics';
import { nodesOf } from '@trammel/graph';
import { approximateSize, type Shape } from '@trammel/tensor';
import { compile } from 'trammel';
import { describe, expect, it } from 'vitest';
import { networkText, sampledNetworks } from './gradient-networks.js';

const graphOf = (text: string) => {
  const { networks, diagnostics } = compile(sourceFile('sampled.net', text), { resolve: () => ({ why: 'there are no other files' }) });
  expect(diagnostics.map((diagnostic) => renderDiagnostic(diagnostic))).toEqual([]);
  const graph = networks[0]?.graph;
  if (graph === undefined) throw new Error('there is no network');
  return graph;
};

const elements = (shape: Shape): number => shape.reduce((product, { size }) => product * approximateSize(size), 1);

describe.each(sampledNetworks())('$name', (network) => {
  it.each(['operator', 'written out'] as const)('is a network of the language, with attention as %s', (form) => {
    const written = networkText(network, form);
    const graph = graphOf(written.text);
    const outputs = new Set(nodesOf(graph.body).map(({ node }) => node.id));
    expect([...written.tensors.values()].filter((name) => name !== 'x' && !outputs.has(name))).toEqual([]);
    const sizes = new Map<string, number>(
      graph.weights.flatMap(({ id, parameters }) =>
        parameters.flatMap(({ name, shape, isTrainable }) => (isTrainable ? [[`${id}.${name}`, elements(shape)] as const] : [])),
      ),
    );
    expect(sizes.size).toBe(written.parameters.size);
    for (const [recorded, name] of written.parameters) {
      expect([name, sizes.get(name)]).toEqual([name, network.records[recorded]?.elements]);
    }
    if (form === 'operator') return;
    const known = new Set([...written.tensors.keys(), ...written.parameters.keys()]);
    expect(Object.keys(network.records).filter((record) => !known.has(record))).toEqual([]);
  });
});
