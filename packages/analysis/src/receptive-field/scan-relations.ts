// What the results of a recurrence read of its sequences, initial states and captures, axis by axis, from the relations of one step.
import type { Instruction, Value } from '@trammel/program';
import type { SymbolValues } from '@trammel/tensor';
import { alongAxis, anyIndex, composeRelation, fixedRelation, type AxisRelation, type UnitSizes } from './axis-relation.js';
import { wholeAxis } from './coordinate-relation.js';
import { elementAt } from './element-at.js';
import { linearFamily } from './family.js';
import { interval, singleton } from './integer-set.js';
import { numberOf } from './known-coordinate.js';
import { asOne, composeValues, equalValues, identityRelation, uniteWidely, type Accesses, type ValueRelation } from './value-relation.js';

type Scan = Extract<Instruction, { op: 'scan' }>;
type StepRelations = readonly (readonly (ValueRelation | undefined)[])[];

/** How the result is read. */
export interface ScanReading {
  readonly relations: ValueRelation;
  readonly unit: UnitSizes;
  readonly sizes: SymbolValues;
}

/** Which steps are meant: the same, all earlier ones (in the order in which they run), or all. */
type Steps = 'same' | 'earlier' | 'all';

const unknownSizes = { unit: [], channels: undefined };

/** How many times what states read is followed from step to step, each time twice as far, before it is widened. */
const rounds = 8;

/** The ways in which a result reads each operand of the recurrence. */
export function scanAccesses(
  scan: Scan,
  body: readonly (readonly Accesses[])[],
  reading: ScanReading,
): readonly (readonly [Value, ValueRelation])[] {
  const { recurrence, result, index } = scan;
  const step = body.map((reads) => reads.map((accesses) => asOne(accesses, [])));
  const { states, sequences, captured } = recurrence;
  const closure = closureOf(scan, step, reading.sizes);
  // A step's output reads the states before it; the last state reads what it was made from, in the last step or before.
  const isState = result === 'state';
  const row = elementAt(step, isState ? index : states.length + index);
  const before = states.map((_, state) =>
    isState ? elementAt(closure, index)[state] : throughStates(row, closure, { state, scan, sizes: reading.sizes }),
  );
  const accesses: (readonly [Value, ValueRelation])[] = [];
  const add = (operand: Value, relations: ValueRelation | undefined, steps?: Steps): void => {
    if (relations === undefined) return;
    const placed = atSteps(scan, relations, { operand, steps, reading });
    accesses.push([operand, placed.map((relation) => composeRelation(relation, reading.relations, reading.unit))]);
  };
  for (const [state, { initial }] of states.entries()) add(initial, before[state]);
  for (const [position, operand] of [...sequences, ...captured].map((part) => part.source).entries()) {
    const isSequence = position < sequences.length;
    const column = states.length + position;
    if (!isState) add(operand, row[column], isSequence ? 'same' : undefined);
    for (const state of states.keys()) {
      const own = elementAt(step, state)[column];
      const path = before[state];
      if (own !== undefined && path !== undefined)
        add(operand, composeValues(own, path, unknownSizes), isSequence ? (isState ? 'all' : 'earlier') : undefined);
    }
  }
  return accesses;
}

/** What an output of a step reads of the state before any earlier step. */
function throughStates(
  row: readonly (ValueRelation | undefined)[],
  closure: StepRelations,
  to: { readonly state: number; readonly scan: Scan; readonly sizes: SymbolValues },
): ValueRelation | undefined {
  return closure.reduce<ValueRelation | undefined>((total, reads, middle) => {
    const [first, rest] = [row[middle], reads[to.state]];
    if (first === undefined || rest === undefined) return total;
    return uniteWidely(total, composeValues(rest, first, unknownSizes), []);
  }, undefined);
}

/** What each state reads of each state any number of steps before, none included. */
function closureOf({ recurrence }: Scan, step: StepRelations, sizes: SymbolValues): StepRelations {
  const { states } = recurrence;
  const units = states.map(({ placeholder }) => placeholder.shape.map((axis) => numberOf(axis.size, sizes)));
  let closure: StepRelations = states.map(({ placeholder }, row) =>
    states.map((_, column) =>
      uniteWidely(step[row]?.[column], row === column ? identityRelation(placeholder.shape.length) : undefined, elementAt(units, row)),
    ),
  );
  for (let round = 0; round < rounds; round += 1) {
    const longer = closure.map((reads, row) =>
      reads.map((own, column) =>
        reads.reduce<ValueRelation | undefined>((total, first, middle) => {
          const rest = closure[middle]?.[column];
          return first === undefined || rest === undefined
            ? total
            : uniteWidely(total, composeValues(rest, first, { unit: elementAt(units, row), channels: undefined }), elementAt(units, row));
        }, own),
      ),
    );
    if (longer.every((reads, row) => reads.every((own, column) => equalValues(own, closure[row]?.[column])))) return closure;
    closure = longer.map((reads, row) => reads.map((own, column) => (round < rounds - 1 ? own : widened(own, closure[row]?.[column]))));
  }
  return closure;
}

/** Axes that still grow are taken to be read whole. */
function widened(own: ValueRelation | undefined, before: ValueRelation | undefined): ValueRelation | undefined {
  return own?.map((relation, axis): AxisRelation =>
    equalValues([relation], before === undefined ? undefined : [elementAt(before, axis)]) ? relation : anyIndex,
  );
}

/** Relations from an element of one step as relations from an element of the result, with the axis of the steps put in. */
function atSteps(
  { recurrence, result }: Scan,
  relations: ValueRelation,
  of: { readonly operand: Value; readonly steps: Steps | undefined; readonly reading: ScanReading },
): ValueRelation {
  const moved = relations.map((relation) =>
    result === 'state' ? relation : { ...relation, terms: relation.terms.map((term) => ({ ...term, axis: term.axis + 1 })) },
  );
  if (of.steps === undefined) return moved;
  const at = of.operand.shape.findIndex((axis) => axis.name === recurrence.axis);
  const past = recurrence.direction === 'forward' ? interval(Number.NEGATIVE_INFINITY, -1) : interval(1, Number.POSITIVE_INFINITY);
  const along =
    of.steps === 'all'
      ? fixedRelation(wholeAxis(recurrence.length, of.reading.sizes))
      : alongAxis(0, linearFamily(1, of.steps === 'same' ? singleton(0) : past));
  return [...moved.slice(0, at), along, ...moved.slice(at)];
}
