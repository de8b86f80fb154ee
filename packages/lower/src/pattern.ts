/** Shapes as patterns that operators read: `[N, T, (h, d)]`, `[N, C=64]`. */
import { type Pattern, type PatternAxis } from '@trammel/operators';
import { type Dim, type Name, plainName, type Shape, type Tuple } from '@trammel/syntax';
import { type Size } from '@trammel/tensor';
import { type Place } from './elaboration.js';
import { numberFrom } from './faults-of-values.js';
import { evaluate } from './recursion.js';
import { report } from './report.js';
import { sayUnnamed, type ShapeUse } from './unnamed-axes.js';

/** The pattern; undefined, and reported, where the shape cannot be one. */
export function patternOf(shape: Shape, place: Place): Pattern | undefined {
  const { dims } = shape;
  if (dims.some((dim) => dim.kind === 'axis-value' && !patternUse.allows(dim))) {
    sayUnnamed(shape, patternUse, place);
    return undefined;
  }
  const axes = dims.flatMap((dim) => axisOf(dim, place) ?? []);
  return axes.length === dims.length ? axes : undefined;
}

function axisOf(dim: Dim, place: Place): PatternAxis | undefined {
  switch (dim.kind) {
    case 'axis': {
      if (dim.size === undefined) return { names: [dim.name.text], size: undefined };
      if (dim.size.kind === 'tuple') return namedGroup(dim.name, dim.size, place);
      const size = wholeSize(dim.size, place);
      return size === undefined ? undefined : { names: [dim.name.text], size };
    }
    case 'axis-group': {
      const inner = dim.dims.flatMap((one) => axisOf(one, place) ?? []);
      return inner.length === dim.dims.length ? { names: inner.flatMap((axis) => axis.names), size: undefined } : undefined;
    }
    case 'axis-value': {
      if (patternUse.allows(dim)) return { names: [], size: undefined };
      const { message, note } = patternUse;
      report(place, { code: 'unnamed-axis', span: dim.span, message, notes: [note] });
      return undefined;
    }
  }
}

const patternUse: ShapeUse = {
  message: 'an axis needs a name here',
  note: 'write `name=size` for an axis of a known size, and `1` for an axis of size 1',
  allows: (dim) => dim.kind === 'axis-value' && dim.value.kind === 'number' && dim.value.value === 1,
};

/** `D=(h, d)`: several axes in one, with the name that it has. */
function namedGroup(name: Name, { items, span }: Tuple, place: Place): PatternAxis | undefined {
  const names = items.flatMap((item) => plainName(item)?.text ?? []);
  if (names.length === items.length) return { names, size: undefined, name: name.text };
  report(place, { code: 'unnamed-axis', span, message: 'the axes that lie in one are named here, as in `D=(h, d)`' });
  return undefined;
}

/** A whole number or a symbolic size; undefined, and reported, where the expression is neither. */
export function wholeSize(expression: Parameters<typeof numberFrom>[0], place: Place): Size | undefined {
  const number = numberFrom(expression, evaluate(expression, place), place);
  if (number === undefined || number.kind === 'size') return number?.value;
  report(place, { code: 'wrong-kind', span: expression.span, message: `a whole number is needed here, and this is ${number.value}` });
  return undefined;
}
