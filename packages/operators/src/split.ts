// One tensor as several: parts of an axis (split), or each index of it (unstack).
import { signalOfMeaning } from './signal-of-meaning.js';
import { pick, slice } from '@trammel/program';
import { axisNamed, divideSizesExactly, isKnown, present, printSize, sameSize, sumOfSizes, type Shape, type Size } from '@trammel/tensor';
import type { Argument } from './argument.js';
import { required, type AttributeKind } from './attribute.js';
import { checkAxes } from './axis-faults.js';
import type { Fault } from './fault.js';
import { axisName, wholeNumber } from './kinds.js';
import { oneTensor, operator } from './operator.js';
import { soleShape, soleValue } from './sole-input.js';

/** How many equal parts, or the size of each. */
type Parts = { readonly kind: 'equal'; readonly count: number } | { readonly kind: 'sizes'; readonly sizes: readonly Size[] };

const partsKind: AttributeKind<Parts> = {
  expects: 'how many equal parts, or a list of their sizes such as (16, 32)',
  bareName: 'value',
  words: [],
  read: readParts,
};

function readParts(argument: Argument): Parts | undefined {
  if (argument.kind === 'list') {
    const sizes = argument.items.flatMap((item) => wholeNumber(1).read(item) ?? []);
    return sizes.length > 0 && sizes.length === argument.items.length ? { kind: 'sizes', sizes } : undefined;
  }
  const count = wholeNumber(1).read(argument);
  return count !== undefined && isKnown(count) ? { kind: 'equal', count: Number(count) } : undefined;
}

export interface SplitAttributes {
  readonly axis: string;
  readonly parts: Parts;
}

const sizeAlong = (shape: Shape, axis: string): Size => present(axisNamed(shape, axis), () => `there is an axis ${axis}`).size;

/** The size of each part; undefined where equal parts leave a remainder. */
function partSizes(parts: Parts, size: Size): readonly Size[] | undefined {
  if (parts.kind === 'sizes') return parts.sizes;
  const each = divideSizesExactly(size, parts.count);
  return each === undefined ? undefined : Array.from({ length: parts.count }, () => each);
}

export const split = operator<SplitAttributes>({
  category: 'shape',
  summary: 'Parts of a tensor, which follow each other along an axis; one output for each.',
  formulas: ['output i has the elements from the sum of the earlier sizes on', 'nothing is computed'],
  example: 'net Example {\n  input x: [N, C=16]\n  a, b = x -> split(C, 2)\n  a * b\n}\n',
  inputs: oneTensor,
  attributes: {
    axis: required(axisName, 'The axis that is divided.'),
    parts: required(partsKind, 'How many equal parts, or the size of each part.'),
  },
  check: (call) => {
    const { axis, parts } = call.attributes;
    const shape = soleShape(call);
    const missing = checkAxes(shape, [axis], { kind: 'argument', name: 'axis' });
    return missing.length > 0 ? missing : checkParts(axis, parts, sizeAlong(shape, axis));
  },
  signal: signalOfMeaning,
  meaning: (call) => {
    const { axis, parts } = call.attributes;
    const sizes = present(partSizes(parts, sizeAlong(soleShape(call), axis)), () => 'the parts divide the axis');
    return sizes.map((size, index) => slice(soleValue(call), axis, { start: sumOfSizes(sizes.slice(0, index)), size }));
  },
});

function checkParts(axis: string, parts: Parts, size: Size): readonly Fault[] {
  const at = { kind: 'argument', name: 'parts' } as const;
  const sizes = partSizes(parts, size);
  if (sizes === undefined) {
    const count = parts.kind === 'equal' ? parts.count : 0;
    return [{ code: 'not-divisible', at, message: `${count} equal parts do not divide axis ${axis}, which has ${printSize(size)}` }];
  }
  const total = sumOfSizes(sizes);
  if (sameSize(total, size)) return [];
  return [{ code: 'shape-mismatch', at, message: `the parts have ${printSize(total)} in all, and axis ${axis} has ${printSize(size)}` }];
}

export const unstack = operator<{ readonly axis: string }>({
  category: 'shape',
  summary: 'One tensor for each index of an axis, which they lack.',
  formulas: ['output i = x at index i of the axis', 'nothing is computed'],
  example: 'net Example {\n  input x: [S=2, N, C=16]\n  a, b = x -> unstack(S)\n  a + b\n}\n',
  inputs: oneTensor,
  attributes: { axis: required(axisName, 'The axis that is taken apart; its size must be known.') },
  check: (call) => {
    const { axis } = call.attributes;
    const shape = soleShape(call);
    const missing = checkAxes(shape, [axis], { kind: 'argument', name: 'axis' });
    if (missing.length > 0) return missing;
    const size = sizeAlong(shape, axis);
    if (isKnown(size)) return [];
    const message = `\`unstack\` gives one tensor for each index, and the size of axis ${axis}, ${printSize(size)}, is not known`;
    return [{ code: 'bad-input', at: { kind: 'input', index: 0 }, message }];
  },
  signal: signalOfMeaning,
  meaning: (call) => {
    const { axis } = call.attributes;
    const count = Number(sizeAlong(soleShape(call), axis));
    return Array.from({ length: count }, (_, index) => pick(soleValue(call), axis, index));
  },
});
