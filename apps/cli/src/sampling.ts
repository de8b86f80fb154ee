// `--sample`: initialisations of a network drawn and run, with a bar while that takes long. Loaded only when asked for.
import type { Diagnostic } from '@trammel/diagnostics';
import type { NetworkSamples } from '@trammel/report';
import { prepareSampling } from '@trammel/sampling';
import { isKnown } from '@trammel/tensor';
import type { Analysis } from 'trammel';
import type { Host } from './host.js';
import { progressOf } from './progress.js';

/** How many draws, and of which seed. */
export interface SampleRequest {
  readonly draws: number;
  readonly seed: number;
}

/** What was sampled of the network; or what of its source keeps it from that; or why it cannot be as it is asked for. */
export type Sampler = (
  analysis: Analysis,
  request: SampleRequest,
  host: Host,
) => NetworkSamples | { readonly problem: Diagnostic } | { readonly why: string };

export const sampleNetwork: Sampler = ({ graph, sizes, inputs }, { draws, seed }, host) => {
  const known = new Map([...sizes].flatMap(([name, size]) => (isKnown(size) ? [[name, Number(size)] as const] : [])));
  const found = prepareSampling(graph, { seed, sizes: known, inputs });
  if (!('prepared' in found)) return found;
  const sampling = found.prepared.begin();
  const progress = progressOf(`sampling ${graph.name}`, draws, host);
  const drawn = Array.from({ length: draws }, (_, draw) => {
    progress.done(draw);
    return sampling.draw(draw);
  });
  progress.end();
  return { draws, seed, tensors: found.prepared.summary(drawn) };
};
