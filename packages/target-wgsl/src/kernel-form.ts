// A program in the form that kernels are made from: no scattered additions into affine places, convolutions and their gradients as contractions.
import {
  contract,
  coordinate,
  equal,
  iota,
  mapOperands,
  mapSources,
  operandsOf,
  order,
  program,
  recurrenceBody,
  reduceSum,
  select,
  constant,
  simplify,
  view,
  type Affine,
  type Coordinate,
  type Instruction,
  type Program,
  type Recurrence,
  type Value,
} from '@trammel/program';
import { isKnown, multiplySizes, present, type Axis, type Shape } from '@trammel/tensor';

/** The same outputs, without `accumulate`, and with sums of views of contractions as contractions of views. */
export function kernelForm(original: Program): Program {
  let current = simplify(original);
  for (let round = 0; round < roundLimit; round += 1) {
    const next = rewritten(current);
    if (next === undefined) return current;
    current = simplify(next);
  }
  return current;
}

/** A convolution's gradient takes four: an accumulation an axis, the sums together, and the contraction. */
const roundLimit = 12;

type InstructionOf<O extends Instruction['op']> = Extract<Instruction, { readonly op: O }>;

interface State {
  readonly made: Map<Value, Value>;
  readonly recurrences: Map<Recurrence, Recurrence>;
  readonly readers: ReadonlyMap<Value, number>;
  isChanged: boolean;
}

/** One round of all rules; undefined where none applies any more. */
function rewritten(original: Program): Program | undefined {
  const readers = new Map<Value, number>();
  for (const value of [...original.values.flatMap((reader) => operandsOf(reader)), ...original.outputs]) {
    readers.set(value, (readers.get(value) ?? 0) + 1);
  }
  const state: State = { made: new Map(), recurrences: new Map(), readers, isChanged: false };
  const now = (value: Value): Value => present(state.made.get(value), () => 'operands come before their uses');
  for (const value of original.values) {
    const instruction = mapOperands(value.instruction, { value: now, recurrence: (recurrence) => recurrenceNow(recurrence, state, now) });
    const rebuilt = instruction === value.instruction ? value : { ...value, instruction };
    // What an operand has become in this round may be of another kind, and waits for the next.
    const rule = ruleFor(rebuilt);
    const applies = rule !== undefined && rule === ruleFor(value) && hasSoleReaders(value, readers);
    if (applies) state.isChanged = true;
    state.made.set(value, applies ? rule(rebuilt) : rebuilt);
  }
  return state.isChanged ? program(original.inputs, original.parameters, original.outputs.map(now)) : undefined;
}

function recurrenceNow(recurrence: Recurrence, state: State, now: (value: Value) => Value): Recurrence {
  const known = state.recurrences.get(recurrence);
  if (known !== undefined) return known;
  const fed = mapSources(recurrence, now);
  const body = rewritten(recurrenceBody(recurrence));
  if (body !== undefined) state.isChanged = true;
  const outputs = body === undefined ? undefined : simplify(body).outputs;
  const made: Recurrence =
    outputs === undefined
      ? fed
      : {
          ...fed,
          states: fed.states.map((part, index) => ({ ...part, next: outputs[index] ?? part.next })),
          outputs: outputs.slice(fed.states.length),
        };
  state.recurrences.set(recurrence, made);
  return made;
}

/** The rule that the value looks like. */
function ruleFor({ instruction }: Value): ((value: Value) => Value) | undefined {
  if (instruction.op === 'accumulate') return accumulationAsSum;
  if (!isSum(instruction)) return undefined;
  const { operand } = instruction;
  if (isSum(operand.instruction)) return sumOfSum;
  if (operand.instruction.op !== 'view' || operand.instruction.fill !== 0) return undefined;
  const viewed = operand.instruction.operand.instruction;
  if (isSum(viewed)) return sumOfViewOfSum;
  return viewed.op === 'contract' ? sumOfViewOfContraction : undefined;
}

/** Whether nothing else reads what the rule would work out another way. */
function hasSoleReaders({ instruction }: Value, readers: ReadonlyMap<Value, number>): boolean {
  if (instruction.op !== 'reduce') return true;
  const { operand } = instruction;
  if (readers.get(operand) !== 1) return false;
  return operand.instruction.op !== 'view' || readers.get(operand.instruction.operand) === 1;
}

function isSum(instruction: Instruction): instruction is InstructionOf<'reduce'> {
  return instruction.op === 'reduce' && instruction.reducer === 'sum';
}

