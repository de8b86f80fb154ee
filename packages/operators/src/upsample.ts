// Upsampling: more positions along the axes of space and time, by copying the nearest number or between the nearest two.
import { mixed, type Mixture, type SignalStep } from '@trammel/signal';
import { groupsOn } from './linear-signal.js';
import { outputAxes, soleMoments, type SignalCall } from './signal.js';
import { add, coordinate, divide, indexOf, iota, multiply, sizeValue, subtract, view, type Coordinate, type Value } from '@trammel/program';
import {
  addSizes,
  divideSizesExactly,
  greatestCommonDivisor,
  isKnown,
  isWhole,
  maximumSize,
  multiplySizes,
  sameSize,
  spatialAxes,
  subtractSizes,
  type Axis,
  type Shape,
  type Size,
} from '@trammel/tensor';
import { byName, optional } from './attribute.js';
import type { Fault } from './fault.js';
import { oneOf, sizePerAxis, truthValue } from './kinds.js';
import { oneTensor, operator, type Call } from './operator.js';
import { soleShape, soleValue } from './sole-input.js';
import { checkPerAxis, entryFor } from './window.js';

export interface UpsampleAttributes {
  readonly scale: readonly Size[] | undefined;
  readonly size: readonly Size[] | undefined;
  readonly mode: 'nearest' | 'bilinear';
  readonly align_corners: boolean;
}

export const upsample = operator<UpsampleAttributes>({
  category: 'resampling',
  summary:
    'More positions along the axes of space and time: copies of the nearest, or with mode=bilinear, numbers between the nearest two.',
  formulas: [
    'out = in*scale, or the size that is given',
    'nearest: y[i] = x[floor(i*in/out)], which costs nothing',
    'bilinear, along one axis after the other: y[i] = lo + w*(hi - lo) at (i + 1/2)*in/out - 1/2, with align_corners at i*(in - 1)/(out - 1)',
    'bilinear: multiplications = numbers after each axis (and one for each index along it), additions = twice as many',
  ],
  example: 'net Example {\n  input x: [N, C=8, H=16, W=16]\n  upsample(2, mode=bilinear)\n}\n',
  inputs: oneTensor,
  attributes: {
    scale: optional<readonly Size[] | undefined>(
      sizePerAxis(1),
      undefined,
      'by size',
      'How many times as large, one number or one for each axis.',
    ),
    size: byName(
      optional<readonly Size[] | undefined>(sizePerAxis(1), undefined, 'by scale', 'The size of the output instead of a scale.'),
    ),
    mode: byName(
      optional(oneOf('nearest', 'bilinear'), 'nearest', 'nearest', 'Bilinear is linear along every axis, however many there are.'),
    ),
    align_corners: byName(optional(truthValue, false, 'false', 'For bilinear: whether the first and last numbers keep their places.')),
  },
  check: checkUpsample,
  signal: upsampleSignal,
  meaning: (operands) => {
    const { attributes } = operands;
    const value = soleValue(operands);
    const resized = resizings(value.shape, attributes).filter(({ axis, size }) => !sameSize(axis.size, size));
    return [resized.reduce((partial, resizing) => resizedAlong(partial, resizing, attributes), value)];
  },
});

/** One axis, and the size that it gets. */
interface Resizing {
  readonly axis: Axis;
  readonly size: Size;
}

function resizings(shape: Shape, { scale, size }: UpsampleAttributes): readonly Resizing[] {
  return spatialAxes(shape).map((axis, index) => ({
    axis,
    size: size === undefined ? multiplySizes(axis.size, entryFor(scale ?? [1], index) ?? 1) : (entryFor(size, index) ?? 1),
  }));
}

function resizedAlong(value: Value, resizing: Resizing, { mode, align_corners }: UpsampleAttributes): Value {
  const { axis, size } = resizing;
  if (mode === 'nearest') return readAlong(value, resizing, ratio({ coefficient: axis.size, offset: 0, divisor: size }));
  const source = align_corners ? alignedSource(resizing) : halfPixelSource(resizing);
  // Where the source is a whole number, or outside, both read the same element, so no element is read with weight 0.
  const low = readAlong(value, resizing, source);
  const high = readAlong(value, resizing, { ...source, offset: addSizes(source.offset, subtractSizes(source.divisor, 1)) });
  return add(low, multiply(fractions(resizing, source), subtract(high, low)));
}

/** Where output index i looks along the input: (coefficient*i + offset) / divisor. */
interface Source {
  readonly coefficient: Size;
  readonly offset: Size;
  readonly divisor: Size;
}

/** (i + 1/2)*n/m - 1/2 = (2*n*i + n - m) / (2*m) */
function halfPixelSource({ axis: { size: n }, size: m }: Resizing): Source {
  return ratio({ coefficient: multiplySizes(2, n), offset: subtractSizes(n, m), divisor: multiplySizes(2, m) });
}

