// Programs made smaller: views of views composed, fixed parts folded, equal values shared, unused values dropped.
import { isKnown, present } from '@trammel/tensor';
import { composeIndexMaps, indexMapOf, isAllFill, isIdentity, simplifyIndexMap, type IndexMap } from './compose-views.js';
import { foldScalar } from './fold-scalar.js';
import { mapOperands, mapSources } from './map-operands.js';
import { program, recurrenceBody } from './program.js';
import * as scalar from './scalar.js';
import type { Scalar } from './scalar.js';
import { keyOfValue } from './value-key.js';
import type { Instruction, Program, Recurrence, Value } from './value.js';

/**
 * A program with the same inputs, parameters and outputs, to the last bit but for the sign of a zero, that takes as many
 * operations or fewer. Sizes are taken to be at least 1. Draws stay draws of their own; they may come from another stream.
 */
export function simplify(original: Program): Program {
  const state: State = { made: new Map(), byKey: new Map(), shared: new Set(), numbers: new Map(), recurrences: new Map() };
  for (const value of original.values) state.made.set(value, share(withSharedOperand(simplifyValue(rebuild(value, state)), state), state));
  return program(
    original.inputs,
    original.parameters,
    original.outputs.map((value) => madeFrom(value, state)),
  );
}

interface State {
  /** What the values of the original have become. */
  readonly made: Map<Value, Value>;
  readonly byKey: Map<string, Value>;
  /** The values in `byKey`, and those that have no key. */
  readonly shared: Set<Value>;
  readonly numbers: Map<object, number>;
  readonly recurrences: Map<Recurrence, Recurrence>;
}

function madeFrom(value: Value, state: State): Value {
  return present(state.made.get(value), () => 'operands come before their uses');
}

function rebuild(value: Value, state: State): Value {
  const by = (operand: Value): Value => madeFrom(operand, state);
  const instruction = mapOperands(value.instruction, { value: by, recurrence: (recurrence) => simplifyRecurrence(recurrence, state) });
  return instruction === value.instruction ? value : { ...value, instruction };
}

/** The recurrence with its sources replaced and its body simplified; one for all its results. */
function simplifyRecurrence(recurrence: Recurrence, state: State): Recurrence {
  const known = state.recurrences.get(recurrence);
  if (known !== undefined) return known;
  const { outputs } = simplify(recurrenceBody(recurrence));
  const fed = mapSources(recurrence, (operand) => madeFrom(operand, state));
  const made: Recurrence = {
    ...fed,
    states: fed.states.map((part, index) => ({ ...part, next: outputs[index] ?? part.next })),
    outputs: outputs.slice(fed.states.length),
  };
  state.recurrences.set(recurrence, made);
  return made;
}

/** The value that stands for all that are computed alike. */
function share(value: Value, state: State): Value {
  const numberOf = (part: object): number => {
    const number = state.numbers.get(part) ?? state.numbers.size;
    state.numbers.set(part, number);
    return number;
  };
  const key = keyOfValue(value, { value: numberOf, recurrence: numberOf });
  const known = key === undefined ? value : (state.byKey.get(key) ?? value);
  if (key !== undefined) state.byKey.set(key, known);
  state.shared.add(known);
  return known;
}

/** A view may have become one of an operand that is new itself: a constant. */
function withSharedOperand(value: Value, state: State): Value {
  const { instruction } = value;
  if (instruction.op !== 'view' || state.shared.has(instruction.operand)) return value;
  return { ...value, instruction: { ...instruction, operand: share(instruction.operand, state) } };
}

function simplifyValue(value: Value): Value {
  const { instruction } = value;
  switch (instruction.op) {
    case 'size':
      return isKnown(instruction.size) && Number.isSafeInteger(Number(instruction.size))
        ? constantLike(value, Number(instruction.size))
        : value;
    case 'map':
      return simplifyMap(value, instruction);
    case 'view':
      return simplifyView(value, instruction);
    default:
      return value;
  }
}

/** The number everywhere in the shape of the value. */
function constantLike({ shape, elementType }: Value, number: number): Value {
  const constant: Value = { instruction: { op: 'constant', value: number }, shape: [], elementType };
  return shape.length === 0
    ? constant
    : { instruction: { op: 'view', operand: constant, coordinates: [], fill: 0, where: [] }, shape, elementType };
}

/** Views of views become one, a view that changes nothing its operand, one that reads nothing its fill. */
function simplifyView(value: Value, instruction: Extract<Instruction, { op: 'view' }>): Value {
  let { operand } = instruction;
  let map = simplifyIndexMap(indexMapOf(value, instruction));
  for (;;) {
    if (isAllFill(map)) return constantLike(value, map.fill);
    if (isIdentity(map)) return operand;
    const composed = operand.instruction.op === 'view' ? composeIndexMaps(map, indexMapOf(operand, operand.instruction)) : undefined;
    if (composed === undefined || operand.instruction.op !== 'view') return viewOf(value, operand, map);
    map = composed;
    operand = operand.instruction.operand;
  }
}

function viewOf(value: Value, operand: Value, { coordinates, where, fill }: IndexMap): Value {
  return { ...value, instruction: { op: 'view', operand, coordinates, where, fill } };
}

/** Operands that are the same everywhere move into the expression, equal operands become one, unused ones go. */
function simplifyMap(value: Value, { expression, operands }: Extract<Instruction, { op: 'map' }>): Value {
  const folded = foldScalar(scalar.substituteArguments(expression, (index) => uniformScalar(operands[index]) ?? scalar.argument(index)));
  const used = [...scalar.argumentsOf(folded)].sort((a, b) => a - b);
  const kept = [...new Set(used.flatMap((index) => operands[index] ?? []))];
  const renumbered = scalar.substituteArguments(folded, (index) =>
    scalar.argument(kept.findIndex((operand) => operand === operands[index])),
  );
  if (renumbered.kind === 'number') return constantLike(value, renumbered.value);
  const [first] = kept;
  if (renumbered.kind === 'argument' && first?.elementType === value.elementType) return first;
  if (kept.length > 0 || value.shape.length === 0) return { ...value, instruction: { op: 'map', expression: renumbered, operands: kept } };
  const single: Value = { instruction: { op: 'map', expression: renumbered, operands: [] }, shape: [], elementType: value.elementType };
  return { ...value, instruction: { op: 'view', operand: single, coordinates: [], fill: 0, where: [] } };
}

/** The number or size that every element of the value is, if that is how it is made. */
function uniformScalar(value: Value | undefined): Scalar | undefined {
  if (value === undefined) return undefined;
  const { instruction } = value;
  switch (instruction.op) {
    case 'constant':
      return scalar.number(instruction.value);
    case 'size':
      return scalar.ofSize(instruction.size);
    case 'view':
      return instruction.coordinates.length === 0 && instruction.where.length === 0 ? uniformScalar(instruction.operand) : undefined;
    default:
      return undefined;
  }
}
