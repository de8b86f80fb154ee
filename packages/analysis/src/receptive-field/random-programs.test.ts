// Tracing held against following every element by itself, on random programs of all primitives.
import {
  accumulate,
  add,
  constant,
  contract,
  coordinate,
  exponential,
  gather,
  input,
  iota,
  less,
  map,
  maximum,
  multiply,
  parameter,
  program,
  reduceMaximum,
  reduceSum,
  scalar,
  scan,
  scatterAdd,
  select,
  view,
  type Affine,
  type Coordinate,
  type Program,
  type Recurrence,
  type Value,
} from '@trammel/program';
import { present, type Shape } from '@trammel/tensor';
import { describe, expect, it } from 'vitest';
import { backward } from './backward.js';
import type { AxisRelation } from './axis-relation.js';
import { setAt } from './family.js';
import { elementSet, hasElement, projection } from './index-set.js';
import { covers, equalSets, indicesOf as indicesOfAxis, intersect, keyOf, sum, type IntegerSet } from './integer-set.js';
import { partialScalar } from './partial-scalar.js';
import { siteRelations } from './site-relations.js';
import { traceable } from './tracing.js';
import { asOne } from './value-relation.js';

/** One element: which elements of the input it reads, as bits, and the number that it is whatever the input is. */
interface Element {
  readonly reads: bigint;
  readonly constant?: number | undefined;
}

type Elements = readonly Element[];

const sizesOf = (shape: Shape): readonly number[] => shape.map((axis) => Number(axis.size));
const countOf = (sizes: readonly number[]): number => sizes.reduce((product, size) => product * size, 1);

function indicesOf(sizes: readonly number[]): readonly (readonly number[])[] {
  return sizes.reduce<readonly (readonly number[])[]>(
    (all, size) => all.flatMap((index) => Array.from({ length: size }, (_, at) => [...index, at])),
    [[]],
  );
}

function offsetOf(sizes: readonly number[], index: readonly number[]): number {
  return sizes.reduce((offset, size, axis) => offset * size + (index[axis] ?? 0), 0);
}

const affineAt = (affine: Affine, index: readonly number[]): number =>
  affine.terms.reduce((total, term) => total + Number(term.coefficient) * (index[term.axis] ?? 0), Number(affine.offset));

function coordinateAt(along: Coordinate, index: readonly number[], size: number): number | undefined {
  const quotient = affineAt(along, index) / Number(along.divisor);
  if (along.rounding === 'exact' && !Number.isInteger(quotient)) return undefined;
  let at = Math.floor(quotient);
  if (along.modulus !== undefined) at -= Number(along.modulus) * Math.floor(at / Number(along.modulus));
  if (at >= 0 && at < size) return at;
  if (along.outside === 'fill') return undefined;
  if (along.outside === 'clamp') return at < 0 ? 0 : size - 1;
  // Step by step from the border, as a ball between two walls.
  for (let [step, position, direction] = [Math.abs(at < 0 ? at : at - size + 1), at < 0 ? 0 : size - 1, at < 0 ? 1 : -1]; ; step -= 1) {
    if (step === 0 || size === 1) return position;
    if (position + direction < 0 || position + direction >= size) direction = -direction;
    position += direction;
  }
}

function positionIn(
  instruction: { readonly coordinates: readonly Coordinate[]; readonly where: readonly Affine[] },
  index: readonly number[],
  sizes: readonly number[],
): number | undefined {
  if (instruction.where.some((form) => affineAt(form, index) < 0)) return undefined;
  const at = instruction.coordinates.map((along, axis) => coordinateAt(along, index, sizes[axis] ?? 1));
  return at.some((along) => along === undefined)
    ? undefined
    : offsetOf(
        sizes,
        at.map((along) => along ?? 0),
      );
}

const joined = (parts: readonly Element[]): Element => ({ reads: parts.reduce((all, part) => all | part.reads, 0n) });

