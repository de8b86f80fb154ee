// Steps that were taken before: where a network comes to the same moments again, nothing is worked out again.
import type { Node } from '@trammel/graph';
import type { Site } from '@trammel/operators';
import { rounded, type Moments, type SignalStep } from '@trammel/signal';

/** Steps of one network, found again by the site and the moments of its inputs. */
export interface KnownSteps {
  /** The step for these inputs, made by `make` the first time. */
  readonly take: (node: Node, inputs: readonly (Moments | undefined)[], asked: Asked) => SignalStep | undefined;
  /** The step with moments in the place of its outputs that are equal to twelve digits and were met before. */
  readonly settled: (step: SignalStep) => SignalStep;
}

interface Asked {
  readonly followsDensity: boolean;
  readonly make: () => SignalStep | undefined;
}

interface Entry {
  readonly inputs: readonly (Moments | undefined)[];
  readonly followsDensity: boolean;
  readonly step: SignalStep | undefined;
}

/** No steps yet. They hold for networks at the same sizes, whose nodes may share sites. */
export function createKnownSteps(): KnownSteps {
  /** By site, then by the moments of the first input. */
  const steps = new Map<Site, Map<Moments | undefined, Entry[]>>();
  const met = new Map<number, Moments[]>();
  const settled = (step: SignalStep): SignalStep => ({ ...step, outputs: step.outputs.map((moments) => same(moments, met)) });
  return {
    settled,
    take: ({ site }, inputs, { followsDensity, make }) => {
      const entries = entriesOf(site, inputs[0], steps);
      const known = entries.find((entry) => entry.followsDensity === followsDensity && areSame(entry.inputs, inputs));
      if (known !== undefined) return known.step;
      const made = make();
      const step = made === undefined ? undefined : settled(made);
      entries.push({ inputs, followsDensity, step });
      return step;
    },
  };
}

function entriesOf(site: Site, first: Moments | undefined, steps: Map<Site, Map<Moments | undefined, Entry[]>>): Entry[] {
  const ofSite = steps.get(site) ?? new Map<Moments | undefined, Entry[]>();
  const entries = ofSite.get(first) ?? [];
  steps.set(site, ofSite.set(first, entries));
  return entries;
}

function areSame(inputs: readonly (Moments | undefined)[], others: readonly (Moments | undefined)[]): boolean {
  return inputs.length === others.length && inputs.every((moments, place) => moments === others[place]);
}

const digits = 12;

/** The moments themselves, or others that are equal to twelve digits and were met before. */
function same(moments: Moments, met: Map<number, Moments[]>): Moments {
  const level = rounded(moments.pairs[0] ?? 0, digits);
  const alike = met.get(level) ?? [];
  const known = alike.find((other) => isAlike(moments, other));
  if (known !== undefined) return known;
  alike.push(moments);
  met.set(level, alike);
  return moments;
}

function isAlike({ density, mean, pairs, ...one }: Moments, { density: otherDensity, ...other }: Moments): boolean {
  const whole = Math.abs(pairs[0] ?? 0);
  return (
    areNumbersEqual(pairs, other.pairs, whole) &&
    areNumbersEqual(mean.values, other.mean.values, Math.sqrt(whole)) &&
    isEqual(one, { ...other, mean: undefined, pairs: undefined }) &&
    isSameDensity(density, otherDensity)
  );
}

/** Functions of a Gaussian are told by their names; others are worked out, where all else is the same. */
function isSameDensity(one: Moments['density'], other: Moments['density']): boolean {
  if (one === undefined || other === undefined || one === other) return one === other;
  if (one.key !== other.key || one.isOfGaussian !== other.isOfGaussian) return false;
  if (one.isOfGaussian) return true;
  const [left, right] = [one.get(), other.get()];
  return isEqual(left.points, right.points) && isEqual(left.weights, right.weights);
}

/** Whether plain data are the same, numbers to twelve digits. */
function isEqual(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (typeof one === 'number' && typeof other === 'number') return isNumberEqual(one, other);
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false;
  if (isOfNumbers(one) || isOfNumbers(other)) return isOfNumbers(one) && isOfNumbers(other) && areNumbersEqual(one, other, largest(one));
  const entries = Object.entries(one);
  const others = new Map(Object.entries(other));
  return (
    entries.every(([name, value]) => isEqual(value, others.get(name))) &&
    [...others.keys()].every((name) => name in one || others.get(name) === undefined)
  );
}

const isNumberEqual = (one: number, other: number): boolean =>
  one === other || Math.abs(one - other) <= 10 ** -digits * Math.max(Math.abs(one), Math.abs(other));

/** Whether numbers are the same to twelve digits of the whole: what is small beside it may be what is left where something cancels. */
function areNumbersEqual(one: ArrayLike<number>, other: ArrayLike<number>, whole: number): boolean {
  if (one.length !== other.length) return false;
  for (let at = 0; at < one.length; at += 1) {
    const [left, right] = [one[at] ?? 0, other[at] ?? 0];
    if (left !== right && !(Math.abs(left - right) <= 10 ** -digits * whole)) return false;
  }
  return true;
}

const isOfNumbers = (list: object): list is Float64Array | readonly number[] =>
  list instanceof Float64Array || (Array.isArray(list) && list.every((value) => typeof value === 'number'));

/** The largest absolute value; the table of positions of a long sequence has hundreds of thousands, more than a call takes arguments. */
function largest(numbers: ArrayLike<number>): number {
  let most = 0;
  for (let at = 0; at < numbers.length; at += 1) most = Math.max(most, Math.abs(numbers[at] ?? 0));
  return most;
}
