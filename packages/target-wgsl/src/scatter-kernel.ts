// Kernels of additions by index: each invocation clears its column of the result and adds to it, one update after the other.
import type { Value } from '@trammel/program';
import { ceilDivideSizes, elementCount, invariant } from '@trammel/tensor';
import { elementOf, pickedIndex, type Surroundings } from './element.js';
import { counter, fixedIndex, unflatten, type Index } from './index-form.js';
import { finished, invocationsPerWorkgroup, type Kernel } from './kernel.js';
import { nested } from './loop.js';
import { store } from './memory-access.js';
import { close, deepest, fresh } from './scope.js';
import { sizeText } from './writer.js';
import { loopAxes } from './weight-of-work.js';

/** The kernel of a `scatterAdd`. The order of the additions is that of the updates, so the same numbers come out each time. */
export function scatterKernel(given: Omit<Surroundings, 'lanes'>, value: Value, label: string): Kernel {
  const { writer } = given;
  const { body } = writer;
  const { instruction } = value;
  invariant(instruction.op === 'scatterAdd', () => 'a scatter kernel is made for a scatterAdd');
  const surroundings: Surroundings = { ...given, lanes: undefined };
  const columns = value.shape.filter(({ name }) => name !== instruction.axis);
  const along = value.shape.filter(({ name }) => name === instruction.axis);
  const count = elementCount(columns);
  const id = fresh(body, 'column');
  body.lines.push(`let ${id} = group * ${invocationsPerWorkgroup} + i32(local);`, `if (${id} >= ${sizeText(writer, count)}) { return; }`);
  const own = unflatten(
    writer,
    counter(id, body, count),
    columns.map(({ size }) => size),
  );
  const byName = new Map(columns.map(({ name }, at) => [name, own[at] ?? fixedIndex(0)]));
  const indicesOf = (operand: Value, others: ReadonlyMap<string, Index>): readonly Index[] =>
    operand.shape.map(({ name }) => others.get(name) ?? byName.get(name) ?? fixedIndex(0));
  const clearing = nested(writer, body, along);
  const clear = store(writer, value, indicesOf(value, clearing.indices), '0.0');
  (clearing.blocks.at(-1)?.block ?? body).lines.push(clear);
  for (const { block, head } of [...clearing.blocks].reverse()) close(block, head);
  const adding = nested(writer, body, loopAxes(value));
  const pick = elementOf(surroundings, instruction.indices, indicesOf(instruction.indices, adding.indices));
  const update = elementOf(surroundings, instruction.updates, indicesOf(instruction.updates, adding.indices));
  const inner = deepest([pick.scope, update.scope], adding.blocks.at(-1)?.block ?? body);
  const at = pickedIndex(writer, pick, along[0]?.size ?? 1);
  const line = store(writer, value, indicesOf(value, new Map([[instruction.axis, at.index]])), '');
  const target = line.slice(0, line.indexOf(' ='));
  inner.lines.push(`if (${at.condition}) { ${target} = ${target} + ${update.text}; }`);
  for (const { block, head } of [...adding.blocks].reverse()) close(block, head);
  return finished(writer, {
    label,
    way: 'a column in the order of the updates',
    workgroups: ceilDivideSizes(count, invocationsPerWorkgroup),
  });
}