/** The elements of the operand whose axes agree with those named; other axes are free. */
function agreeing(operand: Value, elements: Elements, named: ReadonlyMap<string, number>): readonly Element[] {
  const sizes = sizesOf(operand.shape);
  return indicesOf(sizes)
    .filter((index) => operand.shape.every((axis, at) => !named.has(axis.name) || named.get(axis.name) === index[at]))
    .map((index) => present(elements[offsetOf(sizes, index)], () => 'an element'));
}

/** Every element of every value of the program, one after the other. */
function follow(of: Program, given: ReadonlyMap<Value, Elements>): ReadonlyMap<Value, Elements> {
  const known = new Map<Value, Elements>(given);
  const at = (value: Value): Elements => present(known.get(value), () => 'operands first');
  for (const value of of.values) {
    if (known.has(value)) continue;
    const sizes = sizesOf(value.shape);
    const indices = indicesOf(sizes);
    const names = (index: readonly number[]): ReadonlyMap<string, number> =>
      new Map(value.shape.map((axis, axisAt) => [axis.name, index[axisAt] ?? 0]));
    const each = (element: (index: readonly number[], offset: number) => Element): void => void known.set(value, indices.map(element));
    const { instruction } = value;
    switch (instruction.op) {
      case 'constant':
        each(() => ({ reads: 0n, constant: instruction.value }));
        break;
      case 'size':
        each(() => ({ reads: 0n, constant: Number(instruction.size) }));
        break;
      case 'iota':
        each(([index]) => ({ reads: 0n, constant: index }));
        break;
      case 'input':
      case 'parameter':
      case 'random':
        each(() => ({ reads: 0n }));
        break;
      case 'map':
        each((_, offset) => {
          const operands = instruction.operands.map((operand) => at(operand)[offset]);
          const known = partialScalar(instruction.expression, { argument: (index) => operands[index]?.constant, sizes: new Map() });
          const part = joined([...known.reads].map((index) => operands[index] ?? { reads: 0n }));
          return { ...part, constant: known.value };
        });
        break;
      case 'view':
        each((index) => {
          const position = positionIn(instruction, index, sizesOf(instruction.operand.shape));
          return position === undefined
            ? { reads: 0n, constant: instruction.fill }
            : present(at(instruction.operand)[position], () => 'an element');
        });
        break;
      case 'accumulate': {
        const parts = indices.map((): Element[] => []);
        indicesOf(sizesOf(instruction.operand.shape)).forEach((index, offset) => {
          const position = positionIn(instruction, index, sizes);
          if (position !== undefined) parts[position]?.push(at(instruction.operand)[offset] ?? { reads: 0n });
        });
        each((_, offset) => joined(parts[offset] ?? []));
        break;
      }
      case 'reduce':
        each((index) => joined(agreeing(instruction.operand, at(instruction.operand), names(index))));
        break;
      case 'contract':
        each((index) => {
          const over = instruction.left.shape.filter((axis) => instruction.over.includes(axis.name));
          return joined(
            indicesOf(sizesOf(over)).flatMap((summed) => {
              const all = new Map([...names(index), ...over.map((axis, axisAt) => [axis.name, summed[axisAt] ?? 0] as const)]);
              const [left, right] = [instruction.left, instruction.right].map(
                (operand) => agreeing(operand, at(operand), all)[0] ?? { reads: 0n },
              );
              return left?.constant === 0 || right?.constant === 0 ? [] : [left ?? { reads: 0n }, right ?? { reads: 0n }];
            }),
          );
        });
        break;
      case 'gather':
        each((index) => {
          const [pointer] = agreeing(instruction.indices, at(instruction.indices), names(index));
          const fixed = new Map(names(index));
          fixed.delete(instruction.axis);
          if (pointer?.constant !== undefined) fixed.set(instruction.axis, pointer.constant);
          return joined([pointer ?? { reads: 0n }, ...agreeing(instruction.table, at(instruction.table), fixed)]);
        });
        break;
      case 'scatterAdd':
        each((index) => {
          const fixed = new Map(names(index));
          fixed.delete(instruction.axis);
          return joined([instruction.updates, instruction.indices].flatMap((operand) => agreeing(operand, at(operand), fixed)));
        });
        break;
      case 'scan':
        known.set(value, recur(instruction.recurrence, instruction.result, instruction.index, at));
        break;
    }
  }
  return known;
}

