// Kernels of contractions without workgroup memory: each invocation works on a tile of the result in registers.
import type { Value } from '@trammel/program';
import { ceilDivideSizes, divideSizesExactly, elementCount, isKnown, multiplySizes, type Shape, type Size } from '@trammel/tensor';
import { familiesOf, indicesByName, type Families } from './contraction-families.js';
import { elementOf, type Surroundings } from './element.js';
import { addIndices, addressText, counter, fixedIndex, indexOfText, shifted, unflatten, type Index } from './index-form.js';
import { finished, invocationsPerWorkgroup, type Kernel } from './kernel.js';
import type { Target } from './row-kernel.js';
import { close, fresh, within, type Scope } from './scope.js';
import { declareTotals, writeResults, type Line, type LineAt } from './tile-results.js';
import { sizeText, type Writer } from './writer.js';

/** The most rows and columns of a tile, and how many products are written out in the innermost loop: more are faster, and longer to compile. */
export interface TileShape {
  readonly rows: number;
  readonly columns: number;
  readonly products: number;
  /** With workgroup memory: how many steps of the sum are fetched at once, by 64 invocations that stand in a square. */
  readonly depth?: number;
}

/** A contraction and what is made of its results. */
export interface Tiles {
  readonly label: string;
  readonly contraction: Value;
  readonly targets: readonly Target[];
  readonly shape: TileShape;
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
  const batchIndices = indicesByName(families.batch, unflatten(writer, batch ?? fixedIndex(0), sizesOf(families.batch)));
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
    return { indices: indicesByName(axes, indices), condition: undefined };
  }
  const count = elementCount(axes);
  const own = addressText(writer, addIndices(at, tile, length));
  const limit = sizeText(writer, count);
  const range = { least: 0, greatest: indexRangeEnd(count) };
  const flat = indexOfText({ text: `min(${own.text}, ${limit} - 1)`, scope: own.scope }, range);
  return { indices: indicesByName(axes, unflatten(writer, flat, sizes)), condition: `${own.text} < ${limit}` };
}

function indexRangeEnd(count: Size): Size {
  return shifted(fixedIndex(count), -1).offset;
}

function sizesOf(axes: Shape): readonly Size[] {
  return axes.map(({ size }) => size);
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
