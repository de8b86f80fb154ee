// A tensor that is read in several places: its gradient is the sum of those that come back, independent up to fresh weights.
import { joinPositions, toldTogether, withPositions } from './by-position.js';
import { combineFields } from './field.js';
import { gramOfSum, squaredProducts } from './gram-spread.js';
import { centredPair, positionsOf, squaredNorm, type GradientMoments, type Moments, type PairMoments, type Told } from './moments.js';

/** The sum of two gradients of one tensor. The logarithm of the sum varies less than those of its parts (docs/gradient.md, section 6). */
export function addGradients(a: GradientMoments, b: GradientMoments, tensor?: Moments): GradientMoments {
  const [one, other] = sharesOf(a, b);
  const positions = positionsOf(a.groups);
  const units = a.axes.reduce((count, { size }) => count * size, 1) / positions;
  const common = 2 * one * other * Math.min(a.logVariance, b.logVariance);
  const gram = gramOfSum(a, b);
  const crossing = ((4 * one * other) / units) * (gram === undefined ? 1 / Math.min(positions, 9) : squaredProducts(gram, a.groups));
  const spread = a.logVariance * one * one + b.logVariance * other * other + common + crossing;
  const together = toldTogether(a, b, a.groups);
  const sum: Told = {
    axes: a.axes,
    groups: a.groups,
    square: combineFields(a.square, b.square, (x, y) => x + y),
    pairs: a.pairs.map((pair, mask) => pair + (b.pairs[mask] ?? 0)),
  };
  return {
    ...withPositions(sum, together === undefined ? undefined : joinPositions(...together, (x, y) => x + y)),
    logVariance: spread,
    gram,
    kinds: kindsOfSum(a, b),
    conditional: addConditionals(a, b),
    isLanding: undefined,
    projection: addProjections(a, b, tensor),
    // What stands out in both are components along one tensor of one gradient, and has one sign.
    radial: radialOf(a, b),
    sized: a.sized === undefined && b.sized === undefined ? undefined : one * (a.sized ?? 0) + other * (b.sized ?? 0),
  };
}

/** Which parts of the squared norm of the sum they have: their squares themselves may be out of the range of numbers. */
function sharesOf(a: GradientMoments, b: GradientMoments): readonly [number, number] {
  const [one, other] = [squaredNorm(a), squaredNorm(b)];
  const total = one + other;
  return total > 0 ? [one / total, other / total] : [0, 0];
}

/** How gradients of kinds of units differ in the sum. */
function kindsOfSum(a: GradientMoments, b: GradientMoments): readonly number[] | undefined {
  const [one, other] = [a.pairs[0] ?? 0, b.pairs[0] ?? 0];
  const kinds = a.kinds ?? b.kinds;
  if (kinds === undefined || one + other <= 0 || (a.kinds ?? kinds).length !== (b.kinds ?? kinds).length) return undefined;
  return kinds.map((_, index) => (one * (a.kinds?.[index] ?? 1) + other * (b.kinds?.[index] ?? 1)) / (one + other));
}

function radialOf(a: GradientMoments, b: GradientMoments): number | undefined {
  if (a.radial === undefined && b.radial === undefined) return undefined;
  const [one, other] = [a.radial ?? 0, b.radial ?? 0];
  return one + other + 2 * Math.sqrt(Math.max(0, one) * Math.max(0, other));
}

/** E[g^2 | y] of the sum, where one of them was followed: the other has its mean everywhere. */
function addConditionals(a: GradientMoments, b: GradientMoments): Float64Array | undefined {
  const [one, other] = [a.conditional, b.conditional];
  if (one === undefined && other === undefined) return undefined;
  if (one === undefined) return other?.map((value) => value + (a.pairs[0] ?? 0));
  return one.map((value, index) => value + (other?.[index] ?? b.pairs[0] ?? 0));
}

/** Moments of x g of the sum; where nothing better is known of one of them, x and g are independent. */
function addProjections(a: GradientMoments, b: GradientMoments, tensor: Moments | undefined): PairMoments | undefined {
  if (a.projection === undefined && b.projection === undefined) return undefined;
  const of = ({ projection, pairs }: GradientMoments): PairMoments | undefined =>
    projection ?? (tensor === undefined ? undefined : pairs.map((pair, mask) => pair * centredPair(tensor, mask)));
  const [one, other] = [of(a), of(b)];
  return one?.length === other?.length ? one?.map((pair, mask) => pair + (other?.[mask] ?? 0)) : undefined;
}
