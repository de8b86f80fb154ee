// Loops that combine elements along axes: one invocation alone, or the lanes of a workgroup together.
import type { Reducer } from '@trammel/program';
import { elementCount, isKnown, type Shape } from '@trammel/tensor';
import { counter, fixedIndex, unflatten, type Index } from './index-form.js';
import { numberText } from './scalar-code.js';
import { close, deepest, fresh, within, type Placed, type Scope } from './scope.js';
import { call, sizeText, type Writer } from './writer.js';

/** Invocations that work on one row together. */
export interface Lanes {
  /** The block that all of them run alike. */
  readonly scope: Scope;
  readonly count: number;
}

/** Which axes are combined, and in which block the result is needed. */
export interface Combination {
  readonly scope: Scope;
  readonly axes: Shape;
  readonly reducer: Reducer;
}

/** Shorter loops are not worth sharing. */
const shortestShared = 32;

/** The elements at all indices of the axes, by their names, combined. */
export function loopOver(
  { writer, lanes }: { readonly writer: Writer; readonly lanes: Lanes | undefined },
  combination: Combination,
  element: (indices: ReadonlyMap<string, Index>) => Placed,
): Placed {
  const { axes, scope, reducer } = combination;
  const total = fresh(scope, 'a');
  scope.lines.push(`var ${total} = ${startText(writer, reducer)};`);
  const count = elementCount(axes);
  const isShared = lanes?.scope === scope && (!isKnown(count) || count >= shortestShared);
  if (isShared) {
    const block = within(scope);
    const name = fresh(block, 'k');
    const indices = unflatten(
      writer,
      counter(name, block, count),
      axes.map(({ size }) => size),
    );
    step(writer, { block, total, reducer }, element(new Map(axes.map((axis, at) => [axis.name, indices[at] ?? fixedIndex(0)]))));
    close(block, `for (var ${name} = lane; ${name} < ${sizeText(writer, count)}; ${name} += ${lanes.count})`);
    return { text: gathered(writer, { scope, total, reducer, lanes }), scope };
  }
  const { blocks, indices } = nested(writer, scope, axes);
  const inner = blocks.at(-1);
  step(writer, { block: inner?.block ?? scope, total, reducer }, element(indices));
  for (const { block, head } of [...blocks].reverse()) close(block, head);
  return { text: total, scope };
}

/** Blocks one within the other, one for each axis of more than one element. */
export function nested(
  writer: Writer,
  scope: Scope,
  axes: Shape,
): { readonly blocks: readonly { readonly block: Scope; readonly head: string }[]; readonly indices: ReadonlyMap<string, Index> } {
  const blocks: { block: Scope; head: string }[] = [];
  const indices = new Map<string, Index>();
  for (const { name, size } of axes) {
    if (size === 1) {
      indices.set(name, fixedIndex(0));
      continue;
    }
    const block = within(blocks.at(-1)?.block ?? scope);
    const variable = fresh(block, 'k');
    blocks.push({ block, head: `for (var ${variable} = 0; ${variable} < ${sizeText(writer, size)}; ${variable}++)` });
    indices.set(name, counter(variable, block, size));
  }
  return { blocks, indices };
}

interface Total {
  readonly block: Scope;
  readonly total: string;
  readonly reducer: Reducer;
}

/** Takes one more element in. What an element is worked out from is in the block already. */
function step(writer: Writer, { block, total, reducer }: Total, element: Placed): void {
  const target = deepest([element.scope], block);
  target.lines.push(`${total} = ${combinedText(writer, reducer, total, element.text)};`);
}

/** What the lanes have, put together in workgroup memory; all of them get it. */
function gathered(
  writer: Writer,
  { scope, total, reducer, lanes }: Omit<Total, 'block'> & { readonly scope: Scope; readonly lanes: Lanes },
): string {
  if (!writer.globals.some((line) => line.includes('partial:'))) {
    writer.globals.push(`var<workgroup> partial: array<f32, ${lanes.count}>;`);
  }
  const result = fresh(scope, 'a');
  scope.lines.push(
    `partial[lane] = ${total};`,
    'workgroupBarrier();',
    `for (var half = ${lanes.count / 2}; half > 0; half = half / 2) {`,
    `  if (lane < half) { partial[lane] = ${combinedText(writer, reducer, 'partial[lane]', 'partial[lane + half]')}; }`,
    '  workgroupBarrier();',
    '}',
    `let ${result} = partial[0];`,
    'workgroupBarrier();',
  );
  return result;
}

function startText(writer: Writer, reducer: Reducer): string {
  switch (reducer) {
    case 'sum':
      return '0.0';
    case 'product':
      return '1.0';
    case 'maximum':
      return numberText(writer, Number.NEGATIVE_INFINITY);
    case 'minimum':
      return numberText(writer, Number.POSITIVE_INFINITY);
  }
}

function combinedText(writer: Writer, reducer: Reducer, x: string, y: string): string {
  switch (reducer) {
    case 'sum':
      return `${x} + ${y}`;
    case 'product':
      return `${x} * ${y}`;
    case 'maximum':
    case 'minimum':
      return call(writer, reducer, x, y);
  }
}
