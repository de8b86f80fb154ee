// What is proved of a value from what is proved of its operands: one rule for each primitive but the recurrence.
import type { Instruction, Value } from '@trammel/program';
import { numberOf } from '../receptive-field/known-coordinate.js';
import { contractionFact } from './contraction.js';
import { mapFact, type FactOf } from './elementwise.js';
import { anything, countAlong, countOf, fact, type Drawn, type Fact, type Side } from './fact.js';
import { above, everything, hull, magnitude, multiply, point, type Interval } from './interval.js';
import { ofNumber, root, times, unknown } from './log-bound.js';
import type { Setting } from './setting.js';
import { structureFact } from './structure-bounds.js';

/** Inputs and parameters are not asked for: they are given. */
export function factOf(value: Value, known: FactOf, setting: Setting): Fact {
  const { instruction, shape } = value;
  const count = countOf(shape, setting.sizes);
  switch (instruction.op) {
    case 'constant':
      return fact({ range: point(instruction.value) }, count);
    case 'size':
      return fact({ range: point(numberOf(instruction.size, setting.sizes) ?? Number.NaN) }, count);
    case 'iota':
      return fact({ range: { low: 0, high: Math.max(count - 1, 0) } }, count);
    case 'random':
      return fact({ range: { low: 0, high: 1 } }, count);
    case 'input':
    case 'parameter':
    case 'scan':
      return anything;
    case 'map': {
      const plain = mapFact(value, instruction, { factOf: known, setting });
      const structure = setting.structure(value);
      return structure === undefined ? plain : structureFact(structure, { plain, count, known });
    }
    case 'view':
      return viewFact(value, instruction, { known, setting });
    case 'accumulate':
      return accumulateFact(value, known(instruction.operand), setting);
    case 'reduce':
      return reduceFact(value, instruction, { known, setting });
    case 'contract':
      return contractionFact(instruction, [known(instruction.left), known(instruction.right)], setting);
    case 'gather':
      return fact({ range: hull(known(instruction.table).range, point(0)) }, count);
    case 'scatterAdd': {
      const updates = countOf(instruction.updates.shape, setting.sizes);
      return fact({ range: hull(sumOver(known(instruction.updates).range, updates), point(0)) }, count);
    }
  }
}

type InstructionOf<O extends Instruction['op']> = Extract<Instruction, { readonly op: O }>;

interface Around {
  readonly known: FactOf;
  readonly setting: Setting;
}

/** Between no and `most` numbers of the range, added up. */
const sumOver = (range: Interval, most: number): Interval => hull(multiply(range, point(most)), range);

function viewFact(value: Value, instruction: InstructionOf<'view'>, { known, setting }: Around): Fact {
  const operand = known(instruction.operand);
  const { mostReads, mayFill } = setting.counts(value);
  const [count, before] = [countOf(value.shape, setting.sizes), countOf(instruction.operand.shape, setting.sizes)];
  const range = mayFill ? hull(operand.range, point(instruction.fill)) : operand.range;
  // What is read `mostReads` times at most adds no more than that many times its squares.
  const isZeroFilled = !mayFill || instruction.fill === 0;
  const size = isZeroFilled ? times(operand.size, root(ofNumber((mostReads * before) / Math.max(count, 1)))) : unknown;
  return fact(
    {
      range,
      size,
      drawn:
        mostReads <= 1 && isZeroFilled
          ? drawnThrough(operand.drawn, value, instruction, { isWhole: !mayFill && count === before })
          : undefined,
    },
    count,
  );
}

/** An axis of the result is on the side of the axes of the operand that it moves along. */
function drawnThrough(
  drawn: Drawn | undefined,
  { shape }: Value,
  { operand, coordinates }: InstructionOf<'view'>,
  { isWhole }: { readonly isWhole: boolean },
): Drawn | undefined {
  if (drawn?.matrix === undefined) return drawn;
  const sides = new Map<string, Side>();
  for (const [position, { terms }] of coordinates.entries()) {
    const side = drawn.matrix.sides.get(operand.shape[position]?.name ?? '') ?? 'both';
    for (const { axis } of terms) {
      const name = shape[axis]?.name ?? '';
      sides.set(name, (sides.get(name) ?? side) === side ? side : 'both');
    }
  }
  return { ...drawn, matrix: { ...drawn.matrix, sides, entries: isWhole ? drawn.matrix.entries : undefined } };
}

function accumulateFact(value: Value, operand: Fact, setting: Setting): Fact {
  const { mostReads } = setting.counts(value);
  const count = countOf(value.shape, setting.sizes);
  const before = value.instruction.op === 'accumulate' ? countOf(value.instruction.operand.shape, setting.sizes) : count;
  const size = times(operand.size, root(ofNumber((mostReads * before) / Math.max(count, 1))));
  return fact({ range: hull(sumOver(operand.range, mostReads), point(0)), size }, count);
}

function reduceFact(value: Value, { reducer, operand, axes }: InstructionOf<'reduce'>, { known, setting }: Around): Fact {
  const { range, size } = known(operand);
  const terms = countAlong(operand.shape, axes, setting.sizes);
  const count = countOf(value.shape, setting.sizes);
  if (terms === 0) return anything;
  switch (reducer) {
    case 'sum':
      // (sum of n)^2 <= n * sum of squares
      return fact({ range: multiply(range, point(terms)), size: times(size, ofNumber(terms)) }, count);
    case 'maximum':
    case 'minimum':
      return fact(
        { range: extremeOf(operand, { reducer, axes, range }, { known, setting }), size: times(size, root(ofNumber(terms))) },
        count,
      );
    case 'product': {
      const most = above(Math.max(magnitude(range), 0) ** terms * (1 + 2 ** -40));
      return fact({ range: Number.isFinite(most) ? { low: -most, high: most } : everything }, count);
    }
  }
}

/** Where each extreme is over at least one element that is read, a fill that never wins does not count. */
function extremeOf(
  operand: Value,
  { reducer, axes, range }: { readonly reducer: 'maximum' | 'minimum'; readonly axes: readonly string[]; readonly range: Interval },
  { known, setting }: Around,
): Interval {
  const { instruction } = operand;
  const loser = reducer === 'maximum' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  if (instruction.op !== 'view' || instruction.fill !== loser) return range;
  return setting.counts(operand).readsWithin(axes) ? known(instruction.operand).range : range;
}
