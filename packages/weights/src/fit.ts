// Whether tensors, of a file or not, are those that a network expects, and what the first difference is. Nothing is loaded in part.
import { printSpec, type TensorSpec } from './stored-tensor.js';

/** Whether the tensors must stand in the order of the network; files that others write are often sorted by name. */
export type Order = 'expected' | 'any';

/** The tensors in the order that is expected; or the first difference as a sentence. */
export type Fitting<Tensor extends TensorSpec> = { readonly tensors: readonly Tensor[] } | { readonly why: string };

/** Compares names, types, shapes and, unless any will do, the order. */
export function fit<Tensor extends TensorSpec>(
  expected: readonly TensorSpec[],
  found: readonly Tensor[],
  order: Order = 'expected',
): Fitting<Tensor> {
  const byName = new Map(found.map((tensor) => [tensor.name, tensor]));
  const tensors: Tensor[] = [];
  for (const [index, spec] of expected.entries()) {
    const tensor = byName.get(spec.name);
    if (tensor === undefined) return { why: missing(spec, found[index], expected) };
    if (printSpec(tensor) !== printSpec(spec))
      return { why: `\`${spec.name}\` is ${printSpec(tensor)}, and ${printSpec(spec)} in the network` };
    tensors.push(tensor);
  }
  const names = new Set(expected.map(({ name }) => name));
  const further = found.find(({ name }) => !names.has(name));
  if (further !== undefined) return { why: `\`${further.name}\` (${printSpec(further)}) is not in the network` };
  const misplaced = order === 'any' ? -1 : expected.findIndex(({ name }, index) => name !== found[index]?.name);
  if (misplaced < 0) return { tensors };
  const [wanted, there] = [expected[misplaced]?.name ?? '', found[misplaced]?.name ?? ''];
  return { why: `\`${there}\` is number ${misplaced + 1}, where the network has \`${wanted}\`` };
}

/** What stands in the place of what is missing is often the same tensor by another name. */
function missing(spec: TensorSpec, instead: TensorSpec | undefined, expected: readonly TensorSpec[]): string {
  const text = `\`${spec.name}\` (${printSpec(spec)}) is missing`;
  const isStranger = instead !== undefined && expected.every(({ name }) => name !== instead.name);
  return isStranger ? `${text}; in its place is \`${instead.name}\` (${printSpec(instead)})` : text;
}
