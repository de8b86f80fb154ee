// The numbers of the positions along an axis: what tables of sines and biases by distance are made of. Not learned.
import { noSignal } from './signal.js';
import { iota, map, scalar } from '@trammel/program';
import { present } from '@trammel/tensor';
import { printPattern, type Pattern } from './argument.js';
import { required } from './attribute.js';
import { pattern } from './kinds.js';
import { operator, type Call } from './operator.js';

export interface ArangeAttributes {
  readonly shape: Pattern;
}

export const arange = operator<ArangeAttributes>({
  category: 'source',
  summary: 'The numbers 0, 1, 2 and so on along a single axis. They are the same in every run, and nothing is learned.',
  formulas: ['y[i] = i', 'nothing is computed'],
  example: 'net Example {\n  input x: [N, T=16]\n  decay = exp(arange([T=16]) * -0.1)\n  x * decay\n}\n',
  inputs: [],
  attributes: { shape: required(pattern, 'The axis with its size.') },
  check: ({ attributes: { shape } }) => {
    const [axis, ...others] = shape;
    if (axis?.names.length === 1 && axis.size !== undefined && others.length === 0) return [];
    const message = `${printPattern(shape)} must be one axis with its size, as in [T=16]`;
    return [{ code: 'bad-argument', at: { kind: 'argument', name: 'shape' }, message }];
  },
  signal: noSignal,
  meaning: (call) => {
    const { name, size } = axisOf(call);
    return [map(scalar.argument(0), [iota(name, size)])];
  },
});

function axisOf({ attributes: { shape } }: Call<ArangeAttributes>) {
  const [axis] = shape;
  const [name] = axis?.names ?? [];
  return { name: present(name, () => 'the axis has a name'), size: present(axis?.size, () => 'the axis has a size') };
}
