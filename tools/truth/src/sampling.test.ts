/** Gradients that are sampled here against those that PyTorch sampled, within a few standard errors of both. */
import { sourceFile } from '@trammel/diagnostics';
import { prepareSampling, type SampledTensor } from '@trammel/sampling';
import { compile } from 'trammel';
import { describe, expect, test } from 'vitest';
import { networkText, sampledNetworks, type NetworkText } from './gradient-networks.js';

/** The tensors by the names of the records. */
function sampled(written: NetworkText, draws: number): ReadonlyMap<string, SampledTensor> {
  const { networks } = compile(sourceFile('sampled.net', written.text), { resolve: () => ({ why: 'there are no other files' }) });
  const graph = networks[0]?.graph;
  if (graph === undefined) throw new Error('the network does not compile');
  const inputs = new Map(graph.inputs.map(({ name }) => [name, { mean: 0, deviation: written.inputStandardDeviation }]));
  const found = prepareSampling(graph, { seed: 1, sizes: written.sizes, inputs });
  if (!('prepared' in found)) throw new Error('problem' in found ? found.problem.message : found.why);
  const sampling = found.prepared.begin();
  const tensors = found.prepared.summary(Array.from({ length: draws }, (_, draw) => sampling.draw(draw)));
  const byName = new Map(
    tensors.map((tensor) => {
      const { place } = tensor;
      const name = place.kind === 'input' ? place.input.name : place.kind === 'output' ? place.node.id : place.id;
      return [name, tensor];
    }),
  );
  const names = [...written.tensors, ...written.parameters];
  return new Map(
    names.flatMap(([record, name]) => {
      const tensor = byName.get(name);
      return tensor === undefined ? [] : [[record, tensor] as const];
    }),
  );
}

/** Small enough to be run among other tests, and of every kind that there is: depth, dropout, norms, pools, branches. */
const chosen: readonly (readonly [name: string, draws: number])[] = [
  ['sigmoid10_bias10_5', 100],
  ['sigmoid10_inputstd100', 100],
  ['relu30_he_dropout0.2', 30],
  ['selu30_lecun', 30],
  ['densenet12_he', 200],
  ['bnlinear30_b16', 6],
  ['lenet_relu_max_torchdefault', 60],
];

const networks = new Map(sampledNetworks().map((network) => [network.name, network]));

describe.each(chosen)('%s', (name, draws) => {
  const network = networks.get(name);
  if (network === undefined) throw new Error(`there is no network ${name}`);

  test(`is as it was sampled, in ${draws} draws`, () => {
    const found = sampled(networkText(network), draws);
    const far: string[] = [];
    let compared = 0;
    for (const [record, { mc, elements, forward_mean_square: square }] of Object.entries(network.records)) {
      const tensor = found.get(record);
      if (tensor === undefined) continue;
      compared += 1;
      expect([record, tensor.elements]).toEqual([record, elements]);
      // The spread is taken from the record; a draw or two may be far out, so that the tolerance is six errors of the difference.
      const error = mc.std * Math.sqrt(1 / draws + 1 / network.draws);
      const off = Math.abs(tensor.ratio.mean - mc.mean);
      if (!(off <= 6 * error + 1e-4)) far.push(`${record}: mean ${tensor.ratio.mean} for ${mc.mean}, ${off / error} errors`);
      // What goes forward spreads by up to 0.2 decades a draw in the deepest of them.
      const forward = tensor.forward?.meanSquare ?? Number.NaN;
      if (square !== undefined && !(Math.abs(Math.log10(forward / square)) <= 0.05 + 1.2 / Math.sqrt(draws)))
        far.push(`${record}: square ${forward} for ${square}`);
    }
    expect(far).toEqual([]);
    expect(compared).toBe(Object.keys(network.records).length);
  });
});
