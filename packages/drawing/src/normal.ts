// Normal draws by the ziggurat: layers of equal area under the bell, of which nearly every draw hits the inside.
// G. Marsaglia and W. W. Tsang, "The Ziggurat Method for Generating Random Variables", J. Stat. Software 5(8), 2000; the layer and
// the place within it come from different bits, as J. A. Doornik, "An Improved Ziggurat Method", 2005, asks for.
import { blockLength, fillBits, generatorOf, next, uniformFrom, type Generator, type Key } from './generator.js';

/** How many layers, where the lowest of them ends, and the area of each. */
const [layers, end, area] = [256, 3.6541528853610088, 0.00492867323399];
/** The bits that choose the place: 24, one of them the sign. */
const placeScale = 2 ** 23;

const bell = (x: number): number => Math.exp((-x * x) / 2);

/** The right ends of the layers, the lowest first; that of the lowest as if it were a rectangle too. */
const ends: Float64Array = (() => {
  const found = new Float64Array(layers + 1);
  found[0] = area / bell(end);
  found[1] = end;
  for (let layer = 2; layer < layers; layer += 1) {
    const below = found[layer - 1] ?? 0;
    found[layer] = Math.sqrt(-2 * Math.log(area / below + bell(below)));
  }
  return found;
})();
/** A place times this is a number within the layer. */
const widths: Float64Array = ends.map((x) => x / placeScale);
/** Places below this lie under the bell for sure. */
const sure: Int32Array = Int32Array.from({ length: layers }, (_, layer) =>
  Math.floor(((ends[layer + 1] ?? 0) / (ends[layer] ?? 1)) * placeScale),
);
const heights: Float64Array = ends.map(bell);

/** Normal draws of that mean and standard deviation. */
export function fillNormal(to: Float64Array, key: Key, mean: number, deviation: number): void {
  const generator = generatorOf(key);
  const block = new Int32Array(blockLength);
  for (let start = 0; start < to.length; start += blockLength) {
    const bits = block.subarray(0, to.length - start);
    fillBits(generator, bits);
    for (let at = 0; at < bits.length; at += 1) {
      const both = bits[at] ?? 0;
      const layer = both & 255;
      const place = both >> 8;
      // Two stores, and no choice between numbers: a branch on the sign is guessed wrong every other time.
      if (Math.abs(place) < (sure[layer] ?? 0)) to[start + at] = mean + deviation * (place * (widths[layer] ?? 0));
      else to[start + at] = mean + deviation * atTheEdge(generator, layer, place);
    }
  }
}

/** Normal draws, cast again where they lie more than `bound` deviations from the mean. */
export function fillTruncatedNormal(
  to: Float64Array,
  key: Key,
  { mean, deviation, bound }: { readonly mean: number; readonly deviation: number; readonly bound: number },
): void {
  const generator = generatorOf(key);
  for (let at = 0; at < to.length; at += 1) {
    let draw = normalFrom(generator);
    while (Math.abs(draw) > bound) draw = normalFrom(generator);
    to[at] = mean + deviation * draw;
  }
}

/** One standard normal draw. */
export function normalFrom(generator: Generator): number {
  const bits = next(generator);
  const layer = bits & 255;
  const place = bits >> 8;
  return Math.abs(place) < (sure[layer] ?? 0) ? place * (widths[layer] ?? 0) : atTheEdge(generator, layer, place);
}

/** Within the layer but perhaps above the bell, or in the tail beyond the last layer. */
function atTheEdge(generator: Generator, layer: number, place: number): number {
  if (layer === 0) return place < 0 ? -tail(generator) : tail(generator);
  const x = place * (widths[layer] ?? 0);
  const low = heights[layer] ?? 0;
  const high = layer + 1 === layers ? 1 : (heights[layer + 1] ?? 0);
  return low + uniformFrom(generator) * (high - low) < bell(x) ? x : normalFrom(generator);
}

/** Beyond `end` (Marsaglia 1964): exponential draws, kept in proportion. */
function tail(generator: Generator): number {
  for (;;) {
    const x = -Math.log(1 - uniformFrom(generator)) / end;
    const y = -Math.log(1 - uniformFrom(generator));
    if (2 * y >= x * x) return end + x;
  }
}
