// The verifier: what the builder makes is right, and each rule that is broken by hand is told.
import { symbolSize, type Shape, type Size } from '@trammel/tensor';
import { describe, expect, test } from 'vitest';
import {
  accumulate,
  activation,
  add,
  constant,
  contract,
  coordinate,
  gather,
  indexOf,
  input,
  iota,
  map,
  merge,
  multiply,
  pad,
  parameter,
  program,
  random,
  reduceSum,
  reshape,
  scalar,
  scan,
  scatterAdd,
  sizeValue,
  slice,
  verify,
  view,
  window,
  type Instruction,
  type Program,
  type Value,
} from './index.js';

const shape = (sizes: Readonly<Record<string, Size>>): Shape => Object.entries(sizes).map(([name, size]) => ({ name, size }));
const N = symbolSize('N');
const x = input('x', shape({ A: 4, B: 6 }));
const y = input('y', shape({ B: 6, C: 2 }));
const t = input('t', shape({ T: 3, A: 4 }));
const i = iota('I', 3);

const messages = (made: Program): readonly string[] => verify(made).map((fault) => fault.message);
const made = (...outputs: readonly Value[]): Program => program([x, y, t], [], outputs);
const broken = (instruction: Instruction, to: Shape): readonly string[] => messages(made({ instruction, shape: to, elementType: 'f32' }));

const loop = scan({
  axis: { name: 'T', size: 3 },
  initial: [reduceSum(x, ['B'])],
  sequences: [t],
  captured: [x],
  body: ([h], [s], [c]) => ({ next: [add(multiply(h as Value, 2), s as Value)], outputs: [reduceSum(c as Value, ['A'])] }),
});

test('what the builder makes is right', () => {
  const image = input('image', shape({ N, H: 8, W: symbolSize('W') }));
  const w = parameter('w', shape({ K: 3 }));
  const windows = window(pad(image, 'H', { before: 1, after: 1 }), 'H', { name: 'K', size: 3, count: 8 });
  const convolved = contract(windows, w, ['K']);
  const all = [
    activation(add(convolved, sizeValue(N)), scalar.tanh),
    contract(x, y, ['B']),
    gather(x, 'A', i),
    scatterAdd(gather(x, 'A', i), 'A', i, x.shape),
    reshape(x, shape({ P: 8, Q: 3 })),
    merge(x, ['A', 'B'], 'M'),
    slice(x, 'B', { start: 2, size: 2, step: 2 }),
    random(shape({ R: 9 })),
    constant(1),
    accumulate(x, shape({ L: 9 }), [
      coordinate([
        { axis: 0, coefficient: 1 },
        { axis: 1, coefficient: 1 },
      ]),
    ]),
    ...loop.states,
    ...loop.outputs,
  ];
  expect(messages(program([x, y, t, image], [w], all))).toEqual([]);
});

describe('the program', () => {
  test('its lists and names', () => {
    const w = parameter('w', []);
    expect(messages(program([x, w], [], [constant(1)]))).toEqual(['a parameter is listed as input', 'the parameter w is not listed']);
    expect(messages(program([x, input('x', [])], [], []))).toEqual(['two inputs have the name x']);
    expect(messages(program([], [], [x]))).toEqual(['the input x is not listed']);
  });

  test('the order of its values', () => {
    const sum = reduceSum(x, ['A']);
    expect(messages({ inputs: [x], parameters: [], outputs: [sum], values: [sum, x] })).toEqual(['comes before its operand (input)']);
    expect(messages({ inputs: [x], parameters: [], outputs: [sum], values: [x] })).toEqual(['is given or taken but not among the values']);
    expect(messages({ inputs: [x], parameters: [], outputs: [x], values: [x, x] })).toEqual(['comes twice']);
  });

  test('its axes', () => {
    const double = input('d', [
      { name: 'A', size: 2 },
      { name: 'A', size: -2 },
    ]);
    expect(messages(program([double], [], []))).toEqual(['[A=2, A=-2] has the axis A twice', 'the axis A has size -2']);
  });
});

