// The evaluation of a program's values one after the other, bodies of recurrences included. Not the reading of arguments.
import {
  nowhere,
  offsetsOf,
  operandsOf,
  recurrenceBody,
  streamWithin,
  uniform,
  type Instruction,
  type Program,
  type Recurrence,
  type Stream,
  type Value,
} from '@trammel/program';
import { present } from '@trammel/tensor';
import { accumulate, contract, gather, reduce, scatterAdd, type Named } from './combine.js';
import { numberOf, report, shapeOf, type Execution } from './execution.js';
import { evaluateMap } from './map.js';
import { positionsOf } from './positions.js';
import { countElements, stridesOf, zeros, type Tensor } from './tensor.js';

/** What the values of one program are evaluated within: a whole run, or one step of a recurrence. */
export interface Scope {
  readonly execution: Execution;
  /** The tensor that an input, a parameter or a placeholder stands for; undefined if there is none. */
  readonly lookup: (value: Value) => Tensor | undefined;
  /** From which each random value and each recurrence takes a stream of its own, numbered in the order of the program. */
  readonly stream: Stream;
}

/** The outputs of the program. After a problem, which the execution records, they have no meaning. */
export function execute(program: Program, scope: Scope): readonly Tensor[] {
  const memory = new Map<Value, Tensor>();
  const state: State = { ...scope, memory, recurrences: new Map(), streams: { count: 0 } };
  const readers = countReaders(program);
  for (const value of program.values) {
    const tensor = evaluate(value, state);
    if (scope.execution.problem !== undefined) return [];
    memory.set(value, tensor);
    for (const operand of operandsOf(value)) {
      const left = (readers.get(operand) ?? 0) - 1;
      readers.set(operand, left);
      if (left === 0) memory.delete(operand);
    }
  }
  return program.outputs.map((value) => read(value, state));
}

interface State extends Scope {
  readonly memory: ReadonlyMap<Value, Tensor>;
  readonly recurrences: Map<Recurrence, RecurrenceResults>;
  readonly streams: { count: number };
}

/** How often each value is still to be read: a tensor is let go after the last time. */
function countReaders(program: Program): Map<Value, number> {
  const readers = new Map<Value, number>();
  for (const value of [...program.values.flatMap((reader) => operandsOf(reader)), ...program.outputs]) {
    readers.set(value, (readers.get(value) ?? 0) + 1);
  }
  return readers;
}

function read(value: Value, state: State): Tensor {
  return present(state.memory.get(value), () => `a ${value.instruction.op} is read before it is computed`);
}

function named(value: Value, state: State): Named {
  return { tensor: read(value, state), axes: value.shape };
}

function nextStream(state: State): Stream {
  state.streams.count += 1;
  return streamWithin(state.stream, state.streams.count - 1);
}

type InstructionOf<O extends Instruction['op']> = Extract<Instruction, { readonly op: O }>;

function evaluate(value: Value, state: State): Tensor {
  const { instruction } = value;
  switch (instruction.op) {
    case 'constant':
      return { shape: [], data: new Float64Array([instruction.value]) };
    case 'size':
      return { shape: [], data: new Float64Array([numberOf(state.execution, instruction.size)]) };
    case 'input':
    case 'parameter':
      return given(value, instruction, state);
    case 'iota':
      return fill(value, state, (index) => index);
    case 'random': {
      const stream = nextStream(state);
      return fill(value, state, (index) => uniform(stream, index));
    }
    case 'map': {
      const shape = shapeOf(state.execution, value.shape);
      const elements = { count: countElements(shape), arguments: instruction.operands.map((operand) => read(operand, state).data) };
      return { shape, data: evaluateMap(state.execution, instruction.expression, elements) };
    }
    case 'view':
      return view(value, instruction, state);
    case 'scan': {
      const results = recur(instruction.recurrence, state);
      const list = instruction.result === 'state' ? results.states : results.outputs;
      return list[instruction.index] ?? zeros(shapeOf(state.execution, value.shape));
    }
    case 'accumulate':
    case 'reduce':
    case 'contract':
    case 'gather':
    case 'scatterAdd':
      return combine(value, instruction, state);
  }
}

