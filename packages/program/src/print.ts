// Programs as text, one value a line, for people who debug or ask to have a network explained. Not read back.
import { multiplySizes, printShape, printSize, printType, sameSize, type Shape, type Size } from '@trammel/tensor';
import { isWithin, printAffine, printCoordinate } from './affine.js';
import { printNumber, printScalar } from './print-scalar.js';
import { recurrenceBody } from './program.js';
import type { Affine, Coordinate, Instruction, Program, Recurrence, Value } from './value.js';
import { viewName } from './view-name.js';

/** The program as lines `name: type = what it is`, its outputs last. Indices of views are named by the axes of the result. */
export function print(program: Program): string {
  const names: Names = { values: new Map(), taken: new Set(), recurrences: new Map() };
  const lines = [...lineGroups(program, names, '').flat(), `return ${program.outputs.map((value) => nameOf(value, names)).join(', ')}`];
  return `${lines.join('\n')}\n`;
}

/** The names that `print` gives to the values of the program, for other texts about it. */
export function printedNames(program: Program): ReadonlyMap<Value, string> {
  const names: Names = { values: new Map(), taken: new Set(), recurrences: new Map() };
  lineGroups(program, names, '');
  return names.values;
}

interface Names {
  readonly values: Map<Value, string>;
  readonly taken: Set<string>;
  readonly recurrences: Map<Recurrence, string>;
}

function lineGroups(program: Program, names: Names, indent: string): readonly (readonly string[])[] {
  return program.values.map((value) => {
    // A constant is written where it is read.
    if (value.instruction.op === 'constant') names.values.set(value, printNumber(value.instruction.value));
    if (value.instruction.op === 'size') names.values.set(value, `(${printSize(value.instruction.size)})`);
    if (names.values.has(value)) return [];
    const before = value.instruction.op === 'scan' ? recurrenceLines(value.instruction.recurrence, names, indent) : [];
    const text = instructionText(value, names);
    const name = newName(value, names);
    return [...before, `${indent}${name}: ${printType({ elementType: value.elementType, shape: value.shape })} = ${text}`];
  });
}

function newName(value: Value, names: Names): string {
  const { instruction } = value;
  const wanted = instruction.op === 'input' || instruction.op === 'parameter' ? instruction.name : `v${names.values.size}`;
  return setName(value, wanted, names);
}

function setName(value: Value, wanted: string, names: Names): string {
  let name = wanted;
  for (let count = 2; names.taken.has(name); count += 1) name = `${wanted}#${count}`;
  names.taken.add(name);
  names.values.set(value, name);
  return name;
}

function nameOf(value: Value, names: Names): string {
  return names.values.get(value) ?? `(${value.instruction.op} that is not in the program)`;
}

function instructionText(value: Value, names: Names): string {
  const { instruction } = value;
  const name = (operand: Value): string => nameOf(operand, names);
  switch (instruction.op) {
    case 'constant':
    case 'size':
    case 'input':
    case 'iota':
    case 'random':
      return instruction.op;
    case 'parameter':
      return instruction.isTrainable ? 'parameter' : 'parameter, not trained';
    case 'map':
      return printScalar(instruction.expression, (index) => operandName(instruction.operands[index], names));
    case 'view':
      return viewText(value, instruction, names);
    case 'accumulate': {
      const { operand } = instruction;
      return `accumulate ${name(operand)} at ${indexText(instruction.coordinates, operand.shape)}${whereText(instruction.where, operand.shape)}`;
    }
    case 'reduce':
      return `${instruction.reducer} ${name(instruction.operand)} over ${instruction.axes.join(', ')}`;
    case 'contract':
      return `contract ${name(instruction.left)}, ${name(instruction.right)}${instruction.over.length > 0 ? ` over ${instruction.over.join(', ')}` : ''}`;
    case 'gather':
      return `gather ${name(instruction.table)} where ${instruction.axis} = ${name(instruction.indices)}`;
    case 'scatterAdd':
      return `scatterAdd ${name(instruction.updates)} where ${instruction.axis} = ${name(instruction.indices)}`;
    case 'scan':
      return `${instruction.result} ${instruction.index} of ${names.recurrences.get(instruction.recurrence) ?? 'a scan'}`;
  }
}

function operandName(operand: Value | undefined, names: Names): string {
  return operand === undefined ? '(missing operand)' : nameOf(operand, names);
}

/** `window x[N, C, H+kh-1, W] else 0` */
function viewText(value: Value, instruction: Extract<Instruction, { op: 'view' }>, names: Names): string {
  const { operand, coordinates, where, fill } = instruction;
  const { shape } = value;
  const isAlwaysInside = coordinates.every((coordinate, axis) => isProvedInside(coordinate, shape, operand.shape[axis]?.size ?? 1));
  const text = `${viewName(instruction, shape)} ${nameOf(operand, names)}${indexText(coordinates, shape)}${whereText(where, shape)}`;
  return isAlwaysInside && where.length === 0 ? text : `${text} else ${printNumber(fill)}`;
}

function isProvedInside(coordinate: Coordinate, shape: Shape, size: Size): boolean {
  const { divisor, modulus, outside, rounding } = coordinate;
  if (divisor !== 1 && rounding === 'exact') return false;
  if (outside !== 'fill') return true;
  if (modulus !== undefined) return sameSize(modulus, size);
  // 0 <= floor(a/d) < size if and only if 0 <= a < d*size
  return isWithin(coordinate, shape, multiplySizes(divisor, size));
}

function indexText(coordinates: readonly Coordinate[], shape: Shape): string {
  return `[${coordinates.map((coordinate) => printCoordinate(coordinate, shape)).join(', ')}]`;
}

function whereText(where: readonly Affine[], shape: Shape): string {
  return where.length === 0 ? '' : ` where ${where.map((form) => `${printAffine(form, shape)} >= 0`).join(' and ')}`;
}

/** The loop, once, before its first result: what it carries and reads, and its body further in. */
function recurrenceLines(recurrence: Recurrence, names: Names, indent: string): readonly string[] {
  if (names.recurrences.has(recurrence)) return [];
  const name = `scan${names.recurrences.size}`;
  names.recurrences.set(recurrence, name);
  const { axis, length, direction, states, sequences, captured, outputs } = recurrence;
  const inner = `${indent}  `;
  const header = (placeholder: Value, text: string): string => {
    const own = setName(placeholder, placeholder.instruction.op === 'input' ? placeholder.instruction.name : 'placeholder', names);
    return `${inner}${own}: ${printShape(placeholder.shape)} = ${text}`;
  };
  return [
    `${indent}${name} over ${axis}=${printSize(length)} ${direction}`,
    ...states.map((part) => header(part.placeholder, `state from ${nameOf(part.initial, names)}`)),
    ...sequences.map((part) => header(part.placeholder, `slice of ${nameOf(part.source, names)}`)),
    ...captured.map((part) => header(part.placeholder, nameOf(part.source, names))),
    ...lineGroups(recurrenceBody(recurrence), names, inner).flat(),
    `${inner}next ${states.map((part) => nameOf(part.next, names)).join(', ')}`,
    `${inner}output ${outputs.map((value) => nameOf(value, names)).join(', ')}`,
  ].map((line) => line.trimEnd());
}
