// What a value is worked out from within one kernel: the tensors in memory that it reads, and how their axes run with its own.
import { operandsOf, type Instruction, type Value } from '@trammel/program';
import type { Shape } from '@trammel/tensor';

/** Which axis of the value an axis of what it reads is: its position, or undefined where it is another index. */
export type AxisMap = readonly (number | undefined)[];

/** One way in which a value reads another. */
export interface Access {
  readonly value: Value;
  readonly axes: AxisMap;
}

/** Everything within a kernel that the value needs. */
export interface Cone {
  /** Reads of what lies in memory or belongs to another kernel. */
  readonly leaves: readonly Access[];
  /** What is worked out on the way, the value itself included. */
  readonly inner: readonly Access[];
}

/** Walks from the value to where `isLeaf` says that there is memory; the value itself is no leaf. */
export function coneOf(root: Value, isLeaf: (value: Value) => boolean): Cone {
  const leaves = new Map<string, Access>();
  const inner = new Map<string, Access>();
  const ids = new Map<Value, number>();
  const keyOf = ({ value, axes }: Access): string => {
    const id = ids.get(value) ?? ids.size;
    ids.set(value, id);
    return `${id}:${axes.join()}`;
  };
  const open: Access[] = [{ value: root, axes: root.shape.map((_, axis) => axis) }];
  for (let access = open.pop(); access !== undefined; access = open.pop()) {
    const isEnd = access.value !== root && isLeaf(access.value);
    const key = keyOf(access);
    const found = isEnd ? leaves : inner;
    if (found.has(key)) continue;
    found.set(key, access);
    if (!isEnd) open.push(...operandAccesses(access));
  }
  return { leaves: [...leaves.values()], inner: [...inner.values()] };
}

/** How the operands of what is read so are read. */
function operandAccesses({ value, axes }: Access): readonly Access[] {
  const { instruction } = value;
  if (instruction.op === 'view') return [{ value: instruction.operand, axes: throughView(instruction, axes) }];
  return operandsOf(value).map((operand) => ({
    value: operand,
    axes: byName(operand.shape, value.shape, axes, movedAxis(instruction, operand)),
  }));
}

/** The axis along which the instruction reads the operand elsewhere. */
function movedAxis(instruction: Instruction, operand: Value): string | undefined {
  if (instruction.op === 'gather') return operand === instruction.table ? instruction.axis : undefined;
  return instruction.op === 'scatterAdd' ? instruction.axis : undefined;
}

function byName(operand: Shape, result: Shape, axes: AxisMap, moved: string | undefined): AxisMap {
  return operand.map(({ name }) => {
    const at = name === moved ? -1 : result.findIndex((axis) => axis.name === name);
    return at < 0 ? undefined : axes[at];
  });
}

function throughView({ coordinates }: Extract<Instruction, { op: 'view' }>, axes: AxisMap): AxisMap {
  return coordinates.map(({ terms, offset, divisor, modulus }) => {
    const [term, ...more] = terms;
    const isBare = term?.coefficient === 1 && more.length === 0 && offset === 0 && divisor === 1 && modulus === undefined;
    return isBare ? axes[term.axis] : undefined;
  });
}
