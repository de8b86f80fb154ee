// Every operator: no argument and no tensor makes it throw or run on and on; it takes them, or says what is wrong.
import { run } from '@trammel/interpreter';
import { createSite, noArguments, operatorNames, operators, printArguments, type Argument, type OperatorName } from '@trammel/operators';
import { operationCounts } from '@trammel/program';
import { printType, type TensorType } from '@trammel/tensor';
import { describe, expect, test } from 'vitest';
import { withArgument } from '@trammel/networks';
import { schemaOf, trialsOf, type Call } from './cases.js';

const word = (name: string): Argument => ({ kind: 'word', name });
const size = (value: number | bigint): Argument => ({ kind: 'size', value });

/** Arguments that nobody writes, or that are slips. */
const extremes: readonly Argument[] = [
  size(2 ** 40),
  size(2n ** 80n),
  size(0),
  size(-1),
  { kind: 'real', value: 1e308 },
  { kind: 'real', value: -1e-308 },
  { kind: 'list', items: [] },
  { kind: 'list', items: [size(2 ** 40), size(1)] },
  { kind: 'list', items: [word('N'), word('N')] },
  { kind: 'text', value: '' },
  word(''),
  word('N'),
  word('constructor'),
  { kind: 'pattern', pattern: [] },
  {
    kind: 'pattern',
    pattern: [
      { names: [], size: undefined },
      { names: ['N', 'N'], size: 0 },
    ],
  },
  { kind: 'rewrite', from: [], to: [{ names: ['N'], size: undefined }] },
  { kind: 'call', name: 'normal', positional: [], named: new Map([['std', { kind: 'real', value: 1e308 }]]) },
];

/** Tensors without elements, with very many, and without axes. */
const shapes: readonly TensorType['shape'][] = [
  [],
  [{ name: 'N', size: 0 }],
  [{ name: 'C', size: 2 ** 40 }],
  [
    { name: 'N', size: 2n ** 80n },
    { name: 'C', size: 4 },
    { name: 'H', size: 2 ** 40 },
    { name: 'W', size: 1 },
  ],
  [
    { name: 'N', size: 1 },
    { name: 'C', size: 0 },
    { name: 'T', size: 0 },
  ],
];

function crashes(operator: OperatorName, { args, inputs }: Call): readonly string[] {
  try {
    const result = createSite(operator, args, inputs);
    if (result.ok) operationCounts(result.value.program('training'));
    return [];
  } catch (error) {
    return [`${operator}(${printArguments(args)}) on ${inputs.map(printType).join(' and ')}: ${String(error)}`];
  }
}

describe.each(operatorNames)('%s', (operator) => {
  const [base] = trialsOf(operator).cases;

  test('withstands arguments of all kinds', () => {
    if (base === undefined) return;
    const calls = schemaOf(operator).flatMap(([name, attribute]) =>
      extremes.map((argument) => ({ inputs: base.inputs, args: withArgument(base.args, name, attribute, argument) })),
    );
    expect(calls.flatMap((call) => crashes(operator, call))).toEqual([]);
  });

  test('withstands tensors of all sizes', () => {
    if (base === undefined) return;
    const calls = shapes.map((shape) => ({ args: base.args, inputs: base.inputs.map(({ elementType }) => ({ elementType, shape })) }));
    expect(calls.flatMap((call) => crashes(operator, call))).toEqual([]);
  });
});

const activations = operatorNames.filter((name) => operators[name].category === 'activation' && operators[name].inputs.length === 1);

test.each(activations)('what is no number stays none through %s', (name) => {
  const site = createSite(name, { ...noArguments, inputPatterns: [undefined] }, [{ elementType: 'f32', shape: [{ name: 'C', size: 2 }] }]);
  expect(site.ok).toBe(true);
  if (!site.ok) return;
  const parameters = new Map(site.value.parameters.map((parameter) => [parameter.name, Float64Array.of(0.5, 0.5)]));
  const result = run(site.value.program('inference'), {
    inputs: new Map([['input0', Float64Array.of(Number.NaN, 1)]]),
    parameters,
    sizes: new Map(),
    random: { seed: 1 },
  });
  expect('outputs' in result && Number.isNaN(result.outputs[0]?.data[0])).toBe(true);
});