/** The operand under the names of sums within sums, which no program has. */
const inner = (name: string): string => `(${name})`;

/** out[c(i)] += x[i] as out[j] = sum over i of x[i] where c(i) = j: the equation is solved for one index of each coordinate. */
function accumulationAsSum(value: Value): Value {
  const { instruction, shape } = value;
  if (instruction.op !== 'accumulate') return value;
  const { coordinates, where } = instruction;
  const from = instruction.operand.shape;
  const x =
    where.length === 0
      ? instruction.operand
      : view(
          instruction.operand,
          from,
          from.map((_, axis) => bare(axis)),
          { where },
        );
  const solved = solvedAxes(coordinates, from);
  const rest = from.map((_, axis) => axis).filter((axis) => ![...solved.values()].includes(axis));
  const whole: Shape = [...shape, ...rest.map((axis) => ({ name: inner(nameAt(from, axis)), size: from[axis]?.size ?? 1 }))];
  const positionOf = (axis: number): number => shape.length + rest.indexOf(axis);
  const reading = from.map((_, axis) => {
    const [target] = [...solved].find(([, found]) => found === axis) ?? [];
    return target === undefined ? bare(positionOf(axis)) : solvedFor(axis, target, coordinates[target] ?? bare(0), positionOf);
  });
  let spread = view(x, whole, reading);
  for (const [target, own] of coordinates.entries()) {
    if (solved.has(target)) continue;
    const terms = own.terms.map(({ axis, coefficient }) => ({ axis: positionOf(axis), coefficient }));
    const positions = iota('(position)', shape[target]?.size ?? 1);
    const reached = view(positions, whole, [{ ...own, terms }], { fill: -1 });
    spread = select(equal(reached, view(positions, whole, [bare(target)])), spread, view(constant(0), whole, []));
  }
  const sum = reduceSum(
    spread,
    rest.map((axis) => inner(nameAt(from, axis))),
  );
  return { ...sum, elementType: value.elementType };
}

const bare = (axis: number): Coordinate => coordinate([{ axis, coefficient: 1 }]);

const nameAt = (shape: Shape, axis: number): string => shape[axis]?.name ?? '';

/** By coordinate the axis that it is solved for: one that no other coordinate reads, and as long as can be. */
function solvedAxes(coordinates: readonly Coordinate[], from: Shape): ReadonlyMap<number, number> {
  const readers = new Map<number, number>();
  for (const { terms } of coordinates) for (const { axis } of terms) readers.set(axis, (readers.get(axis) ?? 0) + 1);
  const solved = new Map<number, number>();
  for (const [target, { terms, divisor, modulus, outside }] of coordinates.entries()) {
    if (divisor !== 1 || modulus !== undefined || outside !== 'fill') continue;
    const candidates = terms.filter(({ axis, coefficient }) => readers.get(axis) === 1 && isKnown(coefficient) && coefficient !== 0);
    const [best] = candidates.sort((a, b) => lengthOf(from[b.axis]) - lengthOf(from[a.axis]));
    if (best !== undefined) solved.set(target, best.axis);
  }
  return solved;
}

/** For choosing only: an open size is long. */
function lengthOf(axis: Axis | undefined): number {
  return axis !== undefined && isKnown(axis.size) ? Number(axis.size) : Number.POSITIVE_INFINITY;
}

/** j = s*i + others + c gives i = (j - others - c) / s where that is whole. */
function solvedFor(axis: number, target: number, { terms, offset }: Coordinate, positionOf: (axis: number) => number): Coordinate {
  const step = present(
    terms.find((term) => term.axis === axis),
    () => 'a coordinate reads the axis that it is solved for',
  ).coefficient;
  const sign = isKnown(step) && step < 0 ? -1 : 1;
  const others = terms
    .filter((term) => term.axis !== axis)
    .map((term) => ({ axis: positionOf(term.axis), coefficient: multiplySizes(term.coefficient, -sign) }));
  return coordinate([{ axis: target, coefficient: sign }, ...others], {
    offset: multiplySizes(offset, -sign),
    divisor: multiplySizes(step, sign),
  });
}

/** sum over K of (sum over J of x) = sum over K and J of x */
function sumOfSum(value: Value): Value {
  const outer = reduceOf(value);
  const within = reduceOf(outer.operand);
  const renamed = withNewNames(within);
  return { ...reduceSum(renamed.operand, [...outer.axes, ...renamed.axes]), elementType: value.elementType };
}

