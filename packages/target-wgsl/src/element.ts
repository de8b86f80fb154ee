// One element of a value at given indices, as shader code: what is not in memory is worked out on the spot.
import { hash, scalar, type Instruction, type Recurrence, type Value } from '@trammel/program';
import { axisNamed, invariant, present, subtractSizes, type Size } from '@trammel/tensor';
import { fixedIndex, indexText, keyOfIndex, linear, scopeOfIndices, type Index } from './index-form.js';
import { loopOver, type Lanes } from './loop.js';
import { load } from './memory-access.js';
import { deepest, known, type Placed, type Scope } from './scope.js';
import { numberText, scalarCode } from './scalar-code.js';
import { stridesOf } from './strides.js';
import { viewedIndices } from './viewed-index.js';
import { call, named, type Writer } from './writer.js';

/** What code is written within. */
export interface Surroundings {
  readonly writer: Writer;
  /** Whether the value lies in memory before the kernel runs. */
  readonly isLoaded: (value: Value) => boolean;
  readonly numbers: Numbering;
  /** The step of the recurrence that is run. */
  readonly step: Step | undefined;
  /** The invocations that share the work of long loops far out. */
  readonly lanes: Lanes | undefined;
  /** The block in which results are wanted; what is known there may be used. */
  readonly at?: Scope;
}

/** Which number each value and each stream of random draws has within the compilation. */
export interface Numbering {
  readonly idOf: (value: Value) => number;
  /** The ordinals that lead to the stream of a random value: its own, behind that of the recurrence around it. */
  readonly ordinalOf: (value: Value | Recurrence) => number;
}

/** One step of a recurrence, as its body sees it. */
export interface Step {
  readonly recurrence: Recurrence;
  readonly index: Index;
}

/** The element at these indices, one for each axis. */
export function elementOf(surroundings: Surroundings, value: Value, indices: readonly Index[]): Placed {
  const { writer, numbers } = surroundings;
  const scope = scopeOfIndices(indices, writer.body);
  const key = keyOfElement(numbers, value, indices);
  const found = known(wanted(surroundings.at, scope), key);
  if (found !== undefined) return found;
  const made = surroundings.isLoaded(value) ? load(writer, value, indices) : computed(surroundings, value, indices);
  const kept = named(made, 'v');
  kept.scope.elements.set(key, kept);
  return kept;
}

/** Where results are wanted, unless what is asked for belongs to a block beside that. */
function wanted(at: Scope | undefined, scope: Scope): Scope {
  for (let outer = at; outer !== undefined; outer = outer.parent) if (outer === scope) return at ?? scope;
  return scope;
}

/** Text that is the same for the same element only. */
export function keyOfElement({ idOf }: Numbering, value: Value, indices: readonly Index[]): string {
  return `${idOf(value)}@${indices.map(keyOfIndex).join()}`;
}

function computed(surroundings: Surroundings, value: Value, indices: readonly Index[]): Placed {
  const { writer } = surroundings;
  const { instruction } = value;
  switch (instruction.op) {
    case 'constant':
      return { text: numberText(writer, instruction.value), scope: writer.body };
    case 'size':
      return scalarCode(writer, scalar.ofSize(instruction.size), () => zero(writer));
    case 'iota': {
      const { text, scope } = indexText(writer, indices[0] ?? fixedIndex(0));
      return { text: `f32(${text})`, scope };
    }
    case 'random':
      return drawn(surroundings, value, indices);
    case 'map':
      return scalarCode(writer, instruction.expression, (index) =>
        elementOf(
          surroundings,
          present(instruction.operands[index], () => 'a map has its operands'),
          indices,
        ),
      );
    case 'view':
      return viewed(surroundings, instruction, indices);
    case 'reduce':
      return reduced(surroundings, value, instruction, indices);
    case 'contract':
      return contracted(surroundings, value, instruction, indices);
    case 'gather':
      return gathered(surroundings, value, instruction, indices);
    case 'scatterAdd':
      return scattered(surroundings, value, instruction, indices);
    case 'input':
      return placeholder(surroundings, value, indices);
    case 'parameter':
    case 'accumulate':
    case 'scan':
      return (invariant(false, () => `a ${instruction.op} is not worked out within a kernel`), zero(writer));
  }
}

const zero = (writer: Writer): Placed => ({ text: '0.0', scope: writer.body });

type InstructionOf<O extends Instruction['op']> = Extract<Instruction, { readonly op: O }>;

function viewed(surroundings: Surroundings, instruction: InstructionOf<'view'>, indices: readonly Index[]): Placed {
  const { writer } = surroundings;
  const { indices: inner, conditions } = viewedIndices(writer, instruction, indices);
  const element = elementOf(surroundings, instruction.operand, inner);
  if (conditions.length === 0) return element;
  const scope = deepest(
    conditions.map((condition) => condition.scope),
    element.scope,
  );
  // Not &&, which is a branch for some compilers.
  const all = conditions.map(({ text }) => text).join(' & ');
  return { text: `select(${numberText(writer, instruction.fill)}, ${element.text}, ${all})`, scope };
}

/** The indices of an operand, of whose axes some run in loops and the others are those of the result. */
function joined(operand: Value, result: Value, indices: readonly Index[], loops: ReadonlyMap<string, Index>): readonly Index[] {
  return operand.shape.map(({ name }) => {
    const found = loops.get(name) ?? indices[result.shape.findIndex((axis) => axis.name === name)];
    return present(found, () => `an index runs along ${name}`);
  });
}

