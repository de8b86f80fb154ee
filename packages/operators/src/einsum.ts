// Sums of products of tensors whose axes are named by patterns: contractions, outer products, sums, diagonals.
import { contraction, createTape, meanOver, rearrangement, type Moments, type PlacedAxis, type SignalStep } from '@trammel/signal';
import { knownMoments, outputAxes, type SignalCall } from './signal.js';
import { contract, reduceSum, type Value } from '@trammel/program';
import { present, type Size } from '@trammel/tensor';
import { printPattern, type Pattern } from './argument.js';
import { namedSizes, optional } from './attribute.js';
import { putTogether, takeApart } from './axis-groups.js';
import { resultNames, type Written } from './axis-names.js';
import { bindSizes, checkDistinct, checkGiven, membersOf, writtenSizes } from './axis-pattern.js';
import type { Fault, Result } from './fault.js';
import { inputPatterns, resultPattern, rewrite } from './kinds.js';
import { operator, type Call } from './operator.js';

export interface EinsumAttributes {
  readonly rewrite: { readonly from: Pattern; readonly to: Pattern } | undefined;
  readonly sizes: ReadonlyMap<string, Size>;
  readonly patterns: readonly (Pattern | undefined)[];
  readonly result: Pattern | undefined;
}

export const einsum = operator<EinsumAttributes>({
  category: 'linear',
  summary: 'The sum of products of tensors over every axis that the result does not have.',
  formulas: [
    'y[result] = sum over the other axes of a[...] * b[...] * ...; from left to right, two at a time',
    'axes take the names of the pattern by their position; an axis that one tensor has twice is its diagonal',
    'multiplications = MACs = product of the sizes of all axes of two tensors',
    'additions = MACs - output elements; an axis that only one of them has is summed before',
  ],
  example: 'net Example {\n  input q: [N, h=8, T, d=64], k: [N, h=8, S, d=64]\n  einsum(q[N, h, T, d], k[N, h, S, d] => [N, h, T, S])\n}\n',
  inputs: [{ name: 'x', elementType: 'any', arity: 'variadic' }],
  attributes: {
    rewrite: optional<EinsumAttributes['rewrite']>(rewrite, undefined, '', 'For one tensor: its axes, and those of the result.'),
    sizes: namedSizes,
    patterns: inputPatterns,
    result: resultPattern,
  },
  check: (call) => {
    const { rewrite: single, result: written } = call.attributes;
    if (single !== undefined && (call.inputs.length > 1 || written !== undefined)) {
      return [{ code: 'bad-argument', message: 'one `[...] => [...]` describes one tensor', help: [behindTensors] }];
    }
    const { result } = patternsOf(call);
    if (result === undefined) {
      return [{ code: 'missing-argument', message: '`einsum` needs the axes of the result', help: [behindTensors] }];
    }
    const faults = checkResult(call, result);
    if (faults.length > 0) return faults;
    const bound = sizesOf(call);
    return bound.ok ? [] : [bound.fault];
  },
  signal: einsumSignal,
  meaning: (call) => {
    const { inputs, result } = patternsOf(call);
    const bound = sizesOf(call);
    const sizes = bound.ok ? bound.value : new Map<string, Size>();
    const to = present(result, () => 'einsum has a result');
    const operands = call.values.map((value, index) =>
      takeApart(
        value,
        present(inputs[index], () => 'each tensor has a pattern').pattern.map((axis) => membersOf(axis, sizes)),
      ),
    );
    const names = resultNames(to, inputs);
    const groups = to.map((axis, index) => ({ name: names[index] ?? '', members: membersOf(axis, sizes) }));
    return [putTogether(sumOfProducts(operands, namesOf(to)), groups)];
  },
});

const behindTensors = {
  text: 'write axes behind each tensor, and those of the result last: `einsum(a[N, T, d], b[N, S, d] => [N, T, S])`',
};

const namesOf = (pattern: Pattern): readonly string[] => pattern.flatMap((axis) => axis.names);

interface Patterns {
  readonly inputs: readonly Written[];
  readonly result: Pattern | undefined;
}

/** The pattern of each tensor, which is that of its own axes where none is written, and of the result. */
function patternsOf({ attributes: { rewrite: single, patterns, result }, inputs }: Call<EinsumAttributes>): Patterns {
  const written = single === undefined ? patterns : [single.from];
  return {
    inputs: inputs.map(({ shape }, index) => ({
      shape,
      pattern: written[index] ?? shape.map(({ name }) => ({ names: [name], size: undefined })),
    })),
    result: single === undefined ? result : single.to,
  };
}

