// Adaptive pools: windows whose sizes follow from how many of them there shall be.
import { maximum, mixed, type Mixture, type SignalStep, type Taps } from '@trammel/signal';
import { groupsOn } from './linear-signal.js';
import { outputAxes, soleMoments, type SignalCall } from './signal.js';
import {
  axisOf,
  broadcastTo,
  coordinate,
  divide,
  indexOf,
  reduceMaximum,
  reduceSum,
  repeatAlong,
  select,
  constant,
  sizeValue,
  view,
  window as windowView,
  type Value,
} from '@trammel/program';
import {
  ceilDivideSizes,
  divideSizesExactly,
  floorDivideSizes,
  greatestCommonDivisor,
  isKnown,
  isWhole,
  multiplySizes,
  printSize,
  sameSize,
  spatialAxes,
  subtractSizes,
  type Axis,
  type Shape,
  type Size,
} from '@trammel/tensor';
import { required } from './attribute.js';
import type { Fault } from './fault.js';
import { sizePerAxis } from './kinds.js';
import { oneRealTensor, operator, type Call } from './operator.js';
import { soleShape, soleValue } from './sole-input.js';
import { checkPerAxis, entryFor, windowAxis } from './window.js';

export interface AdaptivePoolAttributes {
  readonly size: readonly Size[];
}

const windowFormula = 'window i of m covers floor(i*n/m) .. ceil((i + 1)*n/m) - 1 of n (the PyTorch rule)';

const schema = { size: required(sizePerAxis(1), 'The size of the output, one number or one for each axis.') };

export const adaptiveAvgpool = operator<AdaptivePoolAttributes>({
  category: 'pooling',
  summary: 'Averages over as many windows along each axis of space and time as are asked for.',
  formulas: [
    windowFormula,
    'additions = input elements - output elements where windows do not overlap, multiplications = output elements (the division)',
  ],
  example: 'net Example {\n  input x: [N, C=64, H=14, W=14]\n  adaptive_avgpool(7x7)\n}\n',
  inputs: oneRealTensor,
  attributes: schema,
  check: checkAdaptive,
  signal: averageSignal,
  meaning: (operands) => {
    const value = soleValue(operands);
    const along = adaptiveAxes(value.shape, operands.attributes);
    const sum = along.reduce((partial, axis) => pooledAlong(partial, axis, reduceSum), value);
    return [divide(sum, elementsOfWindows(along, 1))];
  },
});

export const adaptiveMaxpool = operator<AdaptivePoolAttributes>({
  category: 'pooling',
  summary: 'The largest numbers of as many windows along each axis of space and time as are asked for.',
  formulas: [windowFormula, 'comparisons = input elements - output elements where windows do not overlap'],
  example: 'net Example {\n  input x: [N, C=64, H=14, W=14]\n  adaptive_maxpool(7x7)\n}\n',
  inputs: oneRealTensor,
  attributes: schema,
  check: checkAdaptive,
  signal: maximumSignal,
  meaning: (operands) => {
    const value = soleValue(operands);
    const along = adaptiveAxes(value.shape, operands.attributes);
    return [along.reduce((partial, axis) => pooledAlong(partial, axis, reduceMaximum), value)];
  },
});

/** Windows of one length: number q of `count` begins at first + step*q. */
interface Family {
  readonly first: Size;
  readonly step: Size;
  readonly length: Size;
  readonly count: Size;
}

/** The windows along one axis: number i belongs to the family i mod families.length, within it number floor(i / families.length). */
interface AdaptiveAxis {
  readonly axis: Axis;
  /** How many windows there are. */
  readonly count: Size;
  readonly families: readonly Family[];
}

function adaptiveAxes(shape: Shape, { size }: AdaptivePoolAttributes): readonly AdaptiveAxis[] {
  return spatialAxes(shape).map((axis, index) => {
    const count = entryFor(size, index) ?? 1;
    return { axis, count, families: familiesOf(axis.size, count) };
  });
}

/** More kinds of windows than this are more than a program should hold. */
const familyLimit = 4096;

