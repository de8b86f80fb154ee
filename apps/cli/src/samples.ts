// What commands draw of gradients where that is asked for: of each network, or why not. Not the sampling.
import type { NetworkSamples } from '@trammel/report';
import { defaultSeed, type Analysis } from 'trammel';
import type { GradientEvidence } from './gradient-view.js';
import { exitCodes, say, showDiagnostics, type ExitCode, type Invocation } from './invocation.js';
import type { CompileOptions, GradientOptions } from './options.js';
import type { Sampler } from './sampling.js';

/** Of each network, if that was asked for; where one cannot be sampled, that is said, and how the command ends. */
export function samplesOf(
  analyses: readonly Analysis[],
  invocation: Invocation<CompileOptions & Pick<GradientOptions, 'sample' | 'seed'>>,
  sampler: Sampler | undefined,
): Pick<GradientEvidence, 'samples'> | { readonly exitCode: ExitCode } {
  const samples = new Map<Analysis, NetworkSamples>();
  const { sample: draws, seed = defaultSeed } = invocation.options;
  if (sampler === undefined || draws === undefined) return { samples };
  for (const analysis of analyses) {
    const found = sampler(analysis, { draws, seed }, invocation.host);
    if ('problem' in found) {
      showDiagnostics([found.problem], invocation);
      return { exitCode: exitCodes.fault };
    }
    if ('why' in found) {
      say(invocation.host, found.why);
      return { exitCode: exitCodes.usage };
    }
    samples.set(analysis, found);
  }
  return { samples };
}
