/**
 * A tensor that flows into a block is held against the shape of the block's `input`. Axes meet by name, and those that are left in
 * the order in which they stand; inside of the block they have the block's names, and what leaves it has the caller's again.
 */
import { type Span } from '@trammel/diagnostics';
import { type Tensor } from '@trammel/graph';
import { plainName, type Dim, type Expression, type InputBinding } from '@trammel/syntax';
import {
  type Axis,
  type ElementType,
  isKnown,
  present,
  printShape,
  printSize,
  printType,
  sameSize,
  type Shape,
  type Size,
} from '@trammel/tensor';
import { compare } from './compare.js';
import { type Passed, type Place, type Results, type Value, wrong } from './elaboration.js';
import { wholeSize } from './pattern.js';
import { renameAxes } from './rename-axes.js';
import { report, reportAtCall } from './report.js';
import { bind, callableNamed, lookUp } from './scope.js';

interface Receiving {
  readonly results: Results;
  readonly given: Passed;
}

/** Binds an input of a block to what the call passes. */
export function receive(input: InputBinding, { results, given }: Receiving, place: Place): void {
  const isFirst = results.inputs.length === 0;
  const value =
    given.named.get(input.name.text) ?? (isFirst ? given.upstream : undefined) ?? (results.isMisused ? wrong : missing(input, place));
  const received = value.kind === 'tensor' ? hold(value.tensor, input, place) : refuse(value, input, place);
  if (received.kind !== 'tensor') bindSizesToWrong(input, place);
  bind(place, input.name, { value: received, role: 'tensor' });
  if (received.kind === 'tensor') results.inputs.push({ name: input.name.text, tensor: received.tensor, span: input.span });
  if (isFirst) place.current = received;
}

const callSpan = ({ naming }: Place): Span => naming.frame.span;

function missing(input: InputBinding, place: Place): Value {
  return reportAtCall(place, {
    code: 'input-count',
    span: callSpan(place),
    message: `\`${place.naming.frame.name}\` needs the tensor \`${input.name.text}\``,
    secondary: [{ span: input.span, message: 'declared here' }],
    notes: [`the first input is what flows in; others are given by name: \`${place.naming.frame.name}(${input.name.text}=...)\``],
  });
}

function refuse(value: Value, input: InputBinding, place: Place): Value {
  if (value.kind === 'wrong') return wrong;
  return reportAtCall(place, {
    code: 'wrong-kind',
    span: callSpan(place),
    message: `the input \`${input.name.text}\` of \`${place.naming.frame.name}\` needs a tensor`,
    secondary: [{ span: input.span, message: 'declared here' }],
  });
}

/** After a fault the names of the sizes are still bound, so that nothing more is said of them. */
function bindSizesToWrong({ shape }: InputBinding, { scope }: Place): void {
  for (const dim of shape.dims) {
    const names = dim.kind === 'axis' ? [dim.name, dim.size === undefined ? undefined : plainName(dim.size)] : [];
    for (const name of names) {
      if (name !== undefined && lookUp(scope, name.text) === undefined)
        scope.bindings.set(name.text, { value: wrong, role: 'size', span: name.span });
    }
  }
}

function hold(tensor: Tensor, input: InputBinding, place: Place): Value {
  const { dims } = input.shape;
  const { shape, elementType } = tensor.type;
  if (input.dtype !== undefined && input.dtype.text !== elementType) return wrongElements(tensor, { input, elementType }, place);
  if (dims.length !== shape.length) return wrongRank(tensor, input, place);
  const axes = pair(dims, shape);
  for (const [index, axis] of axes.entries()) {
    const dim = present(dims[index], () => 'each dim has its axis');
    if (!checkDim(dim, axis, { input, place })) return wrong;
  }
  const names = shape.map((axis) => {
    const dim = dims[axes.indexOf(axis)];
    return dim?.kind === 'axis' ? dim.name.text : axis.name;
  });
  if (new Set(names).size < names.length) {
    return report(place, {
      code: 'axis-twice',
      span: input.shape.span,
      message: `the axes of \`${input.name.text}\` would be called [${names.join(', ')}]`,
    });
  }
  noteNames(shape, names, place);
  return renameAxes(tensor, names, { place, span: input.span });
}

/** For each dim its axis: the one of its name, or else the next one whose name no dim has. */
function pair(dims: readonly Dim[], shape: Shape): readonly Axis[] {
  const nameOf = (dim: Dim): string | undefined => (dim.kind === 'axis' ? dim.name.text : undefined);
  const byName = dims.map((dim) => shape.find((axis) => axis.name === nameOf(dim)));
  const rest = shape.filter((axis) => !byName.includes(axis));
  let next = 0;
  return byName.map((axis) => {
    if (axis !== undefined) return axis;
    next += 1;
    return present(rest[next - 1], () => 'there are as many axes as dims');
  });
}

function noteNames(shape: Shape, names: readonly string[], { results }: Place): void {
  for (const [index, name] of names.entries()) {
    const outer = shape[index]?.name;
    if (results === undefined || outer === undefined || outer === name) continue;
    results.outerNames ??= new Map<string, string>();
    if (!results.outerNames.has(name)) results.outerNames.set(name, outer);
  }
}