/** The elements of one result of a recurrence, run step by step. */
function recur(recurrence: Recurrence, result: 'state' | 'output', index: number, at: (value: Value) => Elements): Elements {
  const body = program(
    [...recurrence.states, ...recurrence.sequences, ...recurrence.captured].map((part) => part.placeholder),
    [],
    [...recurrence.states.map((state) => state.next), ...recurrence.outputs],
  );
  const length = Number(recurrence.length);
  let states = recurrence.states.map((state) => at(state.initial).map(({ reads }) => ({ reads })));
  const outputs: Elements[] = Array.from({ length }, () => []);
  for (let count = 0; count < length; count += 1) {
    const step = recurrence.direction === 'forward' ? count : length - 1 - count;
    const given = new Map<Value, Elements>();
    recurrence.states.forEach((state, number) => given.set(state.placeholder, states[number] ?? []));
    recurrence.captured.forEach((part) =>
      given.set(
        part.placeholder,
        at(part.source).map(({ reads }) => ({ reads })),
      ),
    );
    recurrence.sequences.forEach((part) =>
      given.set(
        part.placeholder,
        agreeing(part.source, at(part.source), new Map([[recurrence.axis, step]])).map(({ reads }) => ({ reads })),
      ),
    );
    const made = follow(body, given);
    outputs[step] = made.get(present(recurrence.outputs[index] ?? recurrence.states[0]?.next, () => 'a result')) ?? [];
    states = recurrence.states.map((state) => made.get(state.next)?.map(({ reads }) => ({ reads })) ?? []);
  }
  return result === 'state' ? (states[index] ?? []) : outputs.flat();
}

/** Whole numbers below `end`, and choices, from a seed. */
interface Dice {
  readonly below: (end: number) => number;
  readonly between: (from: number, to: number) => number;
  readonly pick: <T>(from: readonly T[]) => T;
}

function dice(seed: number): Dice {
  let state = seed >>> 0;
  const below = (end: number): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 4294967296) * end);
  };
  return { below, between: (from, to) => from + below(to - from + 1), pick: (from) => present(from[below(from.length)], () => 'a choice') };
}

const axisNames = ['a', 'b', 'c', 'd'];

const randomShape = (roll: Dice, most: number): Shape =>
  axisNames.slice(0, roll.between(1, 3)).map((name) => ({ name, size: roll.between(1, most) }));

function randomAffine(roll: Dice, shape: Shape): Affine {
  const terms = shape.flatMap((_, axis) => (roll.below(2) === 0 ? [] : [{ axis, coefficient: roll.pick([1, 1, 2, 3, -1, -2]) }]));
  return { terms, offset: roll.between(-3, 4) };
}

function randomCoordinates(roll: Dice, over: Shape, into: Shape, outsides: readonly Coordinate['outside'][]): readonly Coordinate[] {
  // Now and then the digits of one number, as merged axes have them.
  if (roll.below(4) === 0) {
    const { terms, offset } = randomAffine(roll, over);
    let divisor = 1;
    return [...into]
      .reverse()
      .map((axis) => {
        const digit = coordinate(terms, { offset, divisor, rounding: 'floor', modulus: Number(axis.size) });
        divisor *= Number(axis.size);
        return digit;
      })
      .reverse();
  }
  return into.map((axis) => {
    const { terms, offset } = randomAffine(roll, over);
    return coordinate(terms, {
      offset,
      divisor: roll.pick([1, 1, 2, 3]),
      rounding: roll.pick(['exact', 'floor']),
      outside: roll.pick(outsides),
      modulus: roll.pick([0, 0, Number(axis.size), 2]) || undefined,
    });
  });
}