/**
 * With n = g*n' and m = g*m': window i = m'*q + r begins at floor(i*n/m) = n'*q + floor(r*n'/m') and ends before
 * n'*q + ceil((r + 1)*n'/m'). For each r < m' that is a family of g windows, n' apart. None where m' is not known.
 */
function familiesOf(size: Size, count: Size): readonly Family[] {
  const common = commonDivisor(size, count);
  const [n, m] = [floorDivideSizes(size, common), floorDivideSizes(count, common)];
  if (!isKnown(m) || m > familyLimit) return [];
  return Array.from({ length: Number(m) }, (_, r) => {
    const first = floorDivideSizes(multiplySizes(r, n), m);
    const end = ceilDivideSizes(multiplySizes(r + 1, n), m);
    return { first, step: n, length: subtractSizes(end, first), count: common };
  });
}

/** A divisor that both sizes are known to have, the greatest where that can be told. */
function commonDivisor(a: Size, b: Size): Size {
  if (isKnown(a) && isKnown(b)) return greatestCommonDivisor(a, b);
  if (wholeRatio(a, b) !== undefined) return b;
  return wholeRatio(b, a) === undefined ? 1 : a;
}

/** a / b where that is a whole number, whatever the symbols stand for. */
function wholeRatio(a: Size, b: Size): Size | undefined {
  const ratio = divideSizesExactly(a, b);
  return ratio !== undefined && isWhole(ratio) ? ratio : undefined;
}

/** The length of all windows, where they are equally long. */
function commonLength(families: readonly Family[]): Size | undefined {
  const length = families[0]?.length;
  return length !== undefined && families.every((family) => sameSize(family.length, length)) ? length : undefined;
}

/** Each window along one axis reduced to one element. */
function pooledAlong(value: Value, along: AdaptiveAxis, reduce: (value: Value, axes: readonly string[]) => Value): Value {
  const { axis, count, families } = along;
  const name = windowAxis(axis.name);
  const length = commonLength(families);
  if (length !== undefined) return reduce(evenWindows(value, along, length), [name]);
  const parts = families.map((family) => {
    const { first, step, length: size } = family;
    return reduce(windowView(value, axis.name, { name, size, count: family.count, stride: step, before: multiplySizes(first, -1) }), [
      name,
    ]);
  });
  return takingTurns(parts, { name: axis.name, size: count });
}

/** All windows of one length as one view, which reads floor(i*n/m) + k. */
function evenWindows(value: Value, { axis, count, families }: AdaptiveAxis, length: Size): Value {
  const name = windowAxis(axis.name);
  const step = families[0]?.step ?? 1;
  const m = families.length;
  const shape = [...value.shape.map((old) => (old.name === axis.name ? { name: axis.name, size: count } : old)), { name, size: length }];
  const coordinates = value.shape.map((old, position) => {
    if (old.name !== axis.name) return indexOf(shape, old.name);
    const terms = [
      { axis: position, coefficient: step },
      { axis: shape.length - 1, coefficient: m },
    ];
    return coordinate(terms, { divisor: m, rounding: m === 1 ? 'exact' : 'floor' });
  });
  return view(value, shape, coordinates);
}

/** Element i along the axis is element floor(i / p) of part i mod p, for p parts. */
function takingTurns(parts: readonly Value[], axis: Axis): Value {
  const spread = (part: Value, r: number): Value => {
    const shape = part.shape.map((old) => (old.name === axis.name ? axis : old));
    const coordinates = part.shape.map((old, position) =>
      old.name === axis.name
        ? coordinate([{ axis: position, coefficient: 1 }], { offset: -r, divisor: parts.length })
        : indexOf(shape, old.name),
    );
    return view(part, shape, coordinates);
  };
  return parts.map(spread).reduce((done, next, r) => {
    // Ones where it is the turn of part r, zeros elsewhere.
    const turns = spread(broadcastTo(constant(1), [axisOf(parts[r] ?? next, axis.name)]), r);
    return select(turns, next, done);
  });
}

