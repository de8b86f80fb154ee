// Below what the whole numbers of an input must stay: the size of the axis that they pick from.
import { operandsOf, type Program, type Value } from '@trammel/program';
import { axisNamed, isKnown, substituteSize } from '@trammel/tensor';

/** The least size of an axis that each value is used to pick from, directly or through views. */
export function indexBounds(program: Program, sizes: ReadonlyMap<string, number>): ReadonlyMap<Value, number> {
  const bounds = new Map<Value, number>();
  for (const { instruction } of program.values) {
    if (instruction.op !== 'gather') continue;
    const axis = axisNamed(instruction.table.shape, instruction.axis);
    const size = axis === undefined ? undefined : substituteSize(axis.size, sizes);
    let { indices } = instruction;
    for (;;) {
      const [operand] = operandsOf(indices);
      if (indices.instruction.op !== 'view' || operand === undefined) break;
      indices = operand;
    }
    if (size !== undefined && isKnown(size)) bounds.set(indices, Math.min(Number(size), bounds.get(indices) ?? Number.POSITIVE_INFINITY));
  }
  return bounds;
}
