/** `: [N, 16, 5, 5]` at the end of a chain: a shape that must be that of the tensor. */
import { help, replace, type Label } from '@trammel/diagnostics';
import { type Dim, type Shape as WrittenShape } from '@trammel/syntax';
import { type Axis, printShape, printSize, sameSize, type Size } from '@trammel/tensor';
import { type Place, type TensorValue, type Value, wrong } from './elaboration.js';
import { wholeSize } from './pattern.js';
import { renameAxes } from './rename-axes.js';
import { report } from './report.js';
import { lookUp } from './scope.js';

/** Holds the tensor against the shape, axis by axis. An axis that only an operator named takes the name that is written. */
export function ascribe(value: TensorValue, shape: WrittenShape, place: Place): Value {
  const axes = value.tensor.type.shape;
  if (axes.length !== shape.dims.length) {
    return report(place, {
      code: 'wrong-shape',
      span: shape.span,
      label: `has ${countOfAxes(shape.dims.length)}`,
      message: `the tensor has ${countOfAxes(axes.length)}: ${printShape(axes)}`,
      help: [help(`the shape is ${printShape(axes)}`, replace(shape.span, printShape(axes)))],
    });
  }
  const names: string[] = [];
  for (const [index, dim] of shape.dims.entries()) {
    const axis = axes[index];
    const odd = axis === undefined ? undefined : oddity(dim, axis, place);
    if (axis === undefined || odd === 'reported') return wrong;
    if (odd !== undefined) return mismatch(odd, { dim, axis, axes }, place);
    names.push(dim.kind === 'axis' ? dim.name.text : axis.name);
  }
  return new Set(names).size === names.length ? renameAxes(value.tensor, names, { place, span: shape.span }) : value;
}

const countOfAxes = (count: number): string => (count === 1 ? 'one axis' : `${count} axes`);

/** What is wrong with one axis, and where that which it is held against comes from. */
interface Oddity {
  readonly message: string;
  readonly secondary: readonly Label[];
}

function oddity(dim: Dim, axis: Axis, place: Place): Oddity | 'reported' | undefined {
  switch (dim.kind) {
    case 'axis-group':
      report(place, { code: 'unnamed-axis', span: dim.span, message: 'the shape of a tensor has single axes' });
      return 'reported';
    case 'axis-value': {
      const size = wholeSize(dim.value, place);
      return size === undefined ? 'reported' : differentSize(axis, size);
    }
    case 'axis': {
      if (dim.name.text !== axis.name && !isMadeUp(axis.name)) {
        return { message: `the axis here is ${axis.name}, and not ${dim.name.text}`, secondary: [] };
      }
      if (dim.size !== undefined) {
        const size = wholeSize(dim.size, place);
        return size === undefined ? 'reported' : differentSize(axis, size);
      }
      const known = lookUp(place.scope, dim.name.text);
      if (known?.value.kind !== 'size') return undefined;
      const odd = differentSize(axis, known.value.value);
      return odd && { ...odd, secondary: [{ span: known.span, message: `${dim.name.text} is ${printSize(known.value.value)}` }] };
    }
  }
}

/** Names that no network can write are made up by operators. */
const isMadeUp = (name: string): boolean => name.includes('.');

function differentSize({ name, size }: Axis, expected: Size): Oddity | undefined {
  if (sameSize(size, expected)) return undefined;
  const isOpen = typeof size === 'object' && size.key === name;
  return {
    message: isOpen
      ? `axis ${name} is open, and not ${printSize(expected)}`
      : `axis ${name} is ${printSize(size)}, and not ${printSize(expected)}`,
    secondary: [],
  };
}

function mismatch(odd: Oddity, at: { readonly dim: Dim; readonly axis: Axis; readonly axes: readonly Axis[] }, place: Place): Value {
  const { dim, axis, axes } = at;
  const written =
    dim.kind === 'axis-value' || (dim.kind === 'axis' && dim.name.text !== axis.name)
      ? printShape([axis]).slice(1, -1)
      : `${axis.name}=${printSize(axis.size)}`;
  return report(place, {
    code: 'wrong-shape',
    span: dim.span,
    message: odd.message,
    secondary: odd.secondary,
    notes: [`the tensor is ${printShape(axes)}`],
    help: [help(`write \`${written}\` if that is right`, replace(dim.span, written))],
  });
}
