// Activations, arithmetic and comparisons: functions of single elements.
import { elementTypeOf, type NumberOperand, type NumberSides, type OperatorName } from '@trammel/operators';
import { axisNamed, isKnown, present, sameSize, symbolsOf, type Shape, type Size, type Term } from '@trammel/tensor';
import { aligned, api, own, withWeights, type Emission, type WantedLayer } from '../emission.js';
import { layoutOf } from '../layout.js';
import type { Local, Settings } from '../statement.js';
import type { Emit, EmitCall } from './emit.js';
import { axesNumbered, first } from './inputs.js';

/** A layer that keeps every axis. */
const kept =
  <N extends OperatorName>(layer: (call: EmitCall<N>) => WantedLayer): Emit<N> =>
  (call) => [call.emission.apply(layer(call), [first(call.inputs)], first(call.inputs).axes)];

/** An activation that the Layers API knows by name. */
const named = <N extends OperatorName>(activation: string): Emit<N> =>
  kept(() => ({ ...api('activation', { activation }), asActivation: activation }));

/** A function that it does not know. */
const function_ = <N extends OperatorName>(name: string): Emit<N> => kept(() => own('Elementwise', { function: name }));

export const relu: Emit<'relu'> = kept(() => ({ ...api('reLU'), asActivation: 'relu' }));
// Not the activation of that name, which takes the minimum with a tensor of one number: 25 times as long on WebAssembly.
export const relu6: Emit<'relu6'> = kept(() => api('reLU', { maxValue: 6 }));
export const leakyRelu: Emit<'leaky_relu'> = kept(({ site }) => api('leakyReLU', { alpha: site.attributes.slope }));
export const elu: Emit<'elu'> = kept(({ site: { attributes } }) =>
  attributes.alpha === 1 ? { ...api('elu'), asActivation: 'elu' } : own('ExponentialLinear', { alpha: attributes.alpha }),
);
export const selu: Emit<'selu'> = named('selu');
// That by tanh takes a power, which is slow on WebAssembly, in the API.
export const gelu: Emit<'gelu'> = (call) => (call.site.attributes.approximate === 'tanh' ? geluByTanh : geluByErf)(call);
const geluByTanh = function_<'gelu'>('geluByTanh');
const geluByErf = named<'gelu'>('gelu');
export const silu: Emit<'silu'> = named('swish');
export const mish: Emit<'mish'> = named('mish');
export const sigmoid: Emit<'sigmoid'> = named('sigmoid');
export const hardSigmoid: Emit<'hard_sigmoid'> = function_('hardSigmoid');
export const hardSwish: Emit<'hard_swish'> = function_('hardSwish');
export const tanh: Emit<'tanh'> = named('tanh');
export const hardTanh: Emit<'hard_tanh'> = function_('hardTanh');
export const softplus: Emit<'softplus'> = named('softplus');
export const softsign: Emit<'softsign'> = named('softsign');
export const negate: Emit<'negate'> = function_('negate');
export const abs: Emit<'abs'> = function_('abs');
export const sqrt: Emit<'sqrt'> = function_('sqrt');
export const exp: Emit<'exp'> = function_('exp');
export const log: Emit<'log'> = function_('log');
export const sin: Emit<'sin'> = function_('sin');
export const cos: Emit<'cos'> = function_('cos');
export const logicalNot: Emit<'logical_not'> = function_('not');
export const identity: Emit<'identity'> = ({ inputs }) => [first(inputs)];

export const clamp: Emit<'clamp'> = kept(({ site: { attributes } }) => {
  const { min, max } = attributes;
  return own('Clamp', { ...(min === undefined ? {} : { min }), ...(max === undefined ? {} : { max }) });
});

export const prelu: Emit<'prelu'> = ({ node, inputs, emission }) => {
  const x = first(inputs);
  // One slope for each feature: the axes between share it.
  const sharedAxes = x.axes.slice(1, -1).map((_, index) => index + 1);
  const layer = api('prelu', { sharedAxes }, { sharedAxes: [] });
  const weighted = withWeights(layer, ['slope'], node);
  if (x.axes.length > 1) return [emission.apply(weighted, [x], x.axes)];
  const row = aligned(x, ['1', ...x.axes], emission);
  return [aligned(emission.apply(weighted, [row], row.axes), x.axes, emission)];
};

