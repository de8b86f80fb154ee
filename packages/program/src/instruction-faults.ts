// What is wrong with a single instruction: its operands and its result against what the instruction means.
import { axisNamed, isKnown, printShape, printSize, sameShape, sameSize, type Shape, type Size } from '@trammel/tensor';
import { boundsOf, printCoordinate } from './affine.js';
import { argumentsOf } from './scalar.js';
import type { Affine, Coordinate, Instruction, Value } from './value.js';

type InstructionOf<O extends Instruction['op']> = Extract<Instruction, { readonly op: O }>;

/** Sentences on what the instruction of the value breaks; none for one that can be carried out. */
export function instructionFaults(value: Value): readonly string[] {
  const { instruction, shape } = value;
  switch (instruction.op) {
    case 'input':
    case 'parameter':
    case 'random':
      return [];
    case 'constant':
    case 'size':
      return shape.length === 0 ? [] : [`a ${instruction.op} has shape ${printShape(shape)}, not []`];
    case 'iota':
      return shape.length === 1 ? [] : [`an iota has ${shape.length} axes`];
    case 'map':
      return mapFaults(instruction, shape);
    case 'view':
      return indexMapFaults({ ...instruction, iterated: shape, addressed: instruction.operand.shape });
    case 'accumulate':
      return indexMapFaults({ ...instruction, iterated: instruction.operand.shape, addressed: shape });
    case 'reduce':
      return reduceFaults(instruction, shape);
    case 'contract':
      return contractFaults(instruction, shape);
    case 'gather':
      return gatherFaults(instruction, shape);
    case 'scatterAdd':
      return scatterFaults(instruction, shape);
    case 'scan':
      return scanFaults(instruction, shape);
  }
}

function shapeFaults(what: string, actual: Shape, expected: Shape): readonly string[] {
  return sameShape(actual, expected) ? [] : [`${what} has shape ${printShape(actual)}, not ${printShape(expected)}`];
}

function mapFaults({ expression, operands }: InstructionOf<'map'>, shape: Shape): readonly string[] {
  const faults = operands.flatMap((operand, index) => shapeFaults(`operand ${index} of a map`, operand.shape, shape));
  const missing = [...argumentsOf(expression)].filter((index) => operands[index] === undefined);
  return [...faults, ...missing.map((index) => `a map of ${operands.length} operands reads argument ${index}`)];
}

interface IndexMap {
  readonly coordinates: readonly Coordinate[];
  readonly where: readonly Affine[];
  readonly iterated: Shape;
  readonly addressed: Shape;
}

function indexMapFaults({ coordinates, where, iterated, addressed }: IndexMap): readonly string[] {
  if (coordinates.length !== addressed.length) return [`${coordinates.length} coordinates address ${printShape(addressed)}`];
  const strays = [...coordinates, ...where].flatMap((form) => form.terms).filter(({ axis }) => iterated[axis] === undefined);
  if (strays.length > 0) return strays.map(({ axis }) => `an index map over ${printShape(iterated)} reads its axis number ${axis}`);
  return coordinates.flatMap((coordinate, axis) => coordinateFaults(coordinate, iterated, addressed[axis]?.size ?? 1));
}

/**
 * Divisors and moduli are positive, and a coordinate of known bounds meets its axis somewhere: one that never does reads
 * nothing but the fill, which nobody means. Empty shapes have no indices, so that nothing is wrong with them.
 */
function coordinateFaults(coordinate: Coordinate, iterated: Shape, size: Size): readonly string[] {
  const { divisor, modulus, outside } = coordinate;
  if ([...iterated.map((axis) => axis.size), size].some((extent) => extent === 0)) return [];
  const text = (): string => printCoordinate(coordinate, iterated);
  if (isKnown(divisor) && divisor <= 0) return [`${text()} divides by ${printSize(divisor)}`];
  if (modulus !== undefined && isKnown(modulus) && modulus <= 0) return [`${text()} has modulus ${printSize(modulus)}`];
  const bounds = modulus === undefined && outside === 'fill' ? boundsOf(coordinate, iterated) : undefined;
  if (bounds === undefined || !isKnown(bounds.least) || !isKnown(bounds.greatest) || !isKnown(size) || !isKnown(divisor)) return [];
  const isOutside = bounds.greatest < 0 || BigInt(bounds.least) >= BigInt(size) * BigInt(divisor);
  return isOutside ? [`${text()} is never in [0, ${printSize(size)})`] : [];
}

