// How inputs are distributed, as it is said on a command line: from texts to numbers, and what speaks against them.
import { standardInput, type InputDistribution, type InputDistributions } from '@trammel/analysis';
import { didYouMean } from '@trammel/diagnostics';
import type { Graph } from '@trammel/graph';

/** Numbers by the names of inputs, as `--input-std` and `--input-mean` give them. */
export interface InputNumbers {
  readonly deviations?: ReadonlyMap<string, number> | undefined;
  readonly means?: ReadonlyMap<string, number> | undefined;
}

/** The distributions of all inputs of which something is said; or what is wrong with that. */
export type ReadInputs = { readonly inputs: InputDistributions } | { readonly why: string };

/** A deviation is above 0; an input that none of the networks has is an error, as one is of whole numbers. */
export function readInputs(graphs: readonly Graph[], { deviations = new Map(), means = new Map() }: InputNumbers): ReadInputs {
  const inputs = new Map<string, InputDistribution>();
  for (const name of new Set([...deviations.keys(), ...means.keys()])) {
    const why = graphs.length === 0 ? undefined : unknownInput(name, graphs);
    if (why !== undefined) return { why };
    const { mean, deviation } = { mean: means.get(name) ?? standardInput.mean, deviation: deviations.get(name) ?? standardInput.deviation };
    if (!(deviation > 0)) return { why: `the standard deviation of ${name} is a number above 0, and is given as ${deviation}` };
    inputs.set(name, { mean, deviation });
  }
  return { inputs };
}

function unknownInput(name: string, graphs: readonly Graph[]): string | undefined {
  const all = graphs.flatMap((graph) => graph.inputs);
  const named = all.filter((input) => input.name === name);
  const real = [...new Set(all.filter(({ tensor }) => tensor.type.elementType === 'f32').map((input) => input.name))];
  if (real.includes(name)) return undefined;
  if (named.length > 0) return `${name} is no input of real numbers, and has neither mean nor standard deviation`;
  if (real.length === 0) return `there is no input ${name}, and none of real numbers`;
  const near = didYouMean(name, real);
  return `there is no input ${name}; ${near === undefined ? `there is ${real.join(', ')}` : `did you mean ${near}?`}`;
}
