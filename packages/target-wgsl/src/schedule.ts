// From a program to kernels in order: the steps of a run as data, before any memory has a place.
import { program as programOf, recurrenceBody, type Program, type Recurrence, type Value } from '@trammel/program';
import { isKnown, elementCount, present, type Size } from '@trammel/tensor';
import { blockKernel } from './block-kernel.js';
import { coneOf } from './cone.js';
import type { Numbering, Step } from './element.js';
import { fuse, type Group, type Work } from './fusion.js';
import { indexOfAtom, type Index } from './index-form.js';
import { stepText, type Kernel } from './kernel.js';
import { lowered, replacedBy, type Lowering } from './lowering.js';
import { materialize, type Memory } from './materialize.js';
import { rowKernel, type Target } from './row-kernel.js';
import { scatterKernel } from './scatter-kernel.js';
import { tileKernel } from './tile-kernel.js';
import { numberingOf } from './numbering.js';
import { lanesFor, tileFor, type Strategy } from './strategy.js';
import { beginWriting, type Writer } from './writer.js';

/** One step of a run: a dispatch, or a loop of them. */
export type ScheduleStep =
  | { readonly kind: 'kernel'; readonly kernel: Kernel }
  | { readonly kind: 'loop'; readonly length: Size; readonly direction: Recurrence['direction']; readonly steps: readonly ScheduleStep[] };

/** A program as kernels. */
export interface Schedule {
  /** The program in the form that the kernels were made from. */
  readonly program: Program;
  /** How the program came to its kernels. */
  readonly lowering: Lowering;
  readonly steps: readonly ScheduleStep[];
  /** The tensors in which the outputs lie after a run, in their order. */
  readonly outputs: readonly Value[];
}

/** How a program is to be compiled. */
export interface ScheduleOptions {
  readonly strategy: Strategy;
  /** For outputs by their position: the input or parameter that they replace after the run. */
  readonly updates?: ReadonlyMap<number, Value>;
}

/** Compiles; nothing is left open but sizes that the model is told when it runs. */
export function scheduleOf(original: Program, { strategy, updates = new Map() }: ScheduleOptions): Schedule {
  const lowering = lowered(original, updates);
  const { splitSums: program, memory, inPlace: placed, sideBySide: work } = lowering;
  const compilation: Compilation = { strategy, numbers: numberingOf(program), results: new Map() };
  const tensorOf = (value: Value): Value => placed.get(value) ?? resultTensor(compilation, value);
  const part: Part = { compilation, memory, tensorOf, program, step: undefined, isSliced: () => false, stacked: new Map() };
  const steps = stepsOf(work, part);
  const copies = [...replacedBy(program, updates)]
    .filter(([value, target]) => tensorOf(value) !== target)
    .map(([value, target]) => copyStep(part, value, target));
  return {
    program,
    lowering,
    steps: [...steps, ...copies],
    outputs: program.outputs.map((value, at) => (updates.has(at) ? (updates.get(at) ?? value) : tensorOf(value))),
  };
}

interface Compilation {
  readonly strategy: Strategy;
  readonly numbers: Numbering;
  /** The tensors of results of recurrences: one for all values that are the same result. */
  readonly results: Map<Recurrence, Results>;
}

interface Results {
  readonly states: readonly Value[];
  readonly outputs: readonly Value[];
}

/** A program or the body of a recurrence on its way to steps. */
interface Part {
  readonly compilation: Compilation;
  readonly program: Program;
  readonly memory: Memory;
  readonly isSliced: (value: Value) => boolean;
  readonly tensorOf: (value: Value) => Value;
  readonly step: Recurrence | undefined;
  /** Where the outputs of each step go, by value. */
  readonly stacked: ReadonlyMap<Value, readonly Value[]>;
}

/** A tensor that no instruction makes. */
function place(name: string, { shape, elementType }: Pick<Value, 'shape' | 'elementType'>): Value {
  return { instruction: { op: 'input', name }, shape, elementType };
}

function resultsOf({ results }: Compilation, recurrence: Recurrence): Results {
  const known = results.get(recurrence);
  if (known !== undefined) return known;
  const made: Results = {
    states: recurrence.states.map(({ placeholder }) => place('(state)', placeholder)),
    outputs: recurrence.outputs.map(({ shape, elementType }) =>
      place('(outputs)', { shape: [{ name: recurrence.axis, size: recurrence.length }, ...shape], elementType }),
    ),
  };
  results.set(recurrence, made);
  return made;
}