test.each<[readonly string[], Instruction, Shape]>([
  [['a constant has shape [A=2], not []'], { op: 'constant', value: 1 }, shape({ A: 2 })],
  [['a size has shape [A=2], not []'], { op: 'size', size: 1 }, shape({ A: 2 })],
  [['an iota has 0 axes'], { op: 'iota' }, []],
  [['operand 0 of a map has shape [A=4, B=6], not [A=4]'], { op: 'map', expression: scalar.argument(0), operands: [x] }, shape({ A: 4 })],
  [
    ['a map of 1 operands reads argument 1'],
    { op: 'map', expression: scalar.add(scalar.argument(0), scalar.argument(1)), operands: [x] },
    x.shape,
  ],
  [['1 coordinates address [A=4, B=6]'], { op: 'view', operand: x, coordinates: [coordinate([])], fill: 0, where: [] }, []],
  [
    ['an index map over [A=4] reads its axis number 1'],
    {
      op: 'view',
      operand: x,
      coordinates: [coordinate([{ axis: 0, coefficient: 1 }]), coordinate([{ axis: 1, coefficient: 1 }])],
      fill: 0,
      where: [],
    },
    shape({ A: 4 }),
  ],
  [
    ['an index map over [A=4] reads its axis number 3'],
    {
      op: 'view',
      operand: x,
      coordinates: [coordinate([]), coordinate([])],
      fill: 0,
      where: [{ terms: [{ axis: 3, coefficient: 1 }], offset: 0 }],
    },
    shape({ A: 4 }),
  ],
  [
    ['A/0 divides by 0', 'A mod 0 has modulus 0'],
    {
      op: 'view',
      operand: x,
      fill: 0,
      where: [],
      coordinates: [
        { ...indexOf(shape({ A: 4 }), 'A'), divisor: 0 },
        { ...indexOf(shape({ A: 4 }), 'A'), modulus: 0 },
      ],
    },
    shape({ A: 4 }),
  ],
  [
    ['A+4 is never in [0, 4)', '-A-1 is never in [0, 6)'],
    {
      op: 'view',
      operand: x,
      fill: 0,
      where: [],
      coordinates: [coordinate([{ axis: 0, coefficient: 1 }], { offset: 4 }), coordinate([{ axis: 0, coefficient: -1 }], { offset: -1 })],
    },
    shape({ A: 4 }),
  ],
  [
    ['the operand [A=4, B=6] has no axis C', 'a reduce has shape [A=4], not [A=4, B=6]'],
    { op: 'reduce', reducer: 'sum', operand: x, axes: ['C'] },
    shape({ A: 4 }),
  ],
  [['the axis A is named twice'], { op: 'reduce', reducer: 'sum', operand: x, axes: ['A', 'A'] }, shape({ B: 6 })],
  [['the right operand [B=6, C=2] has no axis A'], { op: 'contract', left: x, right: y, over: ['A', 'B'] }, shape({ C: 2 })],
  [['a contract has shape [C=2, A=4], not [A=4, C=2]'], { op: 'contract', left: x, right: y, over: ['B'] }, shape({ C: 2, A: 4 })],
  [['axis B has size 6 and size 5'], { op: 'contract', left: x, right: input('z', shape({ B: 5 })), over: ['B'] }, shape({ A: 4 })],
  [
    ['the table [A=4, B=6] has no axis C', 'a gather has shape [I=3], not [I=3, A=4, B=6]'],
    { op: 'gather', table: x, indices: i, axis: 'C' },
    shape({ I: 3 }),
  ],
  [['axis B has size 6 and size 5'], { op: 'gather', table: x, indices: iota('B', 5), axis: 'A' }, shape({ B: 5 })],
  [
    [
      'the result [V=9] has no axis A',
      'the updates [A=4, B=6] has no axis V',
      'the updates [A=4, B=6] has no axis I',
      'axis A of the updates goes nowhere',
      'axis B of the updates goes nowhere',
    ],
    { op: 'scatterAdd', updates: x, indices: i, axis: 'A' },
    shape({ V: 9 }),
  ],
  [
    ['a scan has no output 7'],
    {
      op: 'scan',
      recurrence: { axis: 'T', length: 3, direction: 'forward', states: [], sequences: [], captured: [], outputs: [] },
      result: 'output',
      index: 7,
    },
    [],
  ],
])('%j', (expected, instruction, to) => {
  const unlisted = 'the input z is not listed';
  expect(broken(instruction, to).filter((message) => message !== unlisted)).toEqual(expected);
});

test('recurrences: placeholders, axes and bodies', () => {
  const { instruction } = loop.states[0] as Value;
  if (instruction.op !== 'scan') throw new Error('a scan makes scans');
  const { recurrence } = instruction;
  const with_ = (changes: Partial<typeof recurrence>): readonly string[] =>
    broken({ op: 'scan', recurrence: { ...recurrence, ...changes }, result: 'state', index: 0 }, shape({ A: 4 }));
  expect(with_({})).toEqual([]);
  expect(with_({ length: 5 })).toEqual(['sequence 0 of shape [T=3, A=4] has no axis T=5']);
  expect(with_({ states: recurrence.states.map((part) => ({ ...part, initial: y })) })).toEqual([
    'state 0 of a scan has shape [A=4], not [B=6, C=2]',
    'the placeholder of state 0 has shape [A=4], not [B=6, C=2]',
    'the next value of state 0 has shape [A=4], not [B=6, C=2]',
  ]);
  expect(with_({ captured: [] })).toEqual(['the input captured0 is not listed']);
  expect(with_({ captured: recurrence.captured.map((part) => ({ ...part, source: y })) })).toEqual([
    'the placeholder of capture 0 has shape [A=4, B=6], not [B=6, C=2]',
  ]);
});

test('empty shapes have nothing to read', () => {
  const none = view(x, shape({ A: 0 }), [coordinate([], { offset: 9 }), coordinate([])]);
  expect(messages(made(none, map(scalar.number(1), [])))).toEqual([]);
});
