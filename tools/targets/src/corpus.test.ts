// The networks of the corpus, small, and random networks, as generated for TensorFlow.js: the numbers of the executor and its gradients.
import { readFileSync } from 'node:fs';
import { sourceFile } from '@trammel/diagnostics';
import { nodesOf, type Graph } from '@trammel/graph';
import { compile, type CompileResult } from '@trammel/lower';
import { corpusNetworks, randomNetwork, reducedText, type RandomNetwork } from '@trammel/networks';
import type { Mode } from '@trammel/operators';
import { generateTfjs } from '@trammel/target-tfjs';
import { isKnown } from '@trammel/tensor';
import { expect, test } from 'vitest';
import { createLoader } from './generated-code.js';
import { agreementOf, isDeterministic } from './tfjs-agreement.js';

const loader = createLoader();

function networkOf(
  text: string,
  net: string,
  set: Readonly<Record<string, string>> = {},
): Pick<CompileResult, 'diagnostics'> & { readonly graph?: Graph } {
  const provider = { resolve: () => ({ why: 'nothing is imported' }) };
  const { networks, diagnostics } = compile(sourceFile('network.net', text), provider, { net, overrides: new Map(Object.entries(set)) });
  const graph = networks.find((each) => each.name === net)?.graph;
  return graph === undefined ? { diagnostics } : { diagnostics, graph };
}

/** The network of a text; what is wrong with it is a defect of the suite. */
function graphOf(text: string, net: string, set: Readonly<Record<string, string>> = {}): Graph {
  const { graph, diagnostics } = networkOf(text, net, set);
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

/** Whether it asks for elements that tensors of these sizes do not have: with open sizes that only shows when it runs. */
function readsBeyond({ text, seed, sizes }: RandomNetwork, { body, inputs }: Graph): boolean {
  const given = new Set(inputs.map(({ tensor }) => tensor));
  if (nodesOf(body).some(({ node }) => node.operator === 'embedding' && node.inputs.some((tensor) => !given.has(tensor)))) return true;
  const closed = [...sizes].reduce(
    (part, [name, size]) => part.replaceAll(new RegExp(`([[ ])${name}(?=[,\\]])`, 'g'), `$1${name}=${size}`),
    text,
  );
  return networkOf(closed, `Random${seed}`).diagnostics.some(({ severity }) => severity === 'error');
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
    const network = randomNetwork(seed);
    const { text, sizes } = network;
    const graph = graphOf(text, `Random${seed}`);
    if (hasOpenWeights(graph)) {
      expect(generateTfjs(graph).diagnostics[0]?.code).toBe('not-in-target');
      return false;
    }
    if (readsBeyond(network, graph)) return false;
    expect(faultsOf(graph, sizes, ['inference', 'training']), text).toEqual([]);
    return true;
  });
  expect(ran.length).toBeGreaterThan(150);
});
