// The numbers of the positions along an axis: what tables of sines and biases by distance are made of. Not learned.
import { simpleStep, type SignalStep } from '@trammel/signal';
import { outputAxes, type SignalCall } from './signal.js';
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
  signal: arangeSignal,
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

/** Numbers that do not vary, each at its place. */
function arangeSignal(call: SignalCall<ArangeAttributes>): SignalStep {
  const axes = outputAxes(call);
  const count = axes.reduce((product, { size }) => product * size, 1);
  const at = (of: (index: number) => number) => ({
    extents: [count],
    values: Float64Array.from({ length: count }, (_, index) => of(index)),
  });
  const square = at((index) => index * index);
  const mean = square.values.reduce((sum, value) => sum + value, 0) / count;
  return simpleStep({ axes, groups: [], mean: at((index) => index), square, pairs: [mean] }, () => []);
}