/** The axes of softmax and its relatives: the features unless named. */
const over = (x: Local, axes: readonly string[] | undefined): readonly number[] => axesNumbered(x, axes ?? x.axes.slice(-1));

export const softmax: Emit<'softmax'> = ({ site, inputs, emission }) => {
  const x = first(inputs);
  const axes = over(x, site.attributes.axes);
  const isLast = axes.length === 1 && axes[0] === x.axes.length - 1;
  const last = { ...api('softmax', { axis: -1 }), asActivation: 'softmax' };
  return [emission.apply(isLast ? last : own('SoftmaxOver', { axes }), [x], x.axes)];
};

export const logSoftmax: Emit<'log_softmax'> = ({ site, inputs, emission }) => {
  const x = first(inputs);
  return [emission.apply(own('LogSoftmaxOver', { axes: over(x, site.attributes.axes) }), [x], x.axes)];
};

/** Tensors in the order of axes that the result has inside, with size 1 for what they lack. */
function together(
  call: { readonly site: { readonly outputs: EmitCall<'add'>['site']['outputs'] }; readonly emission: Emission },
  inputs: readonly Local[],
) {
  const axes = layoutOf(present(call.site.outputs[0], () => 'arithmetic has a result').shape);
  return { axes, tensors: inputs.map((x) => aligned(x, axes, call.emission)) };
}

type Binary =
  | 'add'
  | 'sub'
  | 'mul'
  | 'div'
  | 'pow'
  | 'maximum'
  | 'minimum'
  | 'less'
  | 'less_equal'
  | 'greater'
  | 'greater_equal'
  | 'equal'
  | 'not_equal';

/** Arithmetic by our own layer; that of the API, which has the name, where its operands are alike. */
const arithmetic =
  <N extends Binary>(operation: string, layer?: string): Emit<N> =>
  ({ site, inputs, emission }) => {
    const { left, right }: NumberSides = site.attributes;
    const types = site.inputs.map(({ elementType }) => elementType);
    const sides = { left: asNumber(left), right: asNumber(right) };
    const [before, after] = [openNumber(left, emission), openNumber(right, emission)];
    const { axes, tensors } = together({ site, emission }, [...before, ...inputs, ...after]);
    const isAlike = tensors.length > 1 && sides.left === undefined && sides.right === undefined && types.every((type) => type === 'f32');
    const result = present(site.outputs[0], () => 'arithmetic has a result').shape;
    const isWhole = before.length + after.length === 0 && site.inputs.every(({ shape }) => haveSameSizes(shape, result));
    if (layer !== undefined && isAlike && isWhole && new Set(tensors).size === tensors.length && axes.length > 1) {
      return [emission.apply(api(layer), tensors, axes)];
    }
    const isReal = [left, right].some((side) => side !== undefined && elementTypeOf(side) === 'f32');
    return [emission.apply(own('Arithmetic', settingsOf(operation, sides, { isReal, types })), tensors, axes)];
  };

const haveSameSizes = (a: Shape, b: Shape): boolean =>
  a.length === b.length && a.every(({ name, size }) => sameSize(axisNamed(b, name)?.size ?? 0, size));

function settingsOf(
  operation: string,
  { left, right }: { readonly left: number | undefined; readonly right: number | undefined },
  { isReal, types }: { readonly isReal: boolean; readonly types: readonly string[] },
): Settings {
  // A real number beside whole ones makes the result real, even where it is whole itself.
  const real = isReal && !types.includes('f32') ? { isReal: true } : {};
  return { operation, ...(left === undefined ? {} : { left }), ...(right === undefined ? {} : { right }), ...real };
}

function asNumber(operand: NumberOperand | undefined): number | undefined {
  return operand?.kind === 'number' ? operand.value : undefined;
}

/** An operand that depends on open sizes, as a scalar of the model. */
function openNumber(operand: NumberOperand | undefined, emission: Emission): readonly Local[] {
  if (operand === undefined || operand.kind === 'number') return [];
  const scalar = scalarOf(operand.kind === 'size' ? operand.size : operand.of, emission);
  if (scalar === undefined) return [];
  return [operand.kind === 'size' ? scalar : emission.apply(own('Elementwise', { function: 'sqrt' }), [scalar], [])];
}