/** What leaves a block has the caller's names for the axes that its inputs renamed. */
export function withOuterNames(value: Value, results: Results, about: { readonly place: Place; readonly span: Span }): Value {
  if (value.kind === 'tensors') {
    const tensors = value.tensors.flatMap((tensor) => {
      const renamed = withOuterNames({ kind: 'tensor', tensor }, results, about);
      return renamed.kind === 'tensor' ? [renamed.tensor] : [];
    });
    return { kind: 'tensors', tensors };
  }
  const { outerNames } = results;
  if (value.kind !== 'tensor' || outerNames === undefined) return value;
  const { shape } = value.tensor.type;
  const names = shape.map((axis) => outerNames.get(axis.name) ?? axis.name);
  return new Set(names).size < names.length ? value : renameAxes(value.tensor, names, about);
}

interface Holding {
  readonly input: InputBinding;
  readonly place: Place;
}

function checkDim(dim: Dim, axis: Axis, { input, place }: Holding): boolean {
  switch (dim.kind) {
    case 'axis-group':
      report(place, { code: 'unnamed-axis', span: dim.span, message: 'an input has single axes; `rearrange` divides them' });
      return false;
    case 'axis-value': {
      const size = wholeSize(dim.value, place);
      return size !== undefined && checkSize(axis, size, { input, place });
    }
    case 'axis': {
      const { name } = dim;
      const known = lookUp(place.scope, name.text)?.value;
      // A size that is written stands for itself: `skip: [N, C=c]` beside `x: [N, C]`.
      if (dim.size === undefined && known?.kind === 'size' && !checkSize(axis, known.value, { input, place })) return false;
      if (known === undefined)
        place.scope.bindings.set(name.text, { value: { kind: 'size', value: axis.size }, role: 'size', span: dim.span });
      const size = dim.size === undefined ? undefined : sizeWritten(dim.size, axis, place);
      if (dim.size !== undefined && (size === undefined || !checkSize(axis, size, { input, place }))) return false;
      const bound = dim.bound === undefined ? undefined : wholeSize(dim.bound, place);
      return dim.bound === undefined || (bound !== undefined && checkBound(axis, bound, { input, place }));
    }
  }
}

/** The size that is written behind a name; a name that nothing binds is bound to the size of the axis: `skip: [N, C, H=h, W=w]`. */
function sizeWritten(expression: Expression, axis: Axis, place: Place): Size | undefined {
  const name = plainName(expression);
  if (name === undefined || lookUp(place.scope, name.text) !== undefined || callableNamed(name.text, place) !== undefined)
    return wholeSize(expression, place);
  place.scope.bindings.set(name.text, { value: { kind: 'size', value: axis.size }, role: 'size', span: name.span });
  return axis.size;
}

function checkSize(axis: Axis, size: Size, { input, place }: Holding): boolean {
  if (sameSize(axis.size, size)) return true;
  reportAtCall(place, {
    code: 'shape-mismatch',
    span: callSpan(place),
    message: `\`${place.naming.frame.name}\` needs ${printSize(size)} along axis ${axis.name} of \`${input.name.text}\`, and is given ${printSize(axis.size)}`,
    secondary: [{ span: input.shape.span, message: 'declared here' }],
  });
  return false;
}

function checkBound(axis: Axis, bound: Size, { input, place }: Holding): boolean {
  const maxima = new Map(
    [...place.build.symbols.values()].flatMap(({ name, maximum }) => (maximum === undefined ? [] : [[name, maximum] as const])),
  );
  if (compare('<=', { kind: 'size', value: axis.size }, { kind: 'size', value: bound }, maxima) === true) return true;
  const amount = isKnown(axis.size) ? `is ${printSize(axis.size)}` : `is ${printSize(axis.size)}, which may be more`;
  reportAtCall(place, {
    code: 'shape-mismatch',
    span: callSpan(place),
    message: `\`${place.naming.frame.name}\` takes at most ${printSize(bound)} along axis ${axis.name} of \`${input.name.text}\`, and it ${amount}`,
    secondary: [{ span: input.shape.span, message: 'declared here' }],
  });
  return false;
}

function wrongElements(tensor: Tensor, about: { readonly input: InputBinding; readonly elementType: ElementType }, place: Place): Value {
  const { input, elementType } = about;
  return reportAtCall(place, {
    code: 'bad-input',
    span: callSpan(place),
    message: `\`${place.naming.frame.name}\` needs elements of type ${input.dtype?.text ?? 'f32'} as \`${input.name.text}\`, and is given ${elementType}`,
    label: `is given ${printType(tensor.type)}`,
    secondary: [{ span: input.span, message: 'declared here' }],
  });
}

function wrongRank(tensor: Tensor, input: InputBinding, place: Place): Value {
  const { shape } = tensor.type;
  return reportAtCall(place, {
    code: 'rank-mismatch',
    span: callSpan(place),
    label: `is given ${printShape(shape)}`,
    message: `\`${place.naming.frame.name}\` needs a tensor of ${input.shape.dims.length} axes as \`${input.name.text}\`, and is given one of ${shape.length}`,
    secondary: [{ span: input.shape.span, message: 'declared here' }],
  });
}
