// What given results of a recurrence read of its sequences, initial states and captures: step by step, from the last to the first.
import type { Instruction, Recurrence, Value } from '@trammel/program';
import { present, type SymbolValues } from '@trammel/tensor';
import { elementAt } from './element-at.js';
import { indexSet, noElements, sameIndexSet, unionOfIndexSets, type Box, type IndexSet } from './index-set.js';
import { contains, interval, runsOf, type IntegerSet } from './integer-set.js';
import { numberOf } from './known-coordinate.js';

type Scan = Extract<Instruction, { op: 'scan' }>;
type Demands = ReadonlyMap<number, IndexSet>;

/** What tracing through a recurrence needs: sizes, and how to trace through one step of its body. */
export interface ScanTracing {
  readonly sizes: SymbolValues;
  readonly throughBody: (demands: Demands) => Demands;
}

/** Steps in a row, numbered in the order in which they run, with the same demand on the outputs of each. */
interface Stretch {
  readonly first: number;
  readonly last: number;
  readonly outputs: IndexSet;
}

/** The elements of each operand of the recurrence that these elements of one of its results read. */
export function backwardThroughScan(scan: Scan, results: IndexSet, tracing: ScanTracing): readonly (readonly [Value, IndexSet])[] {
  const { recurrence } = scan;
  const length = present(numberOf(recurrence.length, tracing.sizes), () => 'the length of a recurrence is known');
  const walk = { recurrence, length, output: recurrence.states.length + scan.index, throughBody: tracing.throughBody };
  let states: Demands = scan.result === 'state' ? new Map([[scan.index, results]]) : new Map();
  const stretches =
    scan.result === 'state' ? [{ first: 0, last: length - 1, outputs: noElements }] : stretchesOf(results, recurrence, length);
  const reads: Demands[] = [];
  for (const stretch of stretches) states = throughStretch(walk, stretch, { states, reads });
  const read = (position: number): IndexSet => unionOfIndexSets(reads.flatMap((step) => step.get(position) ?? []));
  const [stateCount, sequenceCount] = [recurrence.states.length, recurrence.sequences.length];
  return [
    ...recurrence.states.map(({ initial }, index) => [initial, states.get(index) ?? noElements] as const),
    ...recurrence.sequences.map(({ source }, index) => [source, read(stateCount + index)] as const),
    ...recurrence.captured.map(({ source }, index) => [source, read(stateCount + sequenceCount + index)] as const),
  ];
}

interface Walk {
  readonly recurrence: Recurrence;
  readonly length: number;
  /** The position of the traced output among those of the body. */
  readonly output: number;
  readonly throughBody: (demands: Demands) => Demands;
}

/** The demand on the states before the stretch; what the steps read is added to `reads`. */
function throughStretch(walk: Walk, stretch: Stretch, into: { readonly states: Demands; readonly reads: Demands[] }): Demands {
  let { states } = into;
  for (let step = stretch.last; step >= stretch.first; step -= 1) {
    const demands = new Map(states);
    if (stretch.outputs.boxes.length > 0) demands.set(walk.output, stretch.outputs);
    const read = walk.throughBody(demands);
    const before = new Map([...read].filter(([position]) => position < walk.recurrence.states.length));
    const isSteady = sameDemands(before, states);
    // Once the demand on the states stays the same, so do all earlier steps of the stretch.
    into.reads.push(atSteps(walk, read, [isSteady ? stretch.first : step, step]));
    states = before;
    if (isSteady) break;
  }
  return states;
}

function sameDemands(a: Demands, b: Demands): boolean {
  return a.size === b.size && [...a].every(([position, set]) => sameIndexSet(set, b.get(position) ?? noElements));
}

/** What a step reads, with slices put back at their places in the sequences; states are left out. */
function atSteps({ recurrence, length }: Walk, read: Demands, [first, last]: readonly [number, number]): Demands {
  const steps = recurrence.direction === 'forward' ? interval(first, last) : interval(length - 1 - last, length - 1 - first);
  const { states, sequences } = recurrence;
  return new Map(
    [...read].flatMap(([position, set]): readonly (readonly [number, IndexSet])[] => {
      if (position < states.length) return [];
      if (position >= states.length + sequences.length) return [[position, set]];
      const { source } = elementAt(sequences, position - states.length);
      const at = source.shape.findIndex((axis) => axis.name === recurrence.axis);
      const boxes = set.boxes.map((box) => [...box.slice(0, at), steps, ...box.slice(at)]);
      return [[position, indexSet(boxes, set)]];
    }),
  );
}

/** The steps from the last to the first in stretches, by what the elements demand of the outputs at each step. */
function stretchesOf(results: IndexSet, { direction }: Recurrence, length: number): readonly Stretch[] {
  const alongSteps = (box: Box): IntegerSet => elementAt(box, 0);
  const starts = new Set([0, ...results.boxes.flatMap((box) => runsOf(alongSteps(box)).flatMap(([from, to]) => [from, to + 1]))]);
  const sorted = [...starts].filter((index) => index < length).sort((a, b) => a - b);
  const stretches = sorted.map((from, at): Stretch => {
    const to = (sorted[at + 1] ?? length) - 1;
    const active = results.boxes.filter((box) => contains(alongSteps(box), from));
    const outputs = indexSet(
      active.map((box) => box.slice(1)),
      results,
    );
    return direction === 'forward' ? { first: from, last: to, outputs } : { first: length - 1 - to, last: length - 1 - from, outputs };
  });
  return direction === 'forward' ? stretches.reverse() : stretches;
}
