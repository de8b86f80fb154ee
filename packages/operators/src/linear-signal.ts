// The signal rule of operators with one weight and one bias: what they have in common beyond the maps that differ.
import {
  everyPosition,
  keptGroups,
  linear,
  sumOverTaps,
  sumOverWindows,
  type LinearMap,
  type Moments,
  type PositionGroup,
  type SignalAxis,
  type SignalStep,
  type Taps,
} from '@trammel/signal';
import type { Size } from '@trammel/tensor';
import type { SignalCall } from './signal.js';
import type { AxisWindow } from './window.js';

/** How many units meet. */
interface Units {
  /** Units in and out of one group of channels, and all that come out. */
  readonly incoming: number;
  readonly outgoing: number;
  readonly all: number;
}

/** The linear map of one position at a time. */
export function pointwiseMap(x: Moments, axes: readonly SignalAxis[], units: Units): LinearMap {
  return {
    axes,
    groups: keptGroups(x, []),
    unitsIn: units.incoming,
    unitsOut: units.outgoing,
    outputUnits: units.all,
    taps: 1,
    sharedTaps: 1,
    windowed: [],
    gather: everyPosition,
    scatter: everyPosition,
  };
}

/** The linear map of windows; `isTransposed` where the input spreads over the output instead of the output reading the input. */
export function windowMap(
  x: Moments,
  axes: readonly SignalAxis[],
  { units, taps, direction }: { readonly units: Units; readonly taps: ReadonlyMap<string, Taps>; readonly direction: 'reads' | 'spreads' },
): LinearMap {
  const along = x.axes.map(({ name }) => taps.get(name));
  const fold =
    (over: typeof sumOverTaps): LinearMap['gather'] =>
    (field) =>
      along.reduce((now, tap, axis) => (tap === undefined ? now : over(now, axis, tap)), field);
  const [reading, spreading] = [fold(sumOverTaps), fold(sumOverWindows)];
  return {
    axes,
    groups: groupsOn(x, axes, [...taps.keys()]),
    unitsIn: units.incoming,
    unitsOut: units.outgoing,
    outputUnits: units.all,
    taps: [...taps.values()].reduce((product, { kernel }) => product * kernel, 1),
    sharedTaps: [...taps.values()].reduce((product, tap) => product * tapsInCommon(tap, direction), 1),
    windowed: [...taps.keys()],
    gather: direction === 'reads' ? reading : spreading,
    scatter: direction === 'reads' ? spreading : reading,
  };
}

/** The groups of the input with the sizes of the output, and one for windowed axes that had a single position before. */
export function groupsOn(x: Moments, axes: readonly SignalAxis[], windowed: readonly string[]): readonly PositionGroup[] {
  const sizeOf = (names: readonly string[]): number =>
    axes.filter(({ name }) => names.includes(name)).reduce((product, { size }) => product * size, 1);
  const known = x.groups.map((group) => {
    const joins = group.axes.some((axis) => windowed.includes(axis));
    return joins ? [...new Set([...group.axes, ...windowed])] : group.axes;
  });
  const taken = new Set(known.flat());
  const fresh = windowed.filter((axis) => !taken.has(axis));
  return [...known, ...(fresh.length > 0 ? [fresh] : [])].flatMap((names) =>
    sizeOf(names) > 1 ? [{ axes: names, size: sizeOf(names) }] : [],
  );
}

/** Windows as they are read. */
export function tapsOf(windows: readonly AxisWindow[], size: (size: Size) => number): ReadonlyMap<string, Taps> {
  return new Map(
    windows.map(({ axis, kernel, stride, dilation, before, count }) => [
      axis.name,
      {
        size: size(axis.size),
        count: size(count),
        kernel: size(kernel),
        stride: size(stride),
        dilation: size(dilation),
        before: size(before),
      },
    ]),
  );
}

/** The step of a map with parameters `weight` and, where the call has one, `bias`. */
export function weighted(
  x: Moments,
  map: LinearMap,
  call: Pick<SignalCall<{ readonly bias: boolean }>, 'weight' | 'attributes'>,
): SignalStep {
  const bias = call.attributes.bias ? call.weight('bias') : undefined;
  return linear(x, map, { weight: call.weight('weight'), bias, names: { weight: 'weight', bias: 'bias' } });
}

/** The mean over pairs of outputs of the taps that land inside at both: the sum over taps of the squared part of outputs where each does. */
function tapsInCommon({ size, count, kernel, stride, dilation, before }: Taps, direction: 'reads' | 'spreads'): number {
  const outputs = direction === 'reads' ? count : size;
  let sum = 0;
  for (let element = 0; element < kernel; element += 1) {
    let inside = 0;
    for (let window = 0; window < count; window += 1) {
      const position = stride * window - before + dilation * element;
      if (position >= 0 && position < size) inside += 1;
    }
    sum += (inside / outputs) ** 2;
  }
  return sum;
}