/** i*(n - 1)/(m - 1), and 0 where m = 1. */
function alignedSource({ axis: { size: n }, size: m }: Resizing): Source {
  return ratio({ coefficient: subtractSizes(n, 1), offset: 0, divisor: maximumSize(subtractSizes(m, 1), 1) });
}

/** The same source in lower terms. */
function ratio(source: Source): Source {
  const { coefficient, offset, divisor } = source;
  const known = [coefficient, offset, divisor].filter(isKnown);
  // With symbols the size of the input, which is the coefficient or half of it, may be what is in common.
  const candidates = known.length === 3 ? [known.reduce(greatestCommonDivisor)] : [coefficient, divideSizesExactly(coefficient, 2) ?? 1];
  for (const common of candidates) {
    const [c, o, d] = [coefficient, offset, divisor].map((size) => wholeQuotient(size, common));
    if (c !== undefined && o !== undefined && d !== undefined) return { coefficient: c, offset: o, divisor: d };
  }
  return source;
}

function wholeQuotient(a: Size, b: Size): Size | undefined {
  const quotient = divideSizesExactly(a, b);
  return quotient !== undefined && isWhole(quotient) ? quotient : undefined;
}

/** The operand read along one axis at the source rounded down, and at the border where that lies outside. */
function readAlong(value: Value, { axis, size }: Resizing, { coefficient, offset, divisor }: Source): Value {
  const shape = value.shape.map((old) => (old.name === axis.name ? { name: axis.name, size } : old));
  const along = (position: number): Coordinate =>
    coordinate([{ axis: position, coefficient }], { offset, divisor, rounding: 'floor', outside: 'clamp' });
  return view(
    value,
    shape,
    value.shape.map((old, position) => (old.name === axis.name ? along(position) : indexOf(shape, old.name))),
  );
}

/** How far each source lies above the whole number below it, from 0 to less than 1: (source mod 1) as a fraction of the divisor. */
function fractions({ axis, size }: Resizing, { coefficient, offset, divisor }: Source): Value {
  const remainders = coordinate([{ axis: 0, coefficient }], { offset, modulus: divisor });
  return divide(view(iota(axis.name, divisor), [{ name: axis.name, size }], [remainders]), sizeValue(divisor));
}

function checkUpsample(call: Call<UpsampleAttributes>): readonly Fault[] {
  const shape = soleShape(call);
  const { scale, size, mode, align_corners } = call.attributes;
  if (scale === undefined && size === undefined) {
    return [
      { code: 'missing-argument', message: '`upsample` needs a scale, or the size of the output', help: [{ text: 'write `upsample(2)`' }] },
    ];
  }
  if (scale !== undefined && size !== undefined) {
    const message = 'the scale and the size of the output are both given: one follows from the other';
    return [{ code: 'bad-argument', at: { kind: 'argument', name: 'size' }, message }];
  }
  if (align_corners && mode === 'nearest') {
    const help = [{ text: 'add `mode=bilinear`' }];
    const message = 'align_corners says where numbers are read between, which mode=nearest does not do';
    return [{ code: 'bad-argument', at: { kind: 'argument', name: 'align_corners' }, message, help }];
  }
  return checkPerAxis(shape, { ...(scale === undefined ? {} : { scale }), ...(size === undefined ? {} : { size }) });
}

/** Each position of the result is one of the input, or lies between two. */
/** A fixed map along each axis. */
function upsampleSignal(call: SignalCall<UpsampleAttributes>): SignalStep {
  const x = soleMoments(call);
  const along = resizings(soleShape(call), call.attributes).map((resizing): Mixture => {
    const [size, count] = [call.size(resizing.axis.size), call.size(resizing.size)];
    return {
      axis: resizing.axis.name,
      size,
      rows: Array.from({ length: count }, (_, index) => rowOf(index, size, sourceAt(call, resizing))),
    };
  });
  const axes = outputAxes(call);
  const names = along.map(({ axis }) => axis);
  return mixed(x, { axes, groups: groupsOn(x, axes, names), along });
}

/** Where an index of the result looks along the input, as a number. */
function sourceAt(call: SignalCall<UpsampleAttributes>, resizing: Resizing): (index: number) => number {
  const { mode, align_corners } = call.attributes;
  if (mode === 'nearest') return (index) => Math.floor((index * call.size(resizing.axis.size)) / call.size(resizing.size));
  const { coefficient, offset, divisor } = align_corners ? alignedSource(resizing) : halfPixelSource(resizing);
  return (index) => (call.size(coefficient) * index + call.size(offset)) / call.size(divisor);
}

/** What an index reads: the two indices beside the source, and the outermost where that lies outside. */
function rowOf(index: number, size: number, source: (index: number) => number): Mixture['rows'][number] {
  const at = Math.max(0, Math.min(size - 1, source(index)));
  const low = Math.floor(at);
  const part = at - low;
  return part === 0
    ? [{ index: low, weight: 1 }]
    : [
        { index: low, weight: 1 - part },
        { index: low + 1, weight: part },
      ];
}