function randomView(roll: Dice, operand: Value, shape: Shape, fills: readonly number[] = [0, 1]): Value {
  const where = roll.below(3) === 0 ? [randomAffine(roll, shape)] : [];
  const coordinates = randomCoordinates(roll, shape, operand.shape, ['fill', 'fill', 'clamp', 'reflect']);
  return view(operand, shape, coordinates, { where, fill: roll.pick(fills) });
}

function randomScan(roll: Dice, operand: Value): Value {
  const axis = roll.pick(operand.shape);
  const rest = operand.shape.filter((other) => other !== axis);
  const shifted = (state: Value): Value =>
    view(
      state,
      rest,
      rest.map((_, at) => coordinate([{ axis: at, coefficient: 1 }], { offset: at === 0 ? -1 : 0 })),
    );
  const initial = view(
    operand,
    rest,
    operand.shape.map((other) => coordinate(other === axis ? [] : [{ axis: rest.indexOf(other), coefficient: 1 }])),
  );
  const { states, outputs } = scan({
    axis,
    direction: roll.pick(['forward', 'backward']),
    initial: [initial],
    sequences: [operand],
    captured: [],
    body: ([state], [slice]) => {
      const [before, own] = [present(state, () => 'a state'), present(slice, () => 'a slice')];
      const next = roll.below(2) === 0 ? maximum(shifted(before), own) : add(before, own);
      return { next: [next], outputs: [maximum(before, own)] };
    },
  });
  return present(roll.pick([states[0], outputs[0]]), () => 'a result');
}

/** One random step on from the operand. */
function randomStep(roll: Dice, operand: Value): Value {
  const { shape } = operand;
  if (shape.length === 0 || shape.length > 4) return randomView(roll, operand, randomShape(roll, 5));
  const axis = roll.pick(shape);
  const another = (): Value => randomView(roll, operand, shape);
  const masked = (): Value => randomView(roll, operand, shape, [Number.NEGATIVE_INFINITY]);
  const counter = iota(axis.name, axis.size);
  switch (roll.below(shape.length > 1 ? 12 : 9)) {
    case 0:
    case 1:
      return randomView(roll, operand, randomShape(roll, 5));
    case 2: {
      const into = randomShape(roll, 5);
      const where = roll.below(3) === 0 ? [randomAffine(roll, shape)] : [];
      return accumulate(operand, into, randomCoordinates(roll, shape, into, ['fill', 'fill', 'clamp', 'reflect']), where);
    }
    case 3:
      return add(operand, another());
    case 4:
      return select(less(counter, constant(roll.between(0, 3))), operand, another());
    case 5:
      return multiply(another(), map(scalar.floor(scalar.divide(scalar.argument(0), scalar.number(2))), [counter]));
    case 6:
      return multiply(exponential(add(masked(), operand)), another());
    case 7:
      return contract(
        exponential(masked()),
        view(
          operand,
          [{ name: 'z', size: 2 }, ...shape],
          shape.map((_, at) => coordinate([{ axis: at + 1, coefficient: 1 }])),
        ),
        [axis.name],
      );
    case 8:
      return gather(
        operand,
        axis.name,
        roll.below(2) === 0
          ? map(scalar.minimum(scalar.argument(0), scalar.number(Number(axis.size) - 1)), [iota('y', 3)])
          : add(
              view(
                operand,
                [{ name: 'y', size: 2 }],
                shape.map(() => coordinate([])),
              ),
              parameter('shift', [{ name: 'y', size: 2 }]),
            ),
      );
    case 9:
      return (roll.below(2) === 0 ? reduceSum : reduceMaximum)(operand, [axis.name]);
    case 10:
      return scatterAdd(
        operand,
        'q',
        view(
          operand,
          [axis],
          shape.map((own, at) => coordinate(own === axis ? [{ axis: 0, coefficient: 1 }] : [], { offset: at === 9 ? 1 : 0 })),
        ),
        [{ name: 'q', size: 3 }, ...shape.filter((own) => own !== axis)],
      );
    default:
      return randomScan(roll, operand);
  }
}

