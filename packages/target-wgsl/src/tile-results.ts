// What becomes of the sums that an invocation of a contraction has in registers. Not how they are summed.
import type { Value } from '@trammel/program';
import { keyOfElement, type Surroundings } from './element.js';
import { addIndices, counter, fixedIndex, indexText, quotient, remainder, type Index } from './index-form.js';
import { storeOf, type Target } from './row-kernel.js';
import { close, fresh, within, type Scope } from './scope.js';
import { named as declared, type Writer } from './writer.js';

/** Sums in registers: which results they are, by rows and columns. */
export interface Sums {
  readonly batchIndices: ReadonlyMap<string, Index>;
  /** The names of the sums of each row. */
  readonly totals: readonly (readonly string[])[];
  readonly lineAt: LineAt;
}

/**
 * What is made of the sums, in loops over rows and columns: written out for each element it would be most of what there is to compile. The sums
 * are in registers until here, and go through an array only now, since an index that runs makes memory of it.
 */
export function writeResults(
  surroundings: Surroundings,
  { batchIndices, totals, lineAt }: Sums,
  { contraction, targets }: { readonly contraction: Value; readonly targets: readonly Target[] },
): void {
  const { writer, numbers } = surroundings;
  const { body } = writer;
  const [rowCount, columnCount] = [totals.length, totals[0]?.length ?? 1];
  const sums = fresh(body, 'r');
  const isSingle = rowCount * columnCount === 1;
  const isInFours = columnCount % 4 === 0;
  const parts = totals.flatMap((row) => (isInFours ? row.filter((_, at) => at % 4 === 0).map((part) => part.slice(0, -3)) : row));
  if (!isSingle) {
    body.lines.push(`var ${sums}: array<${isInFours ? 'vec4<f32>' : 'f32'}, ${parts.length}>;`);
    body.lines.push(...parts.map((part, at) => `${sums}[${at}] = ${part};`));
  }
  const rowLoop = counted(body, rowCount);
  const row = lineAt.row(rowLoop.index);
  const columnLoop = counted(rowLoop.block, columnCount);
  const column = lineAt.column(columnLoop.index);
  const byName = new Map([...batchIndices, ...row.indices, ...column.indices]);
  const indices = contraction.shape.map(({ name }) => byName.get(name) ?? fixedIndex(0));
  const { block } = columnLoop;
  const inner = within(block);
  const first = addIndices(fixedIndex(0), rowLoop.index, isInFours ? columnCount / 4 : columnCount);
  const part = isInFours ? quotient(writer, columnLoop.index, 4) : columnLoop.index;
  const member = isInFours ? `[${indexText(writer, remainder(writer, columnLoop.index, 4)).text}]` : '';
  const sum = `${sums}[${indexText(writer, addIndices(part, first)).text}]${member}`;
  inner.elements.set(
    keyOfElement(numbers, contraction, indices),
    declared({ text: isSingle ? (totals[0]?.[0] ?? '0.0') : sum, scope: inner }, 'v'),
  );
  inner.lines.push(...targets.map((target) => storeOf(surroundings, target, { indices, scope: inner })));
  const condition = [row.condition, column.condition].filter((part) => part !== undefined).join(' && ');
  if (condition === '') block.lines.push(...inner.lines);
  else close(inner, `if (${condition})`);
  for (const loop of [columnLoop, rowLoop]) if (loop.head !== undefined) close(loop.block, loop.head);
}

/** A loop over so many, or no loop for one. */
function counted(scope: Scope, count: number): { readonly block: Scope; readonly index: Index; readonly head: string | undefined } {
  if (count === 1) return { block: scope, index: fixedIndex(0), head: undefined };
  const block = within(scope);
  const name = fresh(block, 'k');
  return { block, index: counter(name, block, count), head: `for (var ${name} = 0; ${name} < ${count}; ${name}++)` };
}

/** The rows and columns of the tile that an invocation works on, by their number within it. */
export interface LineAt {
  readonly row: (at: Index) => Line;
  readonly column: (at: Index) => Line;
}

/** One row or column of what an invocation works on. */
export interface Line {
  readonly indices: ReadonlyMap<string, Index>;
  /** That it is one of the result's; undefined where that is certain. */
  readonly condition: string | undefined;
}

/** Names of the sums of one row, four in a variable where that goes; they begin at 0. */
export function declareTotals(writer: Writer, length: number): readonly string[] {
  const { lines } = writer.body;
  if (length % 4 !== 0) {
    const names = Array.from({ length }, () => fresh(writer.body, 's'));
    lines.push(...names.map((name) => `var ${name} = 0.0;`));
    return names;
  }
  const names = Array.from({ length: length / 4 }, () => fresh(writer.body, 's'));
  lines.push(...names.map((name) => `var ${name} = vec4<f32>();`));
  return names.flatMap((name) => [0, 1, 2, 3].map((member) => `${name}[${member}]`));
}
