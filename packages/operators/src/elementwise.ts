// Functions of one tensor that act on each element alone and are no activations: signs, roots, exponentials, bounds.
import { signalOfMeaning } from './signal-of-meaning.js';
import { map, scalar, type Scalar } from '@trammel/program';
import { arithmeticType } from './broadcast.js';
import { byName, optional } from './attribute.js';
import type { Fault } from './fault.js';
import { realNumber } from './kinds.js';
import { oneTensor, operator, type NoAttributes, type Operator } from './operator.js';
import { soleValue } from './sole-input.js';

interface Definition {
  readonly summary: string;
  readonly formulas: readonly string[];
  readonly prefix?: string;
  readonly body: (x: Scalar) => Scalar;
  /** Whether whole numbers stay whole. */
  readonly keepsWhole: boolean;
}

function elementwise(name: string, { summary, formulas, prefix, body, keepsWhole }: Definition): Operator<NoAttributes> {
  return operator({
    category: 'arithmetic',
    summary,
    formulas,
    example: `net Example {\n  input x: [N, C=16]\n  ${name}\n}\n`,
    inputs: oneTensor,
    attributes: {},
    ...(prefix === undefined ? {} : { prefix }),
    signal: signalOfMeaning,
    meaning: (call) => {
      const x = soleValue(call);
      return [map(body(scalar.argument(0)), [x], keepsWhole ? arithmeticType([x.elementType]) : 'f32')];
    },
  });
}

export const negate = elementwise('negate', {
  summary: 'Each number with its sign changed.',
  formulas: ['y = -x', 'counts as nothing'],
  prefix: '-',
  body: scalar.negate,
  keepsWhole: true,
});

export const abs = elementwise('abs', {
  summary: 'Each number without its sign.',
  formulas: ["y = |x|, y'(0) = 0", 'comparisons = elements'],
  body: scalar.absolute,
  keepsWhole: true,
});

export const sqrt = elementwise('sqrt', {
  summary: 'The square root of each number.',
  formulas: ['y = sqrt(x)', 'activations = elements'],
  body: scalar.squareRoot,
  keepsWhole: false,
});

export const exp = elementwise('exp', {
  summary: 'The exponential function of each number.',
  formulas: ['y = exp(x)', 'activations = elements'],
  body: scalar.exponential,
  keepsWhole: false,
});

export const log = elementwise('log', {
  summary: 'The natural logarithm of each number.',
  formulas: ['y = log(x)', 'activations = elements'],
  body: scalar.logarithm,
  keepsWhole: false,
});

export const sin = elementwise('sin', {
  summary: 'The sine of each number, in radians.',
  formulas: ['y = sin(x)', 'activations = elements'],
  body: scalar.sine,
  keepsWhole: false,
});

export const cos = elementwise('cos', {
  summary: 'The cosine of each number, in radians.',
  formulas: ['y = cos(x)', 'activations = elements'],
  body: scalar.cosine,
  keepsWhole: false,
});

export interface ClampAttributes {
  readonly min: number | undefined;
  readonly max: number | undefined;
}

const bound = (documentation: string) => byName(optional<number | undefined>(realNumber(), undefined, 'none', documentation));

export const clamp = operator<ClampAttributes>({
  category: 'arithmetic',
  summary: 'Each number, or the bound that it is beyond.',
  formulas: ['y = min(max(x, low), high); the derivative at the bounds is 1', 'comparisons = elements for each bound'],
  example: 'net Example {\n  input x: [N, C=16]\n  clamp(min=-1, max=1)\n}\n',
  inputs: oneTensor,
  attributes: { min: bound('What smaller numbers become.'), max: bound('What larger numbers become.') },
  check: ({ attributes: { min, max } }): readonly Fault[] => {
    if (min === undefined && max === undefined) return [{ code: 'missing-argument', message: '`clamp` needs `min`, `max` or both' }];
    if (min === undefined || max === undefined || min <= max) return [];
    return [
      { code: 'bad-argument', at: { kind: 'argument', name: 'max' }, message: `\`max\` is ${max}, which is less than \`min\`, ${min}` },
    ];
  },
  signal: signalOfMeaning,
  meaning: (call) => {
    const { min, max } = call.attributes;
    const x = scalar.argument(0);
    const below = max === undefined ? x : scalar.select(scalar.less(scalar.number(max), x), scalar.number(max), x);
    const within = min === undefined ? below : scalar.select(scalar.less(x, scalar.number(min)), scalar.number(min), below);
    return [map(within, [soleValue(call)])];
  },
});
