// The axes of a contraction by what they do in it: which result it is, which row and column of that, and what is summed. Not its code.
import type { Value } from '@trammel/program';
import { elementCount, isKnown, type Axis, type Shape } from '@trammel/tensor';
import { fixedIndex, type Index } from './index-form.js';
import type { Target } from './row-kernel.js';

/** The axes by the operands that have them. The columns are those that run fastest where the result is written. */
export function familiesOf({ instruction, shape }: Value, target: Target | undefined): Families {
  if (instruction.op !== 'contract') return { batch: [], rows: shape, columns: [], inner: [], rowSide: nothing, columnSide: nothing };
  const { left, right, over } = instruction;
  const has = (operand: Value, { name }: Axis): boolean => operand.shape.some((axis) => axis.name === name);
  const order = orderOf(shape, target);
  const sorted = order.map((position) => shape[position]).filter((axis) => axis !== undefined);
  const batch = sorted.filter((axis) => has(left, axis) && has(right, axis));
  const ofLeft = sorted.filter((axis) => !has(right, axis));
  const ofRight = sorted.filter((axis) => !has(left, axis));
  const fastest = sorted.filter((axis) => axis.size !== 1 && !batch.includes(axis)).at(-1);
  const isLeftFast = fastest !== undefined && ofLeft.includes(fastest);
  const inner = left.shape.filter(({ name }) => over.includes(name));
  const [rows, columns] = isLeftFast ? [ofRight, ofLeft] : [ofLeft, ofRight];
  const apart = [...openPart(rows), ...openPart(columns)];
  const within = (axes: Shape): Shape => axes.filter((axis) => !apart.includes(axis));
  const [rowSide, columnSide] = isLeftFast ? [right, left] : [left, right];
  return {
    batch: sorted.filter((axis) => batch.includes(axis) || apart.includes(axis)),
    rows: within(rows),
    columns: within(columns),
    inner,
    rowSide,
    columnSide,
  };
}

/** result[batch, row, column] = sum over `inner` of one operand[batch, row, inner] * the other[batch, inner, column]. */
export interface Families {
  readonly batch: Shape;
  readonly rows: Shape;
  readonly columns: Shape;
  readonly inner: Shape;
  readonly rowSide: Value;
  readonly columnSide: Value;
}

/** Axes of open size that stand before enough others: tiles that do not reach across them need no sizes when they run. */
function openPart(axes: Shape): Shape {
  const open = axes.filter(({ size }) => !isKnown(size));
  const count = elementCount(axes.filter(({ size }) => isKnown(size)));
  return isKnown(count) && count >= enoughForTiles ? open : [];
}

/** So many elements are worth tiles of their own. */
const enoughForTiles = 16;

const nothing: Value = { instruction: { op: 'constant', value: 0 }, shape: [], elementType: 'f32' };

/** The axes of the contraction in the order in which they lie where the first target is written. */
function orderOf(shape: Shape, target: Target | undefined): readonly number[] {
  const written = (target?.positions ?? []).filter((at) => at >= 0);
  return [...shape.map((_, axis) => axis).filter((axis) => !written.includes(axis)), ...written];
}

/** The indices by the names of their axes. */
export function indicesByName(axes: Shape, indices: readonly Index[]): ReadonlyMap<string, Index> {
  return new Map(axes.map(({ name }, at) => [name, indices[at] ?? fixedIndex(0)]));
}
