// Axes in another order. The elements stay what they are.
import { signalOfMeaning } from './signal-of-meaning.js';
import { order } from '@trammel/program';
import { printShape } from '@trammel/tensor';
import { required, rest } from './attribute.js';
import { checkAxes } from './axis-faults.js';
import { axisNames } from './kinds.js';
import { oneTensor, operator } from './operator.js';
import { soleShape, soleValue } from './sole-input.js';

export interface TransposeAttributes {
  readonly axes: readonly string[];
}

/** The names in the new order: two names change places, as many as there are stand as they are given. */
function newOrder(names: readonly string[], axes: readonly string[]): readonly string[] {
  const [a, b] = axes;
  return axes.length === 2 ? names.map((name) => (name === a ? b : name === b ? a : name) ?? name) : axes;
}

export const transpose = operator<TransposeAttributes>({
  category: 'shape',
  summary: 'Two axes change places, or all axes stand in the order in which they are named.',
  formulas: ['two names are swapped; otherwise every axis is named, in the new order', 'nothing is computed'],
  example: 'net Example {\n  input x: [N, T, C=16]\n  transpose(T, C)\n}\n',
  inputs: oneTensor,
  attributes: { axes: rest(required(axisNames, 'Two axes, or all of them in the new order.')) },
  check: (call) => {
    const { axes } = call.attributes;
    const shape = soleShape(call);
    const faults = checkAxes(shape, axes, { kind: 'argument', name: 'axes' });
    if (faults.length > 0 || axes.length === 2 || axes.length === shape.length) return faults;
    const message = `\`transpose\` takes two axes, or all of ${printShape(shape)}, and is given ${axes.length}`;
    return [{ code: 'bad-argument', at: { kind: 'argument', name: 'axes' }, message }];
  },
  signal: signalOfMeaning,
  meaning: (call) => {
    const names = soleShape(call).map((axis) => axis.name);
    return [order(soleValue(call), newOrder(names, call.attributes.axes))];
  },
});