function reduced(surroundings: Surroundings, value: Value, instruction: InstructionOf<'reduce'>, indices: readonly Index[]): Placed {
  const { operand, axes, reducer } = instruction;
  const over = operand.shape.filter(({ name }) => axes.includes(name));
  return loopOver(surroundings, { scope: scopeOfIndices(indices, surroundings.writer.body), axes: over, reducer }, (loops) =>
    elementOf(surroundings, operand, joined(operand, value, indices, loops)),
  );
}

function contracted(surroundings: Surroundings, value: Value, instruction: InstructionOf<'contract'>, indices: readonly Index[]): Placed {
  const { left, right, over } = instruction;
  const axes = left.shape.filter(({ name }) => over.includes(name));
  return loopOver(surroundings, { scope: scopeOfIndices(indices, surroundings.writer.body), axes, reducer: 'sum' }, (loops) => {
    const [x, y] = [left, right].map((operand) => elementOf(surroundings, operand, joined(operand, value, indices, loops)));
    const [one, other] = [x ?? zero(surroundings.writer), y ?? zero(surroundings.writer)];
    return { text: `${one.text} * ${other.text}`, scope: deepest([other.scope], one.scope) };
  });
}

function gathered(surroundings: Surroundings, value: Value, instruction: InstructionOf<'gather'>, indices: readonly Index[]): Placed {
  const { writer } = surroundings;
  const { table, indices: picks, axis } = instruction;
  const size = present(axisNamed(table.shape, axis), () => `a gather has its axis ${axis}`).size;
  const pick = elementOf(surroundings, picks, joined(picks, value, indices, new Map()));
  const at = pickedIndex(writer, pick, size);
  const element = elementOf(surroundings, table, joined(table, value, indices, new Map([[axis, at.index]])));
  return { text: `select(0.0, ${element.text}, ${at.condition})`, scope: deepest([pick.scope], element.scope) };
}

/** The element of a tensor of indices as an index, and whether it is one. */
export function pickedIndex(writer: Writer, pick: Placed, size: Size): { readonly index: Index; readonly condition: string } {
  const greatest = indexText(writer, fixedIndex(subtractSizes(size, 1))).text;
  const { text, scope } = named({ text: `clamp(i32(${pick.text}), 0, ${greatest})`, scope: pick.scope }, 'j');
  const atom = { name: text, scope, range: { least: 0, greatest: subtractSizes(size, 1) }, quotient: undefined };
  return { index: { terms: [{ atom, coefficient: 1 }], offset: 0, range: atom.range }, condition: `f32(${text}) == ${pick.text}` };
}

function scattered(surroundings: Surroundings, value: Value, instruction: InstructionOf<'scatterAdd'>, indices: readonly Index[]): Placed {
  const { writer } = surroundings;
  const { updates, indices: picks, axis } = instruction;
  const over = picks.shape.filter(({ name }) => name === axis || axisNamed(value.shape, name) === undefined);
  const own = indices[value.shape.findIndex(({ name }) => name === axis)] ?? fixedIndex(0);
  return loopOver(surroundings, { scope: scopeOfIndices(indices, writer.body), axes: over, reducer: 'sum' }, (loops) => {
    const pick = elementOf(surroundings, picks, joined(picks, value, indices, loops));
    const update = elementOf(surroundings, updates, joined(updates, value, indices, loops));
    const target = indexText(writer, own);
    return {
      text: `select(0.0, ${update.text}, ${pick.text} == f32(${target.text}))`,
      scope: deepest([pick.scope, target.scope], update.scope),
    };
  });
}

function drawn(surroundings: Surroundings, value: Value, indices: readonly Index[]): Placed {
  const { writer } = surroundings;
  const strides = stridesOf(value.shape);
  const at = indexText(writer, linear(indices, strides));
  return { text: call(writer, 'uniformDraw', streamText(surroundings, value), at.text), scope: at.scope };
}

/** The stream of draws: hash(parent + hash(ordinal)), as packages/program says. */
function streamText({ writer, numbers, step }: Surroundings, value: Value): string {
  writer.functions.add('hash');
  const within = (parent: string, ordinal: string): string => `hash(${parent} + ${ordinal})`;
  const fixed = (of: Value | Recurrence): string => `${hash(numbers.ordinalOf(of))}u`;
  let parent = 'seed.stream';
  if (step !== undefined) {
    const at = indexText(writer, step.index);
    parent = within(within(parent, fixed(step.recurrence)), `hash(u32(${at.text}))`);
  }
  writer.readsSeed = true;
  return named({ text: within(parent, fixed(value)), scope: writer.body }, 'r').text;
}

/** A placeholder of a recurrence's body that no memory of its own stands behind: a slice of a sequence, or a capture. */
function placeholder(surroundings: Surroundings, value: Value, indices: readonly Index[]): Placed {
  const { writer, step } = surroundings;
  const captured = step?.recurrence.captured.find((part) => part.placeholder === value);
  if (captured !== undefined) return elementOf(surroundings, captured.source, indices);
  const sequence = step?.recurrence.sequences.find((part) => part.placeholder === value);
  if (step === undefined || sequence === undefined) return { text: '0.0', scope: writer.body };
  const loops = new Map([[step.recurrence.axis, step.index]]);
  return elementOf(surroundings, sequence.source, joined(sequence.source, value, indices, loops));
}