function combine(
  value: Value,
  instruction: InstructionOf<'accumulate' | 'reduce' | 'contract' | 'gather' | 'scatterAdd'>,
  state: State,
): Tensor {
  const { operations } = state.execution;
  if (instruction.op === 'reduce') return reduce(named(instruction.operand, state), instruction.reducer, instruction.axes, operations);
  const tensor = zeros(shapeOf(state.execution, value.shape));
  const result: Named = { tensor, axes: value.shape };
  switch (instruction.op) {
    case 'accumulate': {
      const operand = read(instruction.operand, state);
      const positions = positionsOf(state.execution, { ...instruction, iterated: operand.shape, addressed: tensor.shape });
      accumulate(operand, positions, tensor, operations);
      return tensor;
    }
    case 'contract':
      contract(named(instruction.left, state), named(instruction.right, state), result, operations);
      return tensor;
    case 'gather':
      gather(named(instruction.table, state), instruction.axis, named(instruction.indices, state), result);
      return tensor;
    case 'scatterAdd':
      operations.additions += scatterAdd(named(instruction.updates, state), instruction.axis, named(instruction.indices, state), result);
      return tensor;
  }
}

function given(value: Value, instruction: InstructionOf<'input' | 'parameter'>, state: State): Tensor {
  const tensor = state.lookup(value);
  if (tensor !== undefined) return tensor;
  report(state.execution, { kind: 'missing', what: instruction.op, name: instruction.name });
  return zeros([0]);
}

function fill(value: Value, state: State, at: (index: number) => number): Tensor {
  const tensor = zeros(shapeOf(state.execution, value.shape));
  for (let index = 0; index < tensor.data.length; index += 1) tensor.data[index] = at(index);
  return tensor;
}

function view(value: Value, instruction: InstructionOf<'view'>, state: State): Tensor {
  const operand = read(instruction.operand, state);
  const tensor = zeros(shapeOf(state.execution, value.shape));
  const positions = positionsOf(state.execution, { ...instruction, iterated: tensor.shape, addressed: operand.shape });
  for (let index = 0; index < positions.length; index += 1) {
    const position = positions[index] ?? nowhere;
    tensor.data[index] = position === nowhere ? instruction.fill : (operand.data[position] ?? 0);
  }
  return tensor;
}

interface RecurrenceResults {
  readonly states: readonly Tensor[];
  readonly outputs: readonly Tensor[];
}

/** All steps of a recurrence; done once, though several values are results of it. */
function recur(recurrence: Recurrence, state: State): RecurrenceResults {
  const known = state.recurrences.get(recurrence);
  if (known !== undefined) return known;
  const { execution } = state;
  const stream = nextStream(state);
  const [length = 0] = shapeOf(execution, [{ name: recurrence.axis, size: recurrence.length }]);
  const body = recurrenceBody(recurrence);
  const fixed = new Map(recurrence.captured.map((part) => [part.placeholder, read(part.source, state)]));
  const outputs = recurrence.outputs.map((output) => zeros([length, ...shapeOf(execution, output.shape)]));
  let states = recurrence.states.map((part) => read(part.initial, state));
  for (let count = 0; count < length; count += 1) {
    const step = recurrence.direction === 'forward' ? count : length - 1 - count;
    const bound = new Map(fixed);
    for (const [index, part] of recurrence.states.entries()) bound.set(part.placeholder, states[index] ?? zeros([0]));
    for (const part of recurrence.sequences) bound.set(part.placeholder, sliceOf(named(part.source, state), recurrence.axis, step));
    const results = execute(body, { execution, lookup: (value) => bound.get(value), stream: streamWithin(stream, step) });
    if (execution.problem !== undefined) break;
    states = results.slice(0, states.length);
    for (const [index, tensor] of results.slice(states.length).entries()) outputs[index]?.data.set(tensor.data, step * tensor.data.length);
  }
  const results = { states, outputs };
  state.recurrences.set(recurrence, results);
  return results;
}

/** The elements at one index of an axis, which the result lacks. */
function sliceOf(source: Named, axis: string, step: number): Tensor {
  const { shape, data } = source.tensor;
  const strides = stridesOf(shape);
  const runs = source.axes.map((own, at) => ({ name: own.name, size: shape[at] ?? 1, stride: strides[at] ?? 1 }));
  const kept = runs.filter((run) => run.name !== axis);
  const start = step * (runs.find((run) => run.name === axis)?.stride ?? 0);
  return { shape: kept.map((run) => run.size), data: Float64Array.from(offsetsOf(kept), (offset) => data[start + offset] ?? 0) };
}