/** `factor` times how many elements each window has: one number, or one for each. Sizes are multiplied, which costs nothing. */
function elementsOfWindows([along, ...others]: readonly AdaptiveAxis[], factor: Size): Value {
  if (along === undefined) return sizeValue(factor);
  const { axis, count, families } = along;
  const length = commonLength(families);
  if (length !== undefined) return elementsOfWindows(others, multiplySizes(factor, length));
  const parts = families.map((family) =>
    repeatAlong(elementsOfWindows(others, multiplySizes(factor, family.length)), { name: axis.name, size: family.count }),
  );
  return takingTurns(parts, { name: axis.name, size: count });
}

function checkAdaptive(call: Call<AdaptivePoolAttributes>): readonly Fault[] {
  const shape = soleShape(call);
  const { size } = call.attributes;
  const faults = checkPerAxis(shape, { size });
  if (faults.length > 0) return faults;
  const axes = adaptiveAxes(shape, call.attributes);
  const at = { kind: 'argument', name: 'size' } as const;
  const open = axes.find(({ families, count }) => families.length === 0 && !isKnown(count));
  if (open !== undefined) {
    const message = `the windows over ${printAxes([open])} are not known while there are ${printSize(open.count)} of them`;
    return [{ code: 'bad-argument', at, message, help: [{ text: 'write the size of the output as a number' }] }];
  }
  const uneven = axes.filter(({ families }) => commonLength(families) === undefined);
  const kinds = uneven.reduce((product, { families }) => product * (families.length > 0 ? families.length : Number.POSITIVE_INFINITY), 1);
  if (kinds <= familyLimit) return [];
  const counts = uneven.map(({ count }) => printSize(count)).join(' by ');
  const message = `${counts} windows over ${printAxes(uneven)} are of more than ${familyLimit} kinds`;
  return [{ code: 'bad-argument', at, message, help: [{ text: 'use a size that the input is a multiple of' }] }];
}

const printAxes = (axes: readonly AdaptiveAxis[]): string => axes.map(({ axis }) => `${axis.name}=${printSize(axis.size)}`).join(' and ');

/** Windows of even size and step, which is what they are where the sizes divide, and on average elsewhere. */
function evenTaps(call: SignalCall<AdaptivePoolAttributes>): ReadonlyMap<string, Taps> {
  const axes = outputAxes(call);
  return new Map(
    spatialAxes(soleShape(call)).map(({ name, size: before }) => {
      const size = call.size(before);
      const count = axes.find((axis) => axis.name === name)?.size ?? 1;
      return [
        name,
        { size, count, kernel: Math.ceil(size / count), stride: Math.max(1, Math.floor(size / count)), dilation: 1, before: 0 },
      ];
    }),
  );
}

function averageSignal(call: SignalCall<AdaptivePoolAttributes>): SignalStep {
  const x = soleMoments(call);
  const axes = outputAxes(call);
  const along = spatialAxes(soleShape(call)).map(({ name, size: before }): Mixture => {
    const size = call.size(before);
    const count = axes.find((axis) => axis.name === name)?.size ?? 1;
    return { axis: name, size, rows: Array.from({ length: count }, (_, index) => windowRow(index, count, size)) };
  });
  const names = along.map(({ axis }) => axis);
  return mixed(x, { axes, groups: groupsOn(x, axes, names), along });
}

/** The mean over the window that its formula gives. */
function windowRow(index: number, count: number, size: number): Mixture['rows'][number] {
  const [from, to] = [Math.floor((index * size) / count), Math.ceil(((index + 1) * size) / count)];
  return Array.from({ length: to - from }, (_, element) => ({ index: from + element, weight: 1 / (to - from) }));
}

function maximumSignal(call: SignalCall<AdaptivePoolAttributes>): SignalStep {
  const x = soleMoments(call);
  const taps = evenTaps(call);
  const axes = outputAxes(call);
  const along = x.groups.reduce((mask, group, index) => (group.axes.some((axis) => taps.has(axis)) ? mask | (1 << index) : mask), 0);
  const among = [...taps.values()].reduce((product, { kernel }) => product * kernel, 1);
  return maximum(x, { axes, groups: groupsOn(x, axes, [...taps.keys()]), among, along, taps: x.axes.map(({ name }) => taps.get(name)) });
}