function resultTensor(compilation: Compilation, value: Value): Value {
  const { instruction } = value;
  if (instruction.op !== 'scan') return value;
  const { states, outputs } = resultsOf(compilation, instruction.recurrence);
  return present(
    (instruction.result === 'state' ? states : outputs)[instruction.index],
    () => 'a recurrence has the result that is asked for',
  );
}

function stepsOf(work: readonly Work[], part: Part): readonly ScheduleStep[] {
  const read = readOutside(work, part);
  return work.flatMap((item): readonly ScheduleStep[] => {
    switch (item.kind) {
      case 'group':
        return [{ kind: 'kernel', kernel: groupKernel(item.group, part, read) }];
      case 'scatter':
        return [
          {
            kind: 'kernel',
            kernel: written(part, (writer) =>
              scatterKernel(surroundings(part, writer, new Set([item.value])), item.value, labelOf([item.value])),
            ),
          },
        ];
      case 'scan':
        return scanSteps(item.recurrence, part);
    }
  });
}

/** Values that must be in memory since something other than the kernel that makes them reads them. */
function readOutside(work: readonly Work[], { program, memory, isSliced }: Part): ReadonlySet<Value> {
  const read = new Set(program.outputs);
  const isLeaf = (value: Value): boolean => memory.isInMemory(value) || isSliced(value);
  for (const item of work) {
    if (item.kind === 'scan') for (const source of sourcesOf(item.recurrence)) read.add(source);
    const members = item.kind === 'group' ? item.group.members : new Map(item.kind === 'scatter' ? [[item.value, []]] : []);
    const isOwn = (value: Value): boolean => members.has(value);
    for (const member of members.keys()) {
      for (const { value } of coneOf(member, (value) => !isOwn(value) && isLeaf(value)).leaves) read.add(value);
    }
    if (item.kind === 'scatter') read.add(item.value);
  }
  return read;
}

function sourcesOf({ states, sequences, captured }: Recurrence): readonly Value[] {
  return [...states.map(({ initial }) => initial), ...[...sequences, ...captured].map(({ source }) => source)];
}

function surroundings(part: Part, writer: Writer, own: ReadonlySet<Value>) {
  const step: Step | undefined =
    part.step === undefined
      ? undefined
      : {
          recurrence: part.step,
          index: indexOfAtom({ name: stepText, scope: writer.body, range: { least: 0, greatest: part.step.length }, quotient: undefined }),
        };
  const isLoaded = (value: Value): boolean => !own.has(value) && part.memory.isInMemory(value);
  return { writer, isLoaded, numbers: part.compilation.numbers, step };
}

/** Written twice: tensors of which always four in a row are read are bound as such the second time. */
function written(part: Part, write: (writer: Writer) => Kernel): Kernel {
  const first = beginWriting(part.tensorOf, new Set());
  const kernel = write(first);
  const vectors = [...first.bindings].flatMap(([value, binding]) => {
    const count = elementCount(value.shape);
    const isWhole = isKnown(count) && Number(count) % 4 === 0;
    return isWhole && binding.isAligned && binding.hasNeighbours && !binding.isWritten ? [value] : [];
  });
  return vectors.length === 0 ? kernel : write(beginWriting(part.tensorOf, new Set(vectors)));
}

function groupKernel(group: Group, part: Part, read: ReadonlySet<Value>): Kernel {
  const { strategy } = part.compilation;
  const own = new Set(group.members.keys());
  const values = [...group.members].filter(([value]) => read.has(value));
  const label = labelOf(values.map(([value]) => value));
  return written(part, (writer) => {
    const around = surroundings(part, writer, own);
    const targets = values.flatMap(([value, positions]): readonly Target[] => [
      { value, tensor: value, positions, slice: undefined },
      ...(part.stacked.get(value) ?? []).map((tensor) => ({ value, tensor, positions, slice: around.step?.index })),
    ]);
    if (group.contraction !== undefined) {
      const { contraction } = group;
      const shape = tileFor(strategy, contraction);
      const tiles = { label, contraction, targets, shape };
      return shape.depth === undefined ? tileKernel(around, tiles) : blockKernel(around, tiles, shape.depth);
    }
    return rowKernel(around, { label, rows: group.rows, along: group.along, targets, lanes: lanesFor(strategy, group) });
  });
}

