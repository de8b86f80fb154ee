// Signal rules that follow from the meaning: functions of single elements, and elements in other places.
import {
  apart,
  createTape,
  elementwise,
  meanOf,
  meanSquare,
  mixed,
  rearrangement,
  type Mixture,
  type Moments,
  type PlacedAxis,
  type SignalAxis,
  type SignalStep,
  type Transfer,
} from '@trammel/signal';
import { scalar, type Coordinate, type Program, type Scalar, type Value } from '@trammel/program';
import { addSizes, featureAxis, multiplySizes, roleOf, type Size } from '@trammel/tensor';
import { soleMoments, type SignalCall } from './signal.js';

/** The rule of an operator on one tensor that computes each element from one, or moves elements about; undefined for any other. */
export function signalOfMeaning(call: SignalCall<unknown>): SignalStep | undefined {
  const x = soleMoments(call);
  const transfer = call.transferOfMeaning(call.program);
  if (transfer !== undefined) return functionStep(x, transfer);
  const steps = call.program.outputs.flatMap((output, index) => {
    const sources = sourcesOf(output);
    return sources === undefined ? [] : [movedStep(call, x, { sources, axes: call.outputs[index] ?? [] })];
  });
  return steps.length === call.program.outputs.length ? apart(x, steps) : undefined;
}

/** A function that is no number for a part of its argument, as a root of a Gaussian, has no moments. */
function functionStep(x: Moments, transfer: Transfer): SignalStep | undefined {
  const { isWhole } = transfer.moments(meanOf(x), Math.max(0, meanSquare(x) - meanOf(x) ** 2));
  return isWhole || x.density !== undefined ? elementwise(x, transfer) : undefined;
}

interface Moving {
  readonly sources: ReadonlyMap<string, Source>;
  readonly axes: readonly SignalAxis[];
}

/** First positions are picked, then what is left is put in its places. */
function movedStep(call: SignalCall<unknown>, x: Moments, { sources, axes }: Moving): SignalStep {
  const { tape, inputs } = createTape([x]);
  const [whole] = inputs;
  const picks = picksOf(call, x, { sources, axes });
  if (whole === undefined || picks.length === 0) return rearrangement(x, placedAxes(sources, axes));
  const kept = x.axes.map((axis) => ({ name: axis.name, size: picks.find((pick) => pick.axis === axis.name)?.rows.length ?? axis.size }));
  const groups = x.groups.flatMap((group) => {
    const size = kept.filter(({ name }) => group.axes.includes(name)).reduce((product, axis) => product * axis.size, 1);
    return size > 1 ? [{ axes: group.axes, size }] : [];
  });
  const part = tape.apply([whole], mixed(x, { axes: kept, groups, along: picks }));
  return tape.finish(tape.apply([part], rearrangement(part.moments, placedAxes(sources, axes))));
}

/** Along which axes of positions a part is read: at most once each, in any order; not where it is all of them, or not known. */
function picksOf(call: SignalCall<unknown>, x: Moments, { sources, axes }: Moving): readonly Mixture[] {
  const positions = new Set(x.groups.flatMap((group) => group.axes));
  return x.axes.flatMap(({ name, size }) => {
    const line = sources.get(name)?.line;
    if (line === undefined || !positions.has(name)) return [];
    const count = line.axis === undefined ? 1 : (axes.find((axis) => axis.name === line.axis)?.size ?? 1);
    const rows = Array.from({ length: count }, (_, at) => [
      { index: call.size(line.coefficient) * at + call.size(line.offset), weight: 1 },
    ]);
    return count === size ? [] : [{ axis: name, size, rows }];
  });
}

/** The meaning as one expression of argument 0, where it maps every element of the input by itself. */
export function elementFunction({ inputs: [x], outputs: [output, ...others] }: Program): Scalar | undefined {
  return x === undefined || output === undefined || others.length > 0 ? undefined : expressionOf(output, x);
}