/** The size as a scalar of the model: symbols are sizes of axes, and terms are multiplied and added. */
function scalarOf(size: Size, emission: Emission): Local | undefined {
  if (isKnown(size)) return undefined;
  const refuse = (): void => {
    const names = [...symbolsOf(size)].join(', ');
    emission.refuse({
      message: `a number that depends on ${names} in this way cannot be computed by the model`,
      help: 'write it as a sum of products of sizes',
    });
  };
  const terms = size.terms.map((term) => termOf(term, emission));
  const parts = terms.filter((term) => term !== undefined);
  const [start, ...others] = parts;
  if (start === undefined || parts.length !== terms.length) {
    refuse();
    return undefined;
  }
  const sum = others.reduce((left, right) => combine('add', left, right, emission), start);
  const scalar = typeof sum === 'number' ? undefined : sum;
  if (scalar === undefined) {
    refuse();
    return undefined;
  }
  return size.denominator === 1
    ? scalar
    : emission.apply(own('Arithmetic', { operation: 'divide', right: Number(size.denominator) }), [scalar], []);
}

type Scalar = Local | number;

function termOf({ coefficient, factors }: Term, emission: Emission): Scalar | undefined {
  let product: Scalar = Number(coefficient);
  for (const { atom, exponent } of factors) {
    const symbol = atom.kind === 'symbol' ? emission.sizeOf(atom.name) : undefined;
    if (symbol === undefined) return undefined;
    for (let time = 0; time < Math.abs(exponent); time += 1)
      product = combine(exponent > 0 ? 'multiply' : 'divide', product, symbol, emission);
  }
  return product;
}

function combine(operation: 'add' | 'multiply' | 'divide', left: Scalar, right: Scalar, emission: Emission): Scalar {
  if (operation === 'multiply' && left === 1) return right;
  if (typeof left === 'number' && typeof right === 'number') return left + right;
  const inputs = [left, right].filter((side) => typeof side !== 'number');
  const numbers = { ...(typeof left === 'number' ? { left } : {}), ...(typeof right === 'number' ? { right } : {}) };
  return emission.apply(own('Arithmetic', { operation, ...numbers }), inputs, []);
}

export const add = arithmetic<'add'>('add', 'add');
export const sub = arithmetic<'sub'>('subtract');
export const mul = arithmetic<'mul'>('multiply', 'multiply');
export const div = arithmetic<'div'>('divide');
export const pow = arithmetic<'pow'>('power');
export const maximum = arithmetic<'maximum'>('maximum', 'maximum');
export const minimum = arithmetic<'minimum'>('minimum', 'minimum');
export const less = arithmetic<'less'>('less');
export const lessEqual = arithmetic<'less_equal'>('lessEqual');
export const greater = arithmetic<'greater'>('greater');
export const greaterEqual = arithmetic<'greater_equal'>('greaterEqual');
export const equal = arithmetic<'equal'>('equal');
export const notEqual = arithmetic<'not_equal'>('notEqual');

const logic =
  (operation: 'and' | 'or'): Emit<'logical_and'> & Emit<'logical_or'> =>
  ({
    site,
    inputs,
    emission,
  }: Pick<EmitCall<'logical_and'>, 'inputs' | 'emission'> & { readonly site: Pick<EmitCall<'logical_and'>['site'], 'outputs'> }) => {
    const { axes, tensors } = together({ site, emission }, inputs);
    return [emission.apply(own('Arithmetic', { operation }), tensors, axes)];
  };

export const logicalAnd = logic('and');
export const logicalOr = logic('or');

export const where: Emit<'where'> = ({ site, inputs, emission }) => {
  const { a, b } = site.attributes;
  const [condition, ...choices] = inputs;
  const sides = [...openNumber(a, emission), ...choices, ...openNumber(b, emission)];
  const { axes, tensors } = together({ site, emission }, [present(condition, () => 'a choice has a condition'), ...sides]);
  const [whenTrue, whenFalse] = [asNumber(a), asNumber(b)];
  const settings = { ...(whenTrue === undefined ? {} : { whenTrue }), ...(whenFalse === undefined ? {} : { whenFalse }) };
  return [emission.apply(own('Where', settings), tensors, axes)];
};
