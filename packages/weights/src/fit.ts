// Whether the tensors of a file are those that a network expects, and what the first difference is. Nothing is loaded in part.
import { printSpec, type StoredTensor, type TensorSpec } from './stored-tensor.js';

/** Whether the tensors must stand in the order of the network; files that others write are often sorted by name. */
export type Order = 'expected' | 'any';

/** The tensors in the order that is expected; or the first difference as a sentence. */
export type Fitting = { readonly tensors: readonly StoredTensor[] } | { readonly why: string };

/** Compares names, types, shapes and, unless any will do, the order. */
export function fit(expected: readonly TensorSpec[], found: readonly StoredTensor[], order: Order = 'expected'): Fitting {
  const byName = new Map(found.map((tensor) => [tensor.name, tensor]));
  const tensors: StoredTensor[] = [];
  for (const [index, spec] of expected.entries()) {
    const tensor = byName.get(spec.name);
    if (tensor === undefined) return { why: missing(spec, found[index], expected) };
    if (printSpec(tensor) !== printSpec(spec))
      return { why: `\`${spec.name}\` is ${printSpec(tensor)} in the file, and ${printSpec(spec)} in the network` };
    tensors.push(tensor);
  }
  const names = new Set(expected.map(({ name }) => name));
  const further = found.find(({ name }) => !names.has(name));
  if (further !== undefined) return { why: `the file has \`${further.name}\` (${printSpec(further)}), which the network has not` };
  const misplaced = order === 'any' ? -1 : expected.findIndex(({ name }, index) => name !== found[index]?.name);
  if (misplaced < 0) return { tensors };
  const [wanted, there] = [expected[misplaced]?.name ?? '', found[misplaced]?.name ?? ''];
  return { why: `the file has \`${there}\` as number ${misplaced + 1}, where the network has \`${wanted}\`` };
}

/** What stands in the place of what is missing is often the same tensor by another name. */
function missing(spec: TensorSpec, instead: StoredTensor | undefined, expected: readonly TensorSpec[]): string {
  const text = `the file lacks \`${spec.name}\` (${printSpec(spec)})`;
  const isStranger = instead !== undefined && expected.every(({ name }) => name !== instead.name);
  return isStranger ? `${text}; in its place it has \`${instead.name}\` (${printSpec(instead)})` : text;
}
