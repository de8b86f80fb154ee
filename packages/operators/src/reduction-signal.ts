// Signal rules of reductions over whole axes, which may stay with size 1.
import { createTape, keptGroups, maximum, poolingOf, rearrangement, type Moments, type SignalStep } from '@trammel/signal';
import { outputAxes, soleMoments, type SignalCall } from './signal.js';

/** What is reduced, and how. */
export interface Reducing {
  readonly over: readonly string[];
  readonly isKept: boolean;
  readonly reduce: (x: Moments, axes: readonly string[]) => SignalStep;
}

/** The reduction, and its lost axes again where they are kept. */
export function reducedSignal(call: SignalCall<unknown>, { over, isKept, reduce }: Reducing): SignalStep {
  const x = soleMoments(call);
  const reduced = reduce(x, over);
  if (!isKept) return reduced;
  const { tape, inputs } = createTape([x]);
  const less = tape.apply(inputs, reduced);
  const axes = outputAxes(call).map((axis) => ({
    ...axis,
    from: over.includes(axis.name) ? [] : [axis.name],
    isPosition: less.moments.groups.some((group) => group.axes.includes(axis.name)),
  }));
  return tape.finish(tape.apply([less], rearrangement(less.moments, axes)));
}

/** The largest element over some axes. */
export function largestOver(x: Moments, over: readonly string[]): SignalStep {
  const { units, positions } = poolingOf(x, over);
  const along = positions.reduce((mask, size, index) => (size > 1 ? mask | (1 << index) : mask), 0);
  const among = positions.reduce((product, size) => product * size, units);
  const axes = x.axes.filter(({ name }) => !over.includes(name));
  return maximum(x, { axes, groups: keptGroups(x, over), among, along: units > 1 ? 0 : along, taps: x.axes.map(() => undefined) });
}