/** Copies the value into the tensor. */
function copyStep(part: Part, value: Value, tensor: Value): ScheduleStep {
  return copyTo(part, value, () => ({ tensor, slice: undefined }));
}

/** Copies the value into that slice of the tensor which is of the step that is run. */
function stackStep(part: Part, value: Value, tensor: Value): ScheduleStep {
  return copyTo(part, value, (step) => ({ tensor, slice: step }));
}

function copyTo(part: Part, value: Value, to: (step: Index | undefined) => Pick<Target, 'tensor' | 'slice'>): ScheduleStep {
  const kernel = written(part, (writer) => {
    const around = surroundings(part, writer, new Set());
    const positions = value.shape.map((_, axis) => axis);
    const target: Target = { value, positions, ...to(around.step?.index) };
    return rowKernel(around, { label: `copy ${labelOf([value])}`, rows: value.shape, along: [], targets: [target], lanes: 1 });
  });
  return { kind: 'kernel', kernel };
}

/** The states begin; each step reads them, works out all that is next, and only then replaces them. */
function scanSteps(recurrence: Recurrence, outer: Part): readonly ScheduleStep[] {
  const { compilation } = outer;
  const { states, outputs } = resultsOf(compilation, recurrence);
  const starts = recurrence.states.map(({ initial }, at) =>
    copyStep(
      outer,
      initial,
      present(states[at], () => 'a state has a tensor'),
    ),
  );
  const body = recurrenceBody(recurrence);
  const next = recurrence.states.map(({ next: value }) => value);
  const program = programOf(body.inputs, [], [...next, ...recurrence.outputs]);
  const own = new Map(recurrence.states.map(({ placeholder }, at) => [placeholder, states[at] ?? placeholder]));
  const slices = new Set([...recurrence.sequences, ...recurrence.captured].map(({ placeholder }) => placeholder));
  const isSliced = (value: Value): boolean => slices.has(value);
  const isGiven = (value: Value): boolean => own.has(value) || value.instruction.op === 'scan' || outer.memory.isInMemory(value);
  const memory = materialize(program, { isGiven, isSliced });
  const stacked = new Map<Value, Value[]>();
  for (const [at, value] of recurrence.outputs.entries()) {
    const list = stacked.get(value) ?? [];
    list.push(present(outputs[at], () => 'an output has a tensor'));
    stacked.set(value, list);
  }
  const work = fuse(program, memory, { isSliced, copies: stacked });
  const tensorOf = (value: Value): Value => own.get(value) ?? (slices.has(value) ? value : outer.tensorOf(value));
  const part: Part = { compilation, program, memory, isSliced, tensorOf, step: recurrence, stacked };
  const made = new Set(work.flatMap((item) => (item.kind === 'group' ? [...item.group.members.keys()] : [])));
  const steps: ScheduleStep[] = [...stepsOf(work, part)];
  for (const [value, tensors] of stacked) if (!made.has(value)) steps.push(...tensors.map((tensor) => stackStep(part, value, tensor)));
  steps.push(...replacing(part, next, states));
  return [...starts, { kind: 'loop', length: recurrence.length, direction: recurrence.direction, steps }];
}

/** What is next takes the place of the states; what is itself a state before the step is put aside first. */
function replacing(part: Part, next: readonly Value[], states: readonly Value[]): readonly ScheduleStep[] {
  const moves = next.flatMap((value, at) => {
    const state = present(states[at], () => 'a state has a tensor');
    return part.tensorOf(value) === state ? [] : [{ value, state }];
  });
  const isState = (value: Value): boolean => states.includes(part.tensorOf(value));
  const aside = moves.map(({ value, state }) => (isState(value) ? { from: place('(aside)', value), state } : { from: value, state }));
  const puts = moves.flatMap(({ value }, at) => (isState(value) ? [copyStep(part, value, aside[at]?.from ?? value)] : []));
  const inMemory: Part = {
    ...part,
    memory: { ...part.memory, isInMemory: (value) => part.memory.isInMemory(value) || aside.some(({ from }) => from === value) },
  };
  return [...puts, ...aside.map(({ from, state }) => copyStep(inMemory, from, state))];
}

function labelOf(values: readonly Value[]): string {
  return values.map(({ instruction, shape }) => `${instruction.op}[${shape.map(({ name }) => name).join(', ')}]`).join(' + ');
}