function sizesOf(call: Call<EinsumAttributes>): Result<ReadonlyMap<string, Size>> {
  const { inputs, result } = patternsOf(call);
  return bindSizes(inputs, new Map([...writtenSizes(result ?? []), ...call.attributes.sizes]));
}

function checkResult(call: Call<EinsumAttributes>, result: Pattern): readonly Fault[] {
  const { inputs } = patternsOf(call);
  const known = inputs.flatMap(({ pattern }) => namesOf(pattern));
  const strange = namesOf(result).find((name) => !known.includes(name));
  const message = `axis ${strange ?? ''} of the result ${printPattern(result)} is in none of the tensors`;
  return [
    ...checkDistinct(result),
    ...checkGiven(
      call.attributes.sizes,
      inputs.map(({ pattern }) => pattern),
    ),
    ...(strange === undefined ? [] : [{ code: 'bad-argument', message } as const]),
  ];
}

/** From left to right: what no later tensor and no result has is summed away, in one contraction where two tensors have it. */
function sumOfProducts(operands: readonly Value[], wanted: readonly string[]): Value {
  const [first, ...others] = operands;
  const start = present(first, () => 'einsum has an input');
  const product = others.reduce((left, right, index) => {
    const later = others.slice(index + 1).flatMap((operand) => operand.shape.map((axis) => axis.name));
    return multiplied(left, right, [...wanted, ...later]);
  }, start);
  return summed(product, wanted);
}

function multiplied(left: Value, right: Value, kept: readonly string[]): Value {
  const [inLeft, inRight] = [left, right].map((operand) => operand.shape.map((axis) => axis.name));
  const over = left.shape.map((axis) => axis.name).filter((name) => inRight?.includes(name) === true && !kept.includes(name));
  return contract(summed(left, [...kept, ...(inRight ?? [])]), summed(right, [...kept, ...(inLeft ?? [])]), over);
}

/** Summed over all axes but those that are kept. */
function summed(value: Value, kept: readonly string[]): Value {
  return reduceSum(
    value,
    value.shape.map((axis) => axis.name).filter((name) => !kept.includes(name)),
  );
}

/** Tensors under the names of the pattern, met two at a time, and put together as the result says. */
function einsumSignal(call: SignalCall<EinsumAttributes>): SignalStep | undefined {
  const { inputs, result } = patternsOf(call);
  const bound = sizesOf(call);
  if (!bound.ok || result === undefined) return undefined;
  const wanted = namesOf(result);
  const { tape, inputs: entered } = createTape(knownMoments(call));
  const apart = entered.map((tensor, index) => {
    const axes = patternAxes(tensor.moments, inputs[index]?.pattern ?? [], { sizes: bound.value, size: call.size });
    return tape.apply([tensor], rearrangement(tensor.moments, axes));
  });
  const [first, ...others] = apart;
  if (first === undefined || entered.length !== inputs.length) return undefined;
  const product = others.reduce((left, right, index) => {
    const later = others.slice(index + 1).flatMap(({ moments }) => moments.axes.map((axis) => axis.name));
    const both = [...left.moments.axes, ...right.moments.axes.filter(({ name }) => !left.moments.axes.some((axis) => axis.name === name))];
    const kept = both.filter(({ name }) => wanted.includes(name) || later.includes(name));
    return tape.apply([left, right], contraction(left.moments, right.moments, kept));
  }, first);
  const lost = product.moments.axes.map(({ name }) => name).filter((name) => !wanted.includes(name));
  const whole =
    lost.length === 0
      ? product
      : tape.apply(
          [product],
          meanOver(product.moments, lost, (count) => count),
        );
  const axes = outputAxes(call).map((axis, index) => ({
    ...axis,
    from: result[index]?.names ?? [],
    isPosition: isPosition(whole.moments, result[index]?.names),
  }));
  return tape.finish(tape.apply([whole], rearrangement(whole.moments, axes)));
}

/** The axes of a pattern, each from the axis of the tensor at its place. */
function patternAxes(
  x: Moments,
  pattern: Pattern,
  { sizes, size }: { readonly sizes: ReadonlyMap<string, Size>; readonly size: (size: Size) => number },
): readonly PlacedAxis[] {
  return pattern.flatMap((written, index) => {
    const from = x.axes[index]?.name ?? '';
    return membersOf(written, sizes).map((axis) => ({
      name: axis.name,
      size: size(axis.size),
      from: [from],
      isPosition: isPosition(x, [from]),
    }));
  });
}

const isPosition = (x: Moments, names: readonly string[] | undefined): boolean =>
  names?.every((name) => x.groups.some((group) => group.axes.includes(name))) === true;
