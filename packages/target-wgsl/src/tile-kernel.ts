// Kernels of contractions without workgroup memory: each invocation works on a tile of the result in registers.
import type { Value } from '@trammel/program';
import {
  ceilDivideSizes,
  divideSizesExactly,
  elementCount,
  isKnown,
  multiplySizes,
  type Axis,
  type Shape,
  type Size,
} from '@trammel/tensor';
import { elementOf, keyOfElement, type Surroundings } from './element.js';
import {
  addIndices,
  addressText,
  counter,
  fixedIndex,
  indexOfText,
  indexText,
  quotient,
  remainder,
  shifted,
  unflatten,
  type Index,
} from './index-form.js';
import { finished, invocationsPerWorkgroup, type Kernel } from './kernel.js';
import { storeOf, type Target } from './row-kernel.js';
import { close, fresh, within, type Scope } from './scope.js';
import { named as declared, sizeText, type Writer } from './writer.js';

/** The most rows and columns of a tile, and how many products are written out in the innermost loop: more are faster, and longer to compile. */
export interface TileShape {
  readonly rows: number;
  readonly columns: number;
  readonly products: number;
}

/** A contraction and what is made of its results. */
export interface Tiles {
  readonly label: string;
  readonly contraction: Value;
  readonly targets: readonly Target[];
  readonly shape: TileShape;
}

/** result[batch, row, column] = sum over `inner` of one operand[batch, row, inner] * the other[batch, inner, column]. */
interface Families {
  readonly batch: Shape;
  readonly rows: Shape;
  readonly columns: Shape;
  readonly inner: Shape;
  readonly rowSide: Value;
  readonly columnSide: Value;
}

/** The kernel. */
export function tileKernel(given: Omit<Surroundings, 'lanes'>, { label, contraction, targets, shape }: Tiles): Kernel {
  const { writer } = given;
  const { body } = writer;
  const surroundings: Surroundings = { ...given, lanes: undefined };
  const families = familiesOf(contraction, targets[0]);
  const rowTiles = tilingOf(families.rows, shape.rows);
  const columnTiles = tilingOf(families.columns, shape.columns);
  const batchCount = elementCount(families.batch);
  const sizes = [batchCount, rowTiles.tiles, columnTiles.tiles];
  const count = sizes.reduce<Size>((product, size) => multiplySizes(product, size), 1);
  const id = fresh(body, 'tile');
  body.lines.push(`let ${id} = group * ${invocationsPerWorkgroup} + i32(local);`, `if (${id} >= ${sizeText(writer, count)}) { return; }`);
  const [batch, rowTile, columnTile] = unflatten(writer, counter(id, body, count), sizes);
  const batchIndices = named(families.batch, unflatten(writer, batch ?? fixedIndex(0), sizesOf(families.batch)));
  const lineAt: LineAt = {
    row: (at) => lineOf(writer, families.rows, rowTiles, { tile: rowTile ?? fixedIndex(0), at }),
    column: (at) => lineOf(writer, families.columns, columnTiles, { tile: columnTile ?? fixedIndex(0), at }),
  };
  const rows = Array.from({ length: rowTiles.length }, (_, at) => lineAt.row(fixedIndex(at)));
  const columns = Array.from({ length: columnTiles.length }, (_, at) => lineAt.column(fixedIndex(at)));
  const totals = rows.map(() => declareTotals(writer, columns.length));
  accumulateTile(surroundings, { families, batchIndices, rows, columns, totals }, shape.products);
  writeResults(surroundings, { batchIndices, totals, lineAt }, { contraction, targets });
  const way = `a tile of ${rows.length} x ${columns.length} results in registers`;
  return finished(writer, { label, way, workgroups: ceilDivideSizes(count, invocationsPerWorkgroup) });
}

/** The rows and columns of the tile that an invocation works on, by their number within it. */
interface LineAt {
  readonly row: (at: Index) => Line;
  readonly column: (at: Index) => Line;
}

