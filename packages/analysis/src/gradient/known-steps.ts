// Steps that were taken before: where a network comes to the same moments again, nothing is worked out again.
import type { Node } from '@trammel/graph';
import type { Site } from '@trammel/operators';
import type { Moments, SignalStep } from '@trammel/signal';

/** Steps of one network, found again by the site and the moments of its inputs. */
export interface KnownSteps {
  /** The step for these inputs, made by `make` the first time. */
  readonly take: (
    node: Node,
    inputs: readonly (Moments | undefined)[],
    asked: { readonly followsDensity: boolean; readonly make: () => SignalStep | undefined },
  ) => SignalStep | undefined;
  /** The moments themselves, or others that are equal to twelve digits and were met before. */
  readonly same: (moments: Moments) => Moments;
}

/** No steps yet. */
export function createKnownSteps(): KnownSteps {
  const steps = new Map<Site, Map<string, SignalStep | undefined>>();
  const numbers = new Map<Moments, number>();
  const met = new Map<string, Moments>();
  const numberOf = (moments: Moments | undefined): number => {
    if (moments === undefined) return -1;
    const number = numbers.get(moments) ?? numbers.size;
    numbers.set(moments, number);
    return number;
  };
  const same = (moments: Moments): Moments => {
    const text = fingerprint(moments);
    if (text === undefined) return moments;
    const known = met.get(text) ?? moments;
    met.set(text, known);
    return known;
  };
  return {
    same,
    take: ({ site }, inputs, { followsDensity, make }) => {
      const ofSite = steps.get(site) ?? new Map<string, SignalStep | undefined>();
      steps.set(site, ofSite);
      const key = `${inputs.map(numberOf).join()} ${followsDensity ? 'density' : ''}`;
      if (ofSite.has(key)) return ofSite.get(key);
      const made = make();
      const kept = made === undefined ? undefined : { ...made, outputs: made.outputs.map(same) };
      ofSite.set(key, kept);
      return kept;
    },
  };
}

/** What tells moments apart; undefined where they differ by position or hold a distribution that no Gaussian explains. */
function fingerprint({ axes, groups, mean, square, pairs, density, ...others }: Moments): string | undefined {
  if (mean.values.length > 1 || square.values.length > 1 || density?.isOfGaussian === false) return undefined;
  return JSON.stringify([axes, groups, mean.values[0], pairs, density?.key, others], (_, value: unknown) =>
    typeof value === 'number' ? value.toPrecision(12) : value,
  );
}
