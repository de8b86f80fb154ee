/** `input` in the body of a net, where it declares tensors and symbols, and in that of a block, where it receives tensors. */
import { type Span } from '@trammel/diagnostics';
import { type AxisDim, type InputBinding, type InputStatement, type Name } from '@trammel/syntax';
import { type Axis, type ElementType, symbolSize, type Size } from '@trammel/tensor';
import { type Place, type Results } from './elaboration.js';
import { guess } from './guess.js';
import { limits } from './limits.js';
import { newTensor } from './node.js';
import { wholeSize } from './pattern.js';
import { receive } from './receive.js';
import { report } from './report.js';
import { bind, bindQuietly, lookUp } from './scope.js';
import { sayUnnamed, type ShapeUse } from './unnamed-axes.js';

/** Declares or receives the inputs of the statement; the first input of all begins the flow. */
export function runInput(statement: InputStatement, place: Place): void {
  const { results } = place;
  if (results === undefined) {
    report(place, {
      code: 'misplaced-statement',
      span: statement.span,
      message: '`input` stands in the body of a net or a block, and not in a loop or a path',
    });
    return;
  }
  for (const input of statement.inputs) {
    if (results.given === undefined) declare(input, results, place);
    else receive(input, { results, given: results.given }, place);
  }
}

function declare(input: InputBinding, results: Results, place: Place): void {
  const elementType = elementTypeOf(input.dtype, place);
  const shape = shapeOf(input, place);
  const isFirst = results.inputs.length === 0 && place.current === undefined;
  if (elementType === undefined || shape === undefined) {
    bind(place, input.name, { value: { kind: 'wrong' }, role: 'tensor' });
    if (isFirst) place.current = { kind: 'wrong' };
    return;
  }
  const tensor = newTensor({ elementType, shape }, place);
  bind(place, input.name, { value: { kind: 'tensor', tensor }, role: 'tensor' });
  results.inputs.push({ name: input.name.text, tensor, span: input.span });
  if (isFirst) place.current = { kind: 'tensor', tensor };
}

/** The element type that a name stands for; `f32` where there is none, undefined and reported where there is no such type. */
export function elementTypeOf(name: Name | undefined, place: Place): ElementType | undefined {
  if (name === undefined) return 'f32';
  const { text } = name;
  if (text === 'f32' || text === 'int' || text === 'bool') return text;
  report(place, {
    code: 'unknown-element-type',
    span: name.span,
    message: `there is no element type \`${text}\``,
    notes: ['the element types are `f32`, which need not be written, `int` and `bool`'],
    help: guess({ text: habits.get(text) ?? text, span: name.span }, ['f32', 'int', 'bool']),
  });
  return undefined;
}

const habits: ReadonlyMap<string, string> = new Map([
  ['float', 'f32'],
  ['float32', 'f32'],
  ['double', 'f32'],
  ['int32', 'int'],
  ['int64', 'int'],
  ['long', 'int'],
  ['boolean', 'bool'],
]);

function shapeOf({ shape }: InputBinding, place: Place): readonly Axis[] | undefined {
  if (shape.dims.some((dim) => dim.kind !== 'axis')) {
    sayUnnamed(shape, inputUse, place);
    return undefined;
  }
  const axes: Axis[] = [];
  let isWrong = false;
  for (const dim of shape.dims) {
    const axis = dim.kind === 'axis' ? axisOf(dim, place) : undefined;
    if (axis === undefined) isWrong = true;
    else if (axes.some((other) => other.name === axis.name)) {
      report(place, { code: 'axis-twice', span: dim.span, message: `axis ${axis.name} is there twice` });
      isWrong = true;
    } else axes.push(axis);
  }
  return isWrong ? undefined : axes;
}

const inputUse: ShapeUse = {
  message: 'each axis of an input needs a name',
  note: '`name=size` for an axis of that size, a name alone for one whose size is open',
  allows: () => false,
};

/** An axis with its size: written, or that of its name, or else open. Its name then stands for the size. */
function axisOf({ name, size, bound, span }: AxisDim, place: Place): Axis | undefined {
  if (size !== undefined) {
    const value = wholeSize(size, place);
    if (value === undefined || !isPositive(value, size.span, place)) return undefined;
    nameSize(name, value, place);
    return { name: name.text, size: value };
  }
  const known = lookUp(place.scope, name.text);
  const value = known?.value.kind === 'size' ? known.value.value : symbolSize(name.text);
  const maximum = bound === undefined ? undefined : wholeSize(bound, place);
  if (bound !== undefined && maximum === undefined) return undefined;
  if (known === undefined) bindQuietly(place.scope, name, { value: { kind: 'size', value }, role: 'size' });
  if (typeof value === 'object') noteSymbol(name.text, { maximum, span }, place);
  return { name: name.text, size: value };
}

function isPositive(size: Size, span: Span, place: Place): boolean {
  if (typeof size === 'object' || (size >= 1 && size <= limits.axis)) return true;
  const range = size < 1 ? 'a size of at least 1' : `at most ${limits.axis.toLocaleString('en')} indices`;
  report(place, { code: 'bad-size', span, message: `an axis has ${range}, and this is ${size.toString()}` });
  return false;
}

/** A name with two sizes stands for neither. */
function nameSize(name: Name, value: Size, { scope }: Place): void {
  const known = scope.bindings.get(name.text);
  if (known === undefined) bindQuietly(scope, name, { value: { kind: 'size', value }, role: 'size' });
  else if (known.role === 'size' && known.value.kind === 'size' && known.value.value !== value) {
    scope.bindings.set(name.text, { ...known, value: { kind: 'word', name: name.text } });
  }
}

function noteSymbol(name: string, about: { readonly maximum: Size | undefined; readonly span: Span }, { build }: Place): void {
  const known = build.symbols.get(name);
  const maximum = known?.maximum ?? about.maximum;
  build.symbols.set(name, { name, maximum, span: known?.span ?? about.span });
}