/** The sum under other names for the axes that it is over. */
function withNewNames({ operand, axes }: InstructionOf<'reduce'>): Pick<InstructionOf<'reduce'>, 'operand' | 'axes'> {
  const shape = operand.shape.map((axis) => (axes.includes(axis.name) ? { ...axis, name: inner(axis.name) } : axis));
  const renamed = view(
    operand,
    shape,
    shape.map((_, axis) => bare(axis)),
  );
  return { operand: renamed, axes: axes.map(inner) };
}

/** A view of a sum, filled with 0, is the sum of views. */
function sumOfViewOfSum(value: Value): Value {
  const outer = reduceOf(value);
  const between = viewOf(outer.operand);
  const within = reduceOf(between.operand);
  const kept = within.operand.shape.filter(({ name }) => !within.axes.includes(name));
  const over = within.operand.shape.filter(({ name }) => within.axes.includes(name)).map((axis) => ({ ...axis, name: inner(axis.name) }));
  const shape: Shape = [...outer.operand.shape, ...over];
  const coordinates = within.operand.shape.map(({ name }) => {
    const at = kept.findIndex((axis) => axis.name === name);
    return at < 0 ? bare(shape.findIndex((axis) => axis.name === inner(name))) : (between.coordinates[at] ?? bare(0));
  });
  const spread = view(within.operand, shape, coordinates, { where: between.where });
  return { ...reduceSum(spread, [...outer.axes, ...over.map(({ name }) => name)]), elementType: value.elementType };
}

/** sum over K of (sum over S of l*r)[c(i)] = sum over K and S of l[c(i)] * r[c(i)], both filled with 0 where c leads outside. */
function sumOfViewOfContraction(value: Value): Value {
  const outer = reduceOf(value);
  const between = viewOf(outer.operand);
  const { shape } = outer.operand;
  const product = between.operand;
  const { instruction } = product;
  if (instruction.op !== 'contract') return value;
  const over: Shape = instruction.left.shape
    .filter(({ name }) => instruction.over.includes(name))
    .map((axis) => ({ ...axis, name: inner(axis.name) }));
  const conditionAxes = new Set(between.where.flatMap(({ terms }) => terms.map(({ axis }) => axis)));
  const axesOf = (operand: Value): ReadonlySet<number> =>
    new Set(
      operand.shape.flatMap(({ name }) => {
        const at = product.shape.findIndex((axis) => axis.name === name);
        return at < 0 ? [] : (between.coordinates[at]?.terms ?? []).map(({ axis }) => axis);
      }),
    );
  const summed = shape.flatMap(({ name }, axis) => (outer.axes.includes(name) ? [axis] : []));
  const [inLeft, inRight] = [axesOf(instruction.left), axesOf(instruction.right)];
  const nowhere = shape.flatMap((_, axis) => (inLeft.has(axis) || inRight.has(axis) ? [] : [axis]));
  const viewed = (operand: Value, axes: Iterable<number>, where: readonly Affine[]): Value => {
    const kept = [...new Set(axes)].sort((a, b) => a - b);
    const own: Shape = [...kept.flatMap((axis) => shape[axis] ?? []), ...over];
    const moved = <A extends Affine>(form: A): A => ({
      ...form,
      terms: form.terms.map(({ axis, coefficient }) => ({ axis: kept.indexOf(axis), coefficient })),
    });
    const coordinates = operand.shape.map(({ name }) => {
      const at = product.shape.findIndex((axis) => axis.name === name);
      return at < 0 ? bare(own.findIndex((axis) => axis.name === inner(name))) : moved(between.coordinates[at] ?? bare(0));
    });
    return view(operand, own, coordinates, { where: where.map(moved) });
  };
  const left = viewed(instruction.left, [...inLeft, ...nowhere, ...summed, ...conditionAxes], between.where);
  const right = viewed(instruction.right, [...inRight, ...summed], []);
  const sum = contract(left, right, [...outer.axes, ...over.map(({ name }) => name)]);
  return order(
    sum,
    value.shape.map(({ name }) => name),
  );
}

function reduceOf({ instruction }: Value): InstructionOf<'reduce'> {
  return present(instruction.op === 'reduce' ? instruction : undefined, () => 'a rule for sums is applied to sums');
}

function viewOf({ instruction }: Value): InstructionOf<'view'> {
  return present(instruction.op === 'view' ? instruction : undefined, () => 'a rule for views is applied to views');
}
