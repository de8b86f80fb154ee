// The networks of the corpus, small, and random networks, as generated for TensorFlow.js: the numbers of the executor and its gradients.
import { readFileSync } from 'node:fs';
import { sourceFile } from '@trammel/diagnostics';
import { nodesOf, type Graph } from '@trammel/graph';
import { compile } from '@trammel/lower';
import { corpusNetworks, randomNetwork, reducedText } from '@trammel/networks';
import type { Mode } from '@trammel/operators';
import { generateTfjs } from '@trammel/target-tfjs';
import { isKnown, substituteSize } from '@trammel/tensor';
import { expect, test } from 'vitest';
import { createLoader } from './generated-code.js';
import { agreementOf, isDeterministic } from './tfjs-agreement.js';

const loader = createLoader();

/** The network of a text; what is wrong with it is a defect of the suite. */
function graphOf(text: string, net: string, set: Readonly<Record<string, string>> = {}): Graph {
  const provider = { resolve: () => ({ why: 'nothing is imported' }) };
  const { networks, diagnostics } = compile(sourceFile('network.net', text), provider, { net, overrides: new Map(Object.entries(set)) });
  const graph = networks.find((each) => each.name === net)?.graph;
  if (graph === undefined) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  return graph;
}

function faultsOf(graph: Graph, sizes: ReadonlyMap<string, number>, modes: readonly Mode[]): readonly string[] {
  return modes.flatMap((mode) => {
    if (!isDeterministic(graph, mode)) return [];
    const { forward, backward, statistics, worst, parameters } = agreementOf(graph, loader, { mode, sizes, seed: 1 });
    const isNear = forward <= 1e-5 && backward <= 1e-4 && statistics <= 1e-5;
    return [
      ...(isNear ? [] : [`${mode}: ${worst}`]),
      ...(parameters.counted === parameters.expected ? [] : [`${parameters.counted} parameters instead of ${parameters.expected}`]),
    ];
  });
}

/** Whether a table is asked for a row that it does not have, which only shows when the network runs. */
function readsBeyond({ body, inputs }: Graph, sizes: ReadonlyMap<string, number>): boolean {
  const given = new Set(inputs.map(({ tensor }) => tensor));
  return nodesOf(body).some(({ node }) => {
    if (node.operator === 'embedding') return node.inputs.some((tensor) => !given.has(tensor));
    if (node.operator !== 'pos_embed') return false;
    const [positions] = node.site.parameters[0]?.shape ?? [];
    const axis = node.site.inputs[0]?.shape.find(({ name }) => name === positions?.name);
    return Number(substituteSize(axis?.size ?? 0, sizes)) > Number(positions?.size);
  });
}

/** Whether the number of weights depends on an open size, which no model of TensorFlow.js has. */
const hasOpenWeights = ({ weights }: Graph): boolean =>
  weights.some(({ parameters }) => parameters.some(({ shape }) => shape.some(({ size }) => !isKnown(size))));

test.each(corpusNetworks)('$file: $net', { timeout: 120_000 }, (network) => {
  const text = reducedText(readFileSync(new URL(`../../corpus/${network.file}`, import.meta.url), 'utf8'), network);
  const graph = graphOf(text, network.net, network.set);
  // Batches of two at a single position have no variance to speak of: in training the rounding of 32 bits is all there is.
  expect(faultsOf(graph, new Map(Object.entries({ N: 2, ...network.at })), ['inference'])).toEqual([]);
});

test('random networks', { timeout: 600_000 }, () => {
  const seeds = Array.from({ length: 200 }, (_, seed) => seed);
  const ran = seeds.filter((seed) => {
    const { text, sizes } = randomNetwork(seed);
    const graph = graphOf(text, `Random${seed}`);
    if (hasOpenWeights(graph)) {
      expect(generateTfjs(graph).diagnostics[0]?.code).toBe('not-in-target');
      return false;
    }
    if (readsBeyond(graph, sizes)) return false;
    expect(faultsOf(graph, sizes, ['inference', 'training']), text).toEqual([]);
    return true;
  });
  expect(ran.length).toBeGreaterThan(150);
});