/** The axes by other names, so that a step finds none of its own among them. */
const renamed = (value: Value): Value =>
  view(
    value,
    value.shape.map((axis, at) => ({ name: axisNames[at] ?? 'e', size: axis.size })),
    value.shape.map((_, axis) => coordinate([{ axis, coefficient: 1 }])),
  );

function randomProgram(roll: Dice): Program {
  const x = input('x', randomShape(roll, 6));
  let value: Value = x;
  for (let step = roll.between(1, 4); step > 0 && countOf(sizesOf(value.shape)) < 400; step -= 1) value = renamed(randomStep(roll, value));
  const weighted = multiply(value, parameter('w', value.shape));
  return program([x], [], [roll.below(2) === 0 ? value : weighted]);
}

/** Asks of every unit of the program's output what it reads, and compares element by element. */
function checkEveryUnit(of: Program, seed: number): void {
  const [x, y] = [present(of.inputs[0], () => 'an input'), present(of.outputs[0], () => 'an output')];
  const inputs = indicesOf(sizesOf(x.shape));
  const followed = follow(of, new Map([[x, inputs.map((_, bit) => ({ reads: 1n << BigInt(bit) }))]]));
  const tracing = traceable(of);
  for (const [offset, unit] of indicesOf(sizesOf(y.shape)).entries()) {
    const expected = followed.get(y)?.[offset]?.reads ?? 0n;
    const set = backward(tracing, new Map([[0, elementSet(unit)]])).get(0);
    const found = inputs.reduce(
      (bits, index, bit) => (set !== undefined && hasElement(set, index) ? bits | (1n << BigInt(bit)) : bits),
      0n,
    );
    expect(found.toString(2), `program ${seed}, unit ${unit.join()}`).toBe(expected.toString(2));
  }
}

/** The indices along one axis of the input that the relation gives for a unit. */
function indicesFor({ terms, fixed }: AxisRelation, unit: readonly number[], size: number): IntegerSet {
  const moved = terms.reduce((total, { axis, family }) => sum(total, setAt(family, unit[axis] ?? 0)), fixed);
  return intersect(moved, indicesOfAxis(size));
}

/** Holds the relations of a program against tracing each of its units: they must give each index that is read, along each axis. */
function checkRelations(of: Program, seed: number): { readonly axes: number; readonly exact: number } {
  const [x, y] = [present(of.inputs[0], () => 'an input'), present(of.outputs[0], () => 'an output')];
  const tracing = traceable(of);
  const relation = asOne(siteRelations(tracing)[0]?.[0] ?? [], sizesOf(y.shape));
  const counts = { axes: 0, exact: 0 };
  for (const unit of indicesOf(sizesOf(y.shape))) {
    const set = backward(tracing, new Map([[0, elementSet(unit)]])).get(0);
    if (set === undefined || set.boxes.length === 0) continue;
    const relations = present(relation, () => `program ${seed} reads its input`);
    for (const [axis, own] of relations.entries()) {
      const [read, told] = [projection(set, axis), indicesFor(own, unit, sizesOf(x.shape)[axis] ?? 1)];
      counts.axes += 1;
      if (equalSets(read, told)) counts.exact += 1;
      // Where indices wrap around or are mirrored at a border, the relation is of units away from it.
      if (own.exactness === 'interior' || own.exactness === 'loose') continue;
      expect(covers(told, read), `program ${seed}, unit ${unit.join()}, axis ${axis}: ${keyOf(told)} holds ${keyOf(read)}`).toBe(true);
    }
  }
  return counts;
}

describe('tracing one unit', () => {
  it('reads what following every element says, on random programs', () => {
    for (let seed = 0; seed < 250; seed += 1) checkEveryUnit(randomProgram(dice(seed)), seed);
  });
});

describe('relations of axes', () => {
  it('hold all that tracing each unit reads, on random programs', () => {
    let [axes, exact] = [0, 0];
    for (let seed = 0; seed < 250; seed += 1) {
      const counts = checkRelations(randomProgram(dice(seed)), seed);
      [axes, exact] = [axes + counts.axes, exact + counts.exact];
    }
    expect(exact / axes).toBeGreaterThan(0.5);
  });
});
