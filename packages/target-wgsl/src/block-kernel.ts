// Kernels of contractions with workgroup memory: the invocations of a workgroup fetch parts of both operands together. Not for few results.
import { ceilDivideSizes, elementCount, isKnown, multiplySizes, subtractSizes, type Shape, type Size } from '@trammel/tensor';
import { familiesOf, indicesByName, type Families } from './contraction-families.js';
import { elementOf, type Surroundings } from './element.js';
import {
  addIndices,
  addressText,
  counter,
  fixedIndex,
  indexOfText,
  indexText,
  quotient,
  remainder,
  unflatten,
  type Index,
} from './index-form.js';
import { finished, invocationsPerWorkgroup, type Kernel } from './kernel.js';
import { close, deepest, fresh, within, type Scope } from './scope.js';
import type { Tiles } from './tile-kernel.js';
import { declareTotals, writeResults, type Line } from './tile-results.js';
import { sizeText, type Writer } from './writer.js';

/** A workgroup is a square of so many invocations each way: 64 in all. */
const side = 8;

/** One of the two operands, with the lines of the result that it has. */
interface Side {
  readonly axes: Shape;
  readonly operand: Families['rowSide'];
  /** The lines of a block, and which block of them it is. */
  readonly lines: number;
  readonly block: Index;
  /** Its name in workgroup memory. */
  readonly name: string;
}

/** The kernel. Each invocation works out `rows` x `columns` results, `side` lines apart; `depth` products are fetched at once. */
export function blockKernel(given: Omit<Surroundings, 'lanes'>, { label, contraction, targets, shape }: Tiles, depth: number): Kernel {
  const { writer } = given;
  const { body } = writer;
  const surroundings: Surroundings = { ...given, lanes: undefined };
  const families = familiesOf(contraction, targets[0]);
  const lines = { rows: shape.rows * side, columns: shape.columns * side };
  const sizes = [
    elementCount(families.batch),
    ceilDivideSizes(elementCount(families.rows), lines.rows),
    ceilDivideSizes(elementCount(families.columns), lines.columns),
  ];
  const count = sizes.reduce<Size>((product, size) => multiplySizes(product, size), 1);
  const id = fresh(body, 'block');
  body.lines.push(`let ${id} = group;`, `if (${id} >= ${sizeText(writer, count)}) { return; }`, 'let lane = i32(local);');
  const [batch, rowBlock, columnBlock] = unflatten(writer, counter(id, body, count), sizes);
  const batchIndices = indicesByName(
    families.batch,
    unflatten(
      writer,
      batch ?? fixedIndex(0),
      families.batch.map(({ size }) => size),
    ),
  );
  const rowSide: Side = {
    axes: families.rows,
    operand: families.rowSide,
    lines: lines.rows,
    block: rowBlock ?? fixedIndex(0),
    name: 'rowPart',
  };
  const columnSide: Side = {
    axes: families.columns,
    operand: families.columnSide,
    lines: lines.columns,
    block: columnBlock ?? fixedIndex(0),
    name: 'columnPart',
  };
  const lane = counter('lane', body, invocationsPerWorkgroup);
  const own = { row: quotient(writer, lane, side), column: remainder(writer, lane, side) };
  const totals = Array.from({ length: shape.rows }, () => declareTotals(writer, shape.columns));
  writer.globals.push(
    `var<workgroup> rowPart: array<f32, ${lines.rows * depth}>;`,
    `var<workgroup> columnPart: array<f32, ${lines.columns * depth}>;`,
  );
  accumulate(surroundings, { families, batchIndices, sides: [rowSide, columnSide], own, depth }, totals);
  const lineAt = {
    row: (at: Index) => lineOf(writer, rowSide, addIndices(own.row, at, side)),
    column: (at: Index) => lineOf(writer, columnSide, addIndices(own.column, at, side)),
  };
  writeResults(surroundings, { batchIndices, totals, lineAt }, { contraction, targets });
  const way = `${shape.rows} x ${shape.columns} results from workgroup memory, ${depth} products at once,`;
  return finished(writer, { label, way, workgroups: count });
}

interface Block {
  readonly families: Families;
  readonly batchIndices: ReadonlyMap<string, Index>;
  readonly sides: readonly [Side, Side];
  /** The place of the invocation in the square. */
  readonly own: { readonly row: Index; readonly column: Index };
  readonly depth: number;
}