/**
 * What is made of the sums, in loops over rows and columns: written out for each element it would be most of what there is to compile. The sums
 * are in registers until here, and go through an array only now, since an index that runs makes memory of it.
 */
function writeResults(
  surroundings: Surroundings,
  { batchIndices, totals, lineAt }: Pick<Tile, 'batchIndices' | 'totals'> & { readonly lineAt: LineAt },
  { contraction, targets }: Pick<Tiles, 'contraction' | 'targets'>,
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

/** How a family of axes is cut into tiles. */
interface Tiling {
  readonly length: number;
  readonly tiles: Size;
  /** Whether all elements of a tile differ in the index of the last axis only, and none is past the end. */
  readonly isExact: boolean;
}

function tilingOf(axes: Shape, most: number): Tiling {
  const last = axes.at(-1)?.size ?? 1;
  const count = elementCount(axes);
  const divisors = Array.from({ length: most }, (_, at) => most - at).filter((length) => {
    const quotient = divideSizesExactly(last, length);
    return length === 1 || (isKnown(last) && quotient !== undefined);
  });
  const best = divisors[0] ?? 1;
  const preferred = best % 4 === 0 ? best : (divisors.find((length) => length % 4 === 0 && 2 * length > best) ?? best);
  const isPoor = 2 * preferred <= Math.min(most, isKnown(count) ? Number(count) : most);
  if (!isPoor) return { length: preferred, tiles: divideSizesExactly(count, preferred) ?? count, isExact: true };
  const length = isKnown(count) ? Math.min(most, Number(count)) : most;
  return { length, tiles: ceilDivideSizes(count, length), isExact: false };
}

/** One row or column of a tile. */
interface Line {
  readonly indices: ReadonlyMap<string, Index>;
  /** That it is one of the result's; undefined where that is certain. */
  readonly condition: string | undefined;
}

/** The row or column of a tile at that number within it. */
function lineOf(
  writer: Writer,
  axes: Shape,
  { length, isExact }: Tiling,
  { tile, at }: { readonly tile: Index; readonly at: Index },
): Line {
  const sizes = sizesOf(axes);
  if (isExact) {
    const last = sizes.length - 1;
    const tiled = sizes.map((size, axis) => (axis === last ? (divideSizesExactly(size, length) ?? size) : size));
    const indices = unflatten(writer, tile, tiled).map((index, axis) => (axis === last ? addIndices(at, index, length) : index));
    return { indices: named(axes, indices), condition: undefined };
  }
  const count = elementCount(axes);
  const own = addressText(writer, addIndices(at, tile, length));
  const limit = sizeText(writer, count);
  const range = { least: 0, greatest: indexRangeEnd(count) };
  const flat = indexOfText({ text: `min(${own.text}, ${limit} - 1)`, scope: own.scope }, range);
  return { indices: named(axes, unflatten(writer, flat, sizes)), condition: `${own.text} < ${limit}` };
}

function indexRangeEnd(count: Size): Size {
  return shifted(fixedIndex(count), -1).offset;
}

function sizesOf(axes: Shape): readonly Size[] {
  return axes.map(({ size }) => size);
}

function named(axes: Shape, indices: readonly Index[]): ReadonlyMap<string, Index> {
  return new Map(axes.map(({ name }, at) => [name, indices[at] ?? fixedIndex(0)]));
}

/** Names of the sums of one row, four in a variable where that goes; they begin at 0. */
function declareTotals(writer: Writer, length: number): readonly string[] {
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

interface Tile {
  readonly families: Families;
  readonly batchIndices: ReadonlyMap<string, Index>;
  readonly rows: readonly Line[];
  readonly columns: readonly Line[];
  readonly totals: readonly (readonly string[])[];
}

/** The most steps of the innermost loop that are written out. */
const longestUnrolled = 8;

/** The loops over what is summed. */
function accumulateTile(surroundings: Surroundings, tile: Tile, products: number): void {
  const { writer } = surroundings;
  const axes = tile.families.inner.filter(({ size }) => size !== 1);
  const fixed = tile.families.inner.filter(({ size }) => size === 1).map(({ name }): [string, Index] => [name, fixedIndex(0)]);
  const last = axes.at(-1);
  const steps = unrolledSteps(last?.size ?? 1, products / (tile.rows.length * tile.columns.length));
  const blocks: { block: Scope; head: string }[] = [];
  const indices = new Map<string, Index>(fixed);
  for (const { name, size } of axes) {
    const isLast = name === last?.name;
    const rounds = isLast ? (divideSizesExactly(size, steps) ?? size) : size;
    if (rounds === 1) {
      indices.set(name, fixedIndex(0));
      continue;
    }
    const block = within(blocks.at(-1)?.block ?? writer.body);
    const variable = fresh(block, 'k');
    blocks.push({ block, head: `for (var ${variable} = 0; ${variable} < ${sizeText(writer, rounds)}; ${variable}++)` });
    const index = counter(variable, block, rounds);
    indices.set(name, isLast ? addIndices(fixedIndex(0), index, steps) : index);
  }
  const inner = blocks.at(-1)?.block ?? writer.body;
  for (let step = 0; step < steps; step += 1) {
    const at = new Map(indices);
    if (last !== undefined) at.set(last.name, shifted(indices.get(last.name) ?? fixedIndex(0), step));
    addProducts(surroundings, tile, at, inner);
  }
  for (const { block, head } of blocks.reverse()) close(block, head);
}

function unrolledSteps(size: Size, most: number): number {
  if (!isKnown(size)) return 1;
  if (size <= longestUnrolled && size <= most) return Number(size);
  return [4, 2].find((steps) => steps <= most && Number(size) % steps === 0) ?? 1;
}

function addProducts(surroundings: Surroundings, tile: Tile, inner: ReadonlyMap<string, Index>, block: Scope): void {
  const { families, batchIndices, rows, columns, totals } = tile;
  const textOf = (operand: Value, line: Line): string => {
    const at = new Map([...batchIndices, ...line.indices, ...inner]);
    return elementOf(
      surroundings,
      operand,
      operand.shape.map(({ name }) => at.get(name) ?? fixedIndex(0)),
    ).text;
  };
  // Groups of four that last for several steps are read before what is read anew in each: so all steps are written alike.
  const readColumns = (): readonly string[] => columns.map((column) => textOf(families.columnSide, column));
  const early =
    isBoundInFours(surroundings, families.columnSide) && !isBoundInFours(surroundings, families.rowSide) ? readColumns() : undefined;
  const left = rows.map((row) => textOf(families.rowSide, row));
  const right = early ?? readColumns();
  const isFours = columns.length % 4 === 0;
  const fours = isFours ? Array.from({ length: columns.length / 4 }, (_, at) => vectorText(right.slice(4 * at, 4 * at + 4), block)) : [];
  for (const [i, row] of left.entries()) {
    if (isFours) {
      for (const [at, four] of fours.entries()) {
        const total = totals[i]?.[4 * at]?.slice(0, -3) ?? '';
        block.lines.push(`${total} += ${row} * ${four};`);
      }
    } else {
      for (const [j, column] of right.entries()) block.lines.push(`${totals[i]?.[j] ?? ''} += ${row} * ${column};`);
    }
  }
}

function isBoundInFours({ writer, isLoaded }: Surroundings, operand: Value): boolean {
  let at = operand;
  while (!isLoaded(at) && at.instruction.op === 'view') at = at.instruction.operand;
  return writer.vectors.has(writer.tensorOf(at));
}

/** Four elements as one: the group of four that they were read as, if they were. */
function vectorText(parts: readonly string[], block: Scope): string {
  const [first = ''] = parts;
  const base = first.slice(0, -3);
  if (parts.every((part, at) => part === `${base}[${at}]`)) return base;
  const name = fresh(block, 'q');
  block.lines.push(`let ${name} = vec4<f32>(${parts.join(', ')});`);
  return name;
}