function missingAxes(what: string, shape: Shape, names: readonly string[]): readonly string[] {
  return names.filter((name) => axisNamed(shape, name) === undefined).map((name) => `${what} ${printShape(shape)} has no axis ${name}`);
}

/** Axes that both shapes have, but with different sizes. */
function sizeConflicts(left: Shape, right: Shape, except?: string): readonly string[] {
  return left.flatMap(({ name, size }) => {
    const other = name === except ? undefined : axisNamed(right, name);
    return other === undefined || sameSize(size, other.size)
      ? []
      : [`axis ${name} has size ${printSize(size)} and size ${printSize(other.size)}`];
  });
}

function repeated(names: readonly string[]): readonly string[] {
  return names.filter((name, index) => names.indexOf(name) < index).map((name) => `the axis ${name} is named twice`);
}

function reduceFaults({ operand, axes }: InstructionOf<'reduce'>, shape: Shape): readonly string[] {
  const kept = operand.shape.filter((axis) => !axes.includes(axis.name));
  return [...missingAxes('the operand', operand.shape, axes), ...repeated(axes), ...shapeFaults('a reduce', shape, kept)];
}

function contractFaults({ left, right, over }: InstructionOf<'contract'>, shape: Shape): readonly string[] {
  const kept = left.shape.filter((axis) => !over.includes(axis.name));
  const added = right.shape.filter((axis) => !over.includes(axis.name) && axisNamed(left.shape, axis.name) === undefined);
  return [
    ...missingAxes('the left operand', left.shape, over),
    ...missingAxes('the right operand', right.shape, over),
    ...repeated(over),
    ...sizeConflicts(left.shape, right.shape),
    ...shapeFaults('a contract', shape, [...kept, ...added]),
  ];
}

function gatherFaults({ table, indices, axis }: InstructionOf<'gather'>, shape: Shape): readonly string[] {
  const rest = table.shape.filter((old) => old.name !== axis && axisNamed(indices.shape, old.name) === undefined);
  return [
    ...missingAxes('the table', table.shape, [axis]),
    ...sizeConflicts(table.shape, indices.shape, axis),
    ...shapeFaults('a gather', shape, [...indices.shape, ...rest]),
  ];
}

/** The updates have the axes of the indices and, but for the one that is scattered to, those of the result. */
function scatterFaults({ updates, indices, axis }: InstructionOf<'scatterAdd'>, shape: Shape): readonly string[] {
  const kept = shape.filter((own) => own.name !== axis).map((own) => own.name);
  const strays = updates.shape.filter((own) => axisNamed(indices.shape, own.name) === undefined && !kept.includes(own.name));
  return [
    ...missingAxes('the result', shape, [axis]),
    ...missingAxes('the updates', updates.shape, [...kept, ...indices.shape.map((own) => own.name)]),
    ...strays.map(({ name }) => `axis ${name} of the updates goes nowhere`),
    ...sizeConflicts(updates.shape, indices.shape),
    ...sizeConflicts(updates.shape, shape, axis),
  ];
}

function scanFaults({ recurrence, result, index }: InstructionOf<'scan'>, shape: Shape): readonly string[] {
  const { axis, length, states, outputs } = recurrence;
  const part = result === 'state' ? states[index]?.initial : outputs[index];
  if (part === undefined) return [`a scan has no ${result} ${index}`];
  return shapeFaults(
    `${result} ${index} of a scan`,
    shape,
    result === 'state' ? part.shape : [{ name: axis, size: length }, ...part.shape],
  );
}
