// Random networks as generated for TensorFlow.js: held to the executor, or a word why there is nothing to hold. Not how they are made.
import { nodesOf, type Graph } from '@trammel/graph';
import { randomNetwork, type RandomNetwork } from '@trammel/networks';
import { generateTfjs } from '@trammel/target-tfjs';
import { isKnown } from '@trammel/tensor';
import type { Loader } from './generated-code.js';
import { compiled, graphOf } from './source-network.js';
import { faultsOf } from './tfjs-faults.js';

/** How it went with the network of a seed. */
export interface RandomTrial {
  readonly text: string;
  /** `refused` has weights that no model can have, and was told so; `beyond` reads elements that tensors of its sizes lack. */
  readonly kind: 'ran' | 'refused' | 'beyond';
  /** What is wrong, in words. */
  readonly faults: readonly string[];
}

/** Generates the network of the seed, runs it in both modes and compares; what is thrown on the way is a fault. */
export function randomTrial(seed: number, loader: Loader): RandomTrial {
  let text = '';
  try {
    const network = randomNetwork(seed);
    text = network.text;
    return { text, ...trialOf(network, loader) };
  } catch (error) {
    return { text, kind: 'ran', faults: [error instanceof Error ? error.message : String(error)] };
  }
}

function trialOf(network: RandomNetwork, loader: Loader): Omit<RandomTrial, 'text'> {
  const graph = graphOf(network.text, `Random${network.seed}`);
  if (hasOpenWeights(graph)) {
    const isRefused = generateTfjs(graph).diagnostics[0]?.code === 'not-in-target';
    return { kind: 'refused', faults: isRefused ? [] : ['its weights have open sizes, and it is not refused'] };
  }
  if (readsBeyond(network, graph)) return { kind: 'beyond', faults: [] };
  return { kind: 'ran', faults: faultsOf(graph, loader, { sizes: network.sizes, modes: ['inference', 'training'] }) };
}

/** Whether the number of weights depends on an open size, which no model of TensorFlow.js has. */
const hasOpenWeights = ({ weights }: Graph): boolean =>
  weights.some(({ parameters }) => parameters.some(({ shape }) => shape.some(({ size }) => !isKnown(size))));

/** Whether it asks for elements that tensors of these sizes do not have: with open sizes that only shows when it runs. */
function readsBeyond({ text, seed, sizes }: RandomNetwork, { body, inputs }: Graph): boolean {
  const given = new Set(inputs.map(({ tensor }) => tensor));
  if (nodesOf(body).some(({ node }) => node.operator === 'embedding' && node.inputs.some((tensor) => !given.has(tensor)))) return true;
  const closed = [...sizes].reduce(
    (part, [name, size]) => part.replaceAll(new RegExp(`([[ ])${name}(?=[,\\]])`, 'g'), `$1${name}=${size}`),
    text,
  );
  return compiled(closed, `Random${seed}`).diagnostics.some(({ severity }) => severity === 'error');
}