/** The loop over what is summed: fetched, waited for, multiplied, waited for. */
function accumulate(surroundings: Surroundings, block: Block, totals: readonly (readonly string[])[]): void {
  const { writer } = surroundings;
  const { families, sides, own, depth } = block;
  const rounds = ceilDivideSizes(elementCount(families.inner), depth);
  const loop = within(writer.body);
  const round = fresh(loop, 'k');
  const base = counter(round, loop, rounds);
  for (const part of sides) fetch(surroundings, { block, part, base, loop });
  loop.lines.push('workgroupBarrier();');
  const products = within(loop);
  const step = fresh(products, 'k');
  const [rowPart, columnPart] = sides;
  const at = counter(step, products, depth);
  const read = ({ name, lines }: Side, first: Index, line: number): string =>
    `${name}[${addressText(writer, addIndices(addIndices(first, at, lines), fixedIndex(line * side))).text}]`;
  const columns = totals[0]?.map((_, column) => read(columnPart, own.column, column)) ?? [];
  const isInFours = columns.length % 4 === 0;
  const right = isInFours
    ? Array.from({ length: columns.length / 4 }, (_, four) => `vec4<f32>(${columns.slice(4 * four, 4 * four + 4).join(', ')})`)
    : columns;
  const names = right.map((text) => declared(products, text));
  for (const [row, sums] of totals.entries()) {
    const left = declared(products, read(rowPart, own.row, row));
    for (const [column, name] of names.entries()) {
      const total = isInFours ? (sums[4 * column] ?? '').slice(0, -3) : (sums[column] ?? '');
      products.lines.push(`${total} += ${left} * ${name};`);
    }
  }
  close(products, `for (var ${step} = 0; ${step} < ${depth}; ${step}++)`);
  loop.lines.push('workgroupBarrier();');
  close(loop, `for (var ${round} = 0; ${round} < ${sizeText(writer, rounds)}; ${round}++)`);
}

function declared(scope: Scope, text: string): string {
  const name = fresh(scope, 'p');
  scope.lines.push(`let ${name} = ${text};`);
  return name;
}

/** One part of an operand into workgroup memory, each element by one invocation; zeros beyond the end of the sum. */
function fetch(
  surroundings: Surroundings,
  { block, part, base, loop }: { readonly block: Block; readonly part: Side; readonly base: Index; readonly loop: Scope },
): void {
  const { writer } = surroundings;
  const { families, batchIndices, depth } = block;
  const { name, operand, lines } = part;
  const inside = within(loop);
  const turn = fresh(inside, 'k');
  const elements = lines * depth;
  const place = addIndices(counter('lane', writer.body, invocationsPerWorkgroup), counter(turn, inside, elements / invocationsPerWorkgroup), invocationsPerWorkgroup); // prettier-ignore
  const line = remainder(writer, place, lines);
  const count = elementCount(families.inner);
  const flat = addIndices(quotient(writer, place, lines), base, depth);
  const isWhole = isKnown(count) && Number(count) % depth === 0;
  const position = addressText(writer, flat);
  const limit = sizeText(writer, count);
  const summed = isWhole
    ? flat
    : indexOfText({ text: `min(${position.text}, ${limit} - 1)`, scope: position.scope }, { least: 0, greatest: subtractSizes(count, 1) });
  const own = lineOf(writer, part, line);
  const byName = new Map([
    ...batchIndices,
    ...own.indices,
    ...indicesByName(
      families.inner,
      unflatten(
        writer,
        summed,
        families.inner.map(({ size }) => size),
      ),
    ),
  ]);
  const element = elementOf(
    { ...surroundings, at: inside },
    operand,
    operand.shape.map((axis) => byName.get(axis.name) ?? fixedIndex(0)),
  );
  const target = deepest([element.scope, position.scope], inside);
  const value = isWhole ? element.text : `select(0.0, ${element.text}, ${position.text} < ${limit})`;
  target.lines.push(`${name}[${indexText(writer, place).text}] = ${value};`);
  close(inside, `for (var ${turn} = 0; ${turn} < ${elements / invocationsPerWorkgroup}; ${turn}++)`);
}

/** A line of the block, by its number within it; past the end it stands for the last one and is not written. */
function lineOf(writer: Writer, { axes, lines, block }: Side, at: Index): Line {
  const count = elementCount(axes);
  const flat = addIndices(at, block, lines);
  const sizes = axes.map(({ size }) => size);
  if (isKnown(count) && Number(count) % lines === 0)
    return { indices: indicesByName(axes, unflatten(writer, flat, sizes)), condition: undefined };
  const own = addressText(writer, flat);
  const limit = sizeText(writer, count);
  const range = { least: 0, greatest: subtractSizes(count, 1) };
  const kept = indexOfText({ text: `min(${own.text}, ${limit} - 1)`, scope: own.scope }, range);
  return { indices: indicesByName(axes, unflatten(writer, kept, sizes)), condition: `${own.text} < ${limit}` };
}
