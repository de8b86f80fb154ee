// Kernels of elementwise work, reductions and whole rows: each row one invocation, or the lanes of one workgroup.
import type { Value } from '@trammel/program';
import { ceilDivideSizes, elementCount, isKnown, type Shape } from '@trammel/tensor';
import { elementOf, type Surroundings } from './element.js';
import { counter, fixedIndex, unflatten, type Index } from './index-form.js';
import { finished, invocationsPerWorkgroup, type Kernel } from './kernel.js';
import { nested } from './loop.js';
import { store } from './memory-access.js';
import { close, fresh, within, type Scope } from './scope.js';
import { sizeText } from './writer.js';

/** A value, and the tensor that it is written to. */
export interface Target {
  readonly value: Value;
  readonly tensor: Value;
  /** For each axis of the value its position within rows and along; -1 for an axis of one element that has none. */
  readonly positions: readonly number[];
  /** An index before those of the value, for a tensor that holds one slice of such for each step. */
  readonly slice: Index | undefined;
}

/** What is worked out, over which axes, by how many. */
export interface Rows {
  readonly label: string;
  readonly rows: Shape;
  readonly along: Shape;
  readonly targets: readonly Target[];
  /** The invocations that share a row: 1, or a power of two. */
  readonly lanes: number;
}

/** The kernel; what surrounds it knows everything but the lanes. */
export function rowKernel(given: Omit<Surroundings, 'lanes'>, { label, rows, along, targets, lanes }: Rows): Kernel {
  const { writer } = given;
  const { body } = writer;
  const count = elementCount(rows);
  const isShared = lanes > 1;
  const row = fresh(body, 'row');
  if (isShared) {
    body.lines.push(`let ${row} = group;`, 'let lane = i32(local);');
    // Every lane goes on to the barriers, and all of a group that has no row end at once.
    if (!isKnown(count) || count > 1) body.lines.push(`if (${row} >= ${sizeText(writer, count)}) { return; }`);
  } else {
    body.lines.push(
      `let ${row} = group * ${invocationsPerWorkgroup} + i32(local);`,
      `if (${row} >= ${sizeText(writer, count)}) { return; }`,
    );
  }
  const surroundings: Surroundings = { ...given, lanes: isShared ? { scope: body, count: lanes } : undefined };
  const rowIndices = unflatten(
    writer,
    counter(row, body, count),
    rows.map(({ size }) => size),
  );
  const onRow = targets.filter(({ positions }) => positions.every((at) => at < rows.length));
  const alongRow = targets.filter((target) => !onRow.includes(target));
  const stores = onRow.map((target) => storeOf(surroundings, target, { indices: rowIndices, scope: body }));
  if (alongRow.length > 0) alongRows(surroundings, { along, rowIndices, targets: alongRow, lanes });
  if (isShared && stores.length > 0) body.lines.push('workgroupBarrier();', 'if (lane == 0) {', ...stores.map((line) => `  ${line}`), '}');
  else body.lines.push(...stores);
  const workgroups = isShared ? count : ceilDivideSizes(count, invocationsPerWorkgroup);
  const way = isShared ? `a row together with ${lanes - 1} others` : along.length > 0 ? 'a row' : 'an element';
  return finished(writer, { label, way, workgroups, invocations: isShared ? lanes : invocationsPerWorkgroup });
}

interface Along {
  readonly along: Shape;
  readonly rowIndices: readonly Index[];
  readonly targets: readonly Target[];
  readonly lanes: number;
}

function alongRows(surroundings: Surroundings, { along, rowIndices, targets, lanes }: Along): void {
  const { writer } = surroundings;
  const sizes = along.map(({ size }) => size);
  if (lanes > 1) {
    const block = within(writer.body);
    const name = fresh(block, 'k');
    const count = elementCount(along);
    write(surroundings, block, targets, [...rowIndices, ...unflatten(writer, counter(name, block, count), sizes)]);
    close(block, `for (var ${name} = lane; ${name} < ${sizeText(writer, count)}; ${name} += ${lanes})`);
    return;
  }
  const { blocks, indices } = nested(writer, writer.body, along);
  const inner = blocks.at(-1)?.block ?? writer.body;
  write(surroundings, inner, targets, [...rowIndices, ...along.map(({ name }) => indices.get(name) ?? fixedIndex(0))]);
  for (const { block, head } of [...blocks].reverse()) close(block, head);
}

function write(surroundings: Surroundings, block: Scope, targets: readonly Target[], indices: readonly Index[]): void {
  const lines = targets.map((target) => storeOf(surroundings, target, { indices, scope: block }));
  block.lines.push(...lines);
}

/** The line that writes the element of the target at these indices of the group. */
export function storeOf(
  surroundings: Surroundings,
  { value, tensor, positions, slice }: Target,
  { indices, scope }: { readonly indices: readonly Index[]; readonly scope: Scope },
): string {
  const own = positions.map((at) => indices[at] ?? fixedIndex(0));
  const element = elementOf({ ...surroundings, at: scope }, value, own);
  return store(surroundings.writer, tensor, slice === undefined ? own : [slice, ...own], element.text);
}