function expressionOf(value: Value, x: Value): Scalar | undefined {
  if (value === x) return scalar.argument(0);
  const { instruction } = value;
  switch (instruction.op) {
    case 'constant':
      return scalar.number(instruction.value);
    case 'size':
      return scalar.ofSize(instruction.size);
    case 'view':
      // A number that is repeated is that number everywhere.
      return instruction.operand.shape.length === 0 ? expressionOf(instruction.operand, x) : undefined;
    case 'map': {
      const parts = instruction.operands.map((operand) => expressionOf(operand, x));
      const known = parts.flatMap((part) => (part === undefined ? [] : [part]));
      return known.length === parts.length
        ? scalar.substituteArguments(instruction.expression, (index) => known[index] ?? scalar.number(Number.NaN))
        : undefined;
    }
    default:
      return undefined;
  }
}

/** How the index along an axis of the input follows from the place in a result. */
interface Source {
  /** The axes of the result that it depends on. */
  readonly axes: ReadonlySet<string>;
  /** Where it is coefficient * (index along one axis) + offset. */
  readonly line: Line | undefined;
}

interface Line {
  /** Undefined where the index is the same everywhere. */
  readonly axis: string | undefined;
  readonly coefficient: Size;
  readonly offset: Size;
}

/** For each axis of the input, where a value reads it; undefined where more than views is at work. */
function sourcesOf(value: Value): ReadonlyMap<string, Source> | undefined {
  const { instruction, shape } = value;
  if (instruction.op === 'input')
    return new Map(shape.map(({ name }) => [name, { axes: new Set([name]), line: { axis: name, coefficient: 1, offset: 0 } }]));
  if (instruction.op === 'map') {
    const [operand, ...others] = instruction.operands;
    const isPlain = instruction.expression.kind === 'argument' && others.length === 0;
    return isPlain && operand !== undefined ? sourcesOf(operand) : undefined;
  }
  if (instruction.op !== 'view') return undefined;
  const { operand, coordinates } = instruction;
  const inner = sourcesOf(operand);
  const coordinateOf = new Map(operand.shape.map(({ name }, at) => [name, coordinates[at]]));
  return inner === undefined ? undefined : new Map([...inner].map(([name, source]) => [name, through(source, coordinateOf, shape)]));
}

function through({ axes, line }: Source, coordinateOf: ReadonlyMap<string, Coordinate | undefined>, shape: Value['shape']): Source {
  const nameOf = (axis: number): string => shape[axis]?.name ?? '';
  const reached = new Set([...axes].flatMap((axis) => coordinateOf.get(axis)?.terms.map((term) => nameOf(term.axis)) ?? []));
  return { axes: reached, line: line === undefined ? undefined : lineThrough(line, coordinateOf, nameOf) };
}

function lineThrough(
  line: Line,
  coordinateOf: ReadonlyMap<string, Coordinate | undefined>,
  nameOf: (axis: number) => string,
): Line | undefined {
  if (line.axis === undefined) return line;
  const coordinate = coordinateOf.get(line.axis);
  if (coordinate === undefined || coordinate.divisor !== 1 || coordinate.modulus !== undefined || coordinate.terms.length > 1)
    return undefined;
  const [term] = coordinate.terms;
  const offset = addSizes(line.offset, multiplySizes(line.coefficient, coordinate.offset));
  return term === undefined
    ? { axis: undefined, coefficient: 0, offset }
    : { axis: nameOf(term.axis), coefficient: multiplySizes(line.coefficient, term.coefficient), offset };
}

/** The axes of the result, with those of the input that they lead along. */
function placedAxes(sources: ReadonlyMap<string, Source>, axes: readonly SignalAxis[]): readonly PlacedAxis[] {
  const feature = featureAxis(axes)?.name;
  return axes.map(({ name, size }) => {
    const role = roleOf(name);
    const from = [...sources].flatMap(([source, read]) => (read.axes.has(name) ? [source] : []));
    return { name, size, from, isPosition: name !== feature && (role === 'space' || role === 'time' || role === 'batch') };
  });
}
