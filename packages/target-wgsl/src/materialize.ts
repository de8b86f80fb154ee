// Which values lie in memory between kernels; all others are worked out where they are read. Not which kernel makes them.
import { operandsOf, type Program, type Value } from '@trammel/program';
import { sameSize } from '@trammel/tensor';
import { coneOf } from './cone.js';
import { isHeavy, nominalCount, weightOf } from './weight-of-work.js';

/** What a compilation decides before it makes kernels. */
export interface Memory {
  /** Values that kernels write. */
  readonly written: ReadonlySet<Value>;
  /** Whether the value lies in memory when it is read: written, or there from the beginning. */
  readonly isInMemory: (value: Value) => boolean;
}

/** How many tensors one kernel may have: what every WebGPU device grants. */
export const bindingLimit = 8;

/** Beyond this much work an element is not worked out again for each reader. */
const repeatedWork = 24;

/** Chooses what to keep; `isGiven` holds for what is in memory from the start, `isSliced` for what stands for a part of it. */
export function materialize(
  program: Program,
  { isGiven, isSliced }: { readonly isGiven: (value: Value) => boolean; readonly isSliced: (value: Value) => boolean },
): Memory {
  const written = new Set<Value>();
  const isInMemory = (value: Value): boolean => written.has(value) || isGiven(value);
  const isLeaf = (value: Value): boolean => isInMemory(value) || isSliced(value);
  const keep = (value: Value): void => {
    if (!isLeaf(value) && !isFree(value)) written.add(value);
  };
  const readers = readersOf(program);
  for (const value of program.outputs) if (!isGiven(value)) written.add(value);
  for (const value of program.values) for (const operand of operandsToKeep(value)) keep(operand);
  keepHeavy(program, readers, { written, isLeaf });
  keepRepeated(program, readers, { written, isLeaf });
  limitBindings(program, { written, isLeaf });
  return { written, isInMemory };
}

interface Choice {
  readonly written: Set<Value>;
  readonly isLeaf: (value: Value) => boolean;
}

/** What is made of nothing and costs nothing. */
function isFree({ instruction }: Value): boolean {
  return instruction.op === 'constant' || instruction.op === 'size' || instruction.op === 'iota';
}

/** Operands that must be in memory whatever they cost: loops read them over and over. */
function operandsToKeep(value: Value): readonly Value[] {
  const { instruction } = value;
  switch (instruction.op) {
    case 'contract':
      return isHeavy(value) ? [instruction.left, instruction.right].map(behindViews) : [];
    case 'scatterAdd':
      return isHeavy(value) ? [value] : [];
    case 'scan':
      return operandsOf(value);
    default:
      return [];
  }
}

/** What a chain of views reads in the end. */
function behindViews(value: Value): Value {
  let at = value;
  while (at.instruction.op === 'view') at = at.instruction.operand;
  return at;
}

type Readers = ReadonlyMap<Value, readonly Value[]>;

function readersOf(program: Program): Readers {
  const readers = new Map<Value, Value[]>();
  for (const value of program.values) {
    for (const operand of new Set(operandsOf(value))) {
      const list = readers.get(operand) ?? [];
      list.push(value);
      readers.set(operand, list);
    }
  }
  return readers;
}

/** A heavy value is kept at the end of the elementwise steps that only it goes through; no two share such steps. */
function keepHeavy(program: Program, readers: Readers, { written, isLeaf }: Choice): void {
  const claimed = new Set<Value>();
  for (const value of program.values) {
    if (isLeaf(value) && !written.has(value)) continue;
    const { op } = value.instruction;
    if ((op !== 'contract' && op !== 'reduce') || !isHeavy(value)) continue;
    let at = value;
    claimed.add(at);
    while (!written.has(at)) {
      const [next, ...more] = readers.get(at) ?? [];
      if (next === undefined || more.length > 0 || claimed.has(next) || isLeaf(next) !== written.has(next) || !isElementwise(next, at))
        break;
      at = next;
      claimed.add(at);
    }
    written.add(at);
  }
}

/** Whether the reader has one element for each of the operand, at the same place but for the order of the axes. */
function isElementwise({ instruction, shape }: Value, operand: Value): boolean {
  if (instruction.op === 'map') return true;
  if (instruction.op !== 'view' || instruction.where.length > 0) return false;
  const moving = instruction.coordinates.flatMap((own, at) =>
    operand.shape[at]?.size === 1 ? [] : [{ own, size: operand.shape[at]?.size ?? 1 }],
  );
  const axes = new Set(moving.flatMap(({ own }) => own.terms.map(({ axis }) => axis)));
  const isMoved = moving.every(({ own: { terms, offset, divisor, modulus }, size }) => {
    const [term] = terms;
    const isBare = terms.length === 1 && term?.coefficient === 1 && offset === 0 && divisor === 1 && modulus === undefined;
    return isBare && sameSize(shape[term.axis]?.size ?? 1, size);
  });
  return isMoved && axes.size === moving.length && shape.every(({ size }, axis) => size === 1 || axes.has(axis));
}

/** What would be worked out by several readers, or several times by one, at more than a little cost. */
function keepRepeated(program: Program, readers: Readers, { written, isLeaf }: Choice): void {
  const uses = new Map<Value, number>();
  const weights = new Map<Value, number>();
  const isFixed = fixedValues(program);
  for (const value of [...program.values].reverse()) {
    let count = 0;
    for (const reader of readers.get(value) ?? []) {
      const times = isLeaf(reader) ? 1 : (uses.get(reader) ?? 1);
      count += times * expansion(reader, value);
    }
    uses.set(value, count);
    if (isLeaf(value) || isFree(value) || value.instruction.op === 'view' || isFixed.has(value)) continue;
    if ((count - 1) * weightOf(value, isLeaf, weights) > repeatedWork && (count > 1 || isHeavy(value))) written.add(value);
  }
}

/** Values that depend on weights and constants alone, and are as small as these: to work them out again is next to nothing. */
function fixedValues(program: Program): ReadonlySet<Value> {
  const fixed = new Set<Value>();
  for (const value of program.values) {
    const { op } = value.instruction;
    const isSource = op === 'parameter' || op === 'constant' || op === 'size';
    const isStep = (op === 'map' || op === 'view') && value.shape.length <= 1;
    if (isSource || (isStep && operandsOf(value).every((operand) => fixed.has(operand)))) fixed.add(value);
  }
  return fixed;
}

/** How many elements of the reader are worked out from one of the operand. */
function expansion(reader: Value, operand: Value): number {
  if (reader.instruction.op !== 'view') return 1;
  return Math.max(1, nominalCount(reader.shape) / Math.max(1, nominalCount(operand.shape)));
}

/** Kernels that would read too many tensors are cut where a part reads many. */
function limitBindings(program: Program, { written, isLeaf }: Choice): void {
  for (const value of program.values) {
    if (!written.has(value)) continue;
    for (;;) {
      const { leaves, inner } = coneOf(value, isLeaf);
      const count = new Set(leaves.map((leaf) => leaf.value)).size;
      if (count < bindingLimit) break;
      const parts = inner.flatMap((part) => {
        if (part.value === value || part.value.instruction.op === 'view' || isFree(part.value)) return [];
        const own = new Set(coneOf(part.value, isLeaf).leaves.map((leaf) => leaf.value)).size;
        return own > 1 && own < bindingLimit ? [{ value: part.value, own }] : [];
      });
      const [best] = parts.sort((a, b) => b.own - a.own);
      if (best === undefined) break;
      written.add(best.value);
    }
  }
}
