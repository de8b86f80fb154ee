// The same elements in the same order under other axes: reshape, and flatten for the step before a dense layer.
import { signalOfMeaning } from './signal-of-meaning.js';
import { type Value } from '@trammel/program';
import {
  axisNamed,
  divideSizesExactly,
  elementCount,
  printShape,
  printSize,
  productOfSizes,
  roleOf,
  sameSize,
  spatialAxes,
  type Shape,
  type Size,
} from '@trammel/tensor';
import type { AlternativeStep } from './alternative.js';
import { printPattern, type Pattern } from './argument.js';
import { required } from './attribute.js';
import { putTogether, takeApart } from './axis-groups.js';
import { failure, success, type Fault, type Result } from './fault.js';
import { pattern } from './kinds.js';
import { oneTensor, operator, type NoAttributes } from './operator.js';
import { soleShape, soleValue } from './sole-input.js';

export interface ReshapeAttributes {
  readonly shape: Pattern;
}

export const reshape = operator<ReshapeAttributes>({
  category: 'shape',
  summary: 'The same elements in the same order under another shape with as many elements.',
  formulas: [
    'a size that is not written is that of the axis of the same name, or follows from the others, for one axis',
    'nothing is computed',
  ],
  example: 'net Example {\n  input x: [N, C=48]\n  reshape([N, C, H=4, W=4])\n}\n',
  inputs: oneTensor,
  attributes: { shape: required(pattern, 'The new axes with their sizes; the size of one may be left out.') },
  check: (call) => {
    const shape = newShape(call.attributes.shape, soleShape(call));
    return shape.ok ? [] : [shape.fault];
  },
  signal: signalOfMeaning,
  meaning: (call) => {
    const shape = newShape(call.attributes.shape, soleShape(call));
    return [shape.ok ? reshaped(soleValue(call), shape.value) : soleValue(call)];
  },
});

const at = { kind: 'argument', name: 'shape' } as const;

/**
 * Sizes that are not written: the batch keeps its size; if more than one is still open, axes that the input has keep
 * theirs; the one that is left follows from the rest.
 */
function newShape(wanted: Pattern, shape: Shape): Result<Shape> {
  const names = wanted.map((axis) => axis.names[0]);
  const wrong = wanted.find((axis) => axis.names.length !== 1 || names.indexOf(axis.names[0]) < wanted.indexOf(axis));
  if (wrong !== undefined) {
    const message = `each axis of ${printPattern(wanted)} needs one name of its own; groups belong to \`rearrange\``;
    return failure({ code: 'bad-argument', at, message });
  }
  const axes = wanted.map(({ names: [name = ''], size }) => ({ name, size: size ?? batchSize(shape, name) }));
  const open = axes.filter((axis) => axis.size === undefined);
  const kept = open.length > 1 ? open.filter((axis) => axisNamed(shape, axis.name) !== undefined) : [];
  const filled = axes.map((axis) => (kept.includes(axis) ? { name: axis.name, size: axisNamed(shape, axis.name)?.size } : axis));
  return complete(filled, shape);
}

const batchSize = (shape: Shape, name: string): Size | undefined => (roleOf(name) === 'batch' ? axisNamed(shape, name)?.size : undefined);

function complete(axes: readonly { readonly name: string; readonly size: Size | undefined }[], shape: Shape): Result<Shape> {
  const open = axes.filter((axis) => axis.size === undefined);
  const rest = productOfSizes(axes.flatMap((axis) => axis.size ?? []));
  const count = elementCount(shape);
  if (open.length > 1) {
    const message = `only one size can follow from the others, and ${open.map((axis) => axis.name).join(', ')} have none`;
    return failure({ code: 'bad-argument', at, message });
  }
  const inferred = divideSizesExactly(count, rest);
  const result = axes.map(({ name, size }) => ({ name, size: size ?? inferred ?? 0 }));
  if (open.length === 0 ? sameSize(rest, count) : inferred !== undefined) return success(result);
  return failure(open.length === 0 ? unequal(shape, result) : remainder(shape, open[0]?.name ?? '', rest));
}

const unequal = (shape: Shape, result: Shape): Fault => ({
  code: 'shape-mismatch',
  at,
  message: `${printShape(shape)} has ${printSize(elementCount(shape))} elements, and ${printShape(result)} has ${printSize(elementCount(result))}`,
});

const remainder = (shape: Shape, open: string, rest: Size): Fault => ({
  code: 'not-divisible',
  at,
  message: `axis ${open} would have ${printSize(elementCount(shape))} / ${printSize(rest)} elements, which is no whole number`,
  notes: [`the input is ${printShape(shape)}`],
});

/** Axes of one shape that hold the same elements as some axes of another. */
interface Section {
  readonly from: Shape;
  readonly to: Shape;
}

/**
 * Cuts both shapes wherever the products of the sizes before the cut agree: each section is reshaped by itself, and
 * axes that stay what they are, such as the batch, take no part.
 */
function sectionsOf(from: Shape, to: Shape): readonly Section[] {
  const sections: Section[] = [];
  let [start, first] = [0, 0];
  for (let end = 1; end < from.length; end += 1) {
    const before = elementCount(from.slice(0, end));
    const cut = to.findIndex((_, index) => index > first && sameSize(elementCount(to.slice(0, index)), before));
    if (cut < 0) continue;
    sections.push({ from: from.slice(start, end), to: to.slice(first, cut) });
    [start, first] = [end, cut];
  }
  return [...sections, { from: from.slice(start), to: to.slice(first) }];
}

/** The elements of the value in the same order under `shape`, which has as many. */
function reshaped(value: Value, shape: Shape): Value {
  const sections = sectionsOf(value.shape, shape);
  const flat = putTogether(
    value,
    sections.map(({ from }, index) => ({ name: `section.${index}`, members: from })),
  );
  return takeApart(
    flat,
    sections.map(({ to }) => to),
  );
}

/** Fewer means than this are no description of a map. */
const fewestPooled = 16;

export const flatten = operator<NoAttributes>({
  category: 'shape',
  summary: 'All axes but N as one feature axis C, in the order in which they are laid out.',
  formulas: ['C = product of the sizes of all axes but N', 'nothing is computed'],
  example: 'net Example {\n  input x: [N, C=16, H=4, W=4]\n  flatten\n  dense(10)\n}\n',
  inputs: oneTensor,
  attributes: {},
  signal: signalOfMeaning,
  alternatives: (call, size) => {
    const shape = soleShape(call);
    const positions = size(elementCount(spatialAxes(shape)));
    const channels = size(elementCount(shape.filter((axis) => roleOf(axis.name) === 'feature')));
    const pool: AlternativeStep = { kind: 'operator', name: 'global_avgpool' };
    // The means of an image's colours say little of it.
    return positions > 1 && channels >= fewestPooled
      ? [{ idea: 'pooled', steps: [pool], unit: undefined, incoming: undefined, degree: 1, left: 1 / positions }]
      : [];
  },
  meaning: (call) => {
    const shape = soleShape(call);
    const batch = shape.filter((axis) => roleOf(axis.name) === 'batch');
    const others = shape.filter((axis) => roleOf(axis.name) !== 'batch');
    const groups = [...batch.map((axis) => ({ name: axis.name, members: [axis] })), { name: 'C', members: others }];
    return [putTogether(soleValue(call), groups)];
  },
});
