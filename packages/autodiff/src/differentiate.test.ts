// What goes into the program of the gradients and what comes out, at any depth. The numbers are tested in tools/adjoints.
import {
  activation,
  add,
  constant,
  exponential,
  input,
  multiply,
  negate,
  parameter,
  program,
  reduceSum,
  scalar,
  scan,
  type Value,
  broadcastTo,
  view,
} from '@trammel/program';
import { printShape, type Shape } from '@trammel/tensor';
import { describe, expect, test } from 'vitest';
import { backwardOf, differentiate, differentiateWithOutputs, gradientsOf } from './differentiate.js';

const line: Shape = [{ name: 'A', size: 3 }];
const x = input('x', line);
const w = parameter('w', line);
const y = multiply(x, w);
const z = exponential(y);

const namesOf = (values: readonly Value[]): readonly string[] =>
  values.map(({ instruction, shape }) => `${'name' in instruction ? instruction.name : instruction.op} ${printShape(shape)}`);

describe('the program of the gradients', () => {
  test('has the inputs, then the seeds; the gradients in the order in which they are asked for', () => {
    const forward = program([x], [w], [z, reduceSum(y, ['A'])]);
    const first = differentiate(forward, { withRespectTo: [w, x] });
    expect(namesOf(first.inputs)).toEqual(['x [A=3]', 'gradient0 [A=3]', 'gradient1 []']);
    expect(first.parameters).toEqual([w]);
    expect(namesOf(first.outputs)).toEqual(['map [A=3]', 'map [A=3]']);
    const second = differentiate(first, { withRespectTo: [x] });
    expect(namesOf(second.inputs).slice(1)).toEqual(['gradient0 [A=3]', 'gradient1 []', "gradient0' [A=3]", "gradient1' [A=3]"]);
  });

  test('may be of some outputs, and has the others too where they are asked for', () => {
    const forward = program([x], [w], [y, z]);
    expect(differentiate(forward, { withRespectTo: [x], outputs: [y] }).values).not.toContain(z);
    expect(differentiateWithOutputs(forward, { withRespectTo: [x], outputs: [y] }).outputs.slice(0, 2)).toEqual([y, z]);
  });

  test('is zeros where nothing depends on a value, or not by real numbers', () => {
    const tokens = input('t', line, 'int');
    const { outputs } = differentiate(program([x, tokens], [w], [add(x, tokens)]), { withRespectTo: [w, tokens] });
    for (const { instruction, shape } of outputs) {
      expect(instruction).toMatchObject({ op: 'view', operand: { instruction: { op: 'constant', value: 0 } } });
      expect(shape).toEqual(line);
    }
  });

  test('takes a seed that is a number into the expressions', () => {
    const { gradients } = gradientsOf(program([x], [w], [y]), new Map([[y, constant(1)]]), [x]);
    expect(gradients).toEqual([w]);
    const half = gradientsOf(program([x], [w], [y]), new Map([[y, broadcastTo(constant(0.5), line)]]), [x]).gradients;
    expect(half).toEqual([multiply(0.5, w)]);
    // A number that a condition cuts is not that number everywhere.
    const cut = view(constant(0.5), line, [], { where: [{ terms: [{ axis: 0, coefficient: 1 }], offset: -1 }] });
    expect(gradientsOf(program([x], [w], [y]), new Map([[y, cut]]), [x]).gradients[0]?.instruction).toMatchObject({ operands: [cut, w] });
  });
});

describe('the way back', () => {
  test('is what the outputs do not need, and what it reads of the rest is to be kept', () => {
    const { joint, values, kept } = backwardOf(program([x], [w], [z]), { withRespectTo: [x] });
    expect(joint.outputs[0]).toBe(z);
    expect(values).toHaveLength(2);
    expect(new Set(kept)).toEqual(new Set([z, w]));
  });

  test('of a recurrence does not count what the recurrence stores', () => {
    const { outputs } = scan({
      axis: { name: 'A', size: 3 },
      initial: [input('h', [])],
      sequences: [x],
      captured: [],
      body: ([h, ...none], [slice]) => {
        const next = activation(add(h ?? constant(0), slice ?? constant(0)), scalar.tanh);
        return { next: [next, ...none], outputs: [negate(next)] };
      },
    });
    const { joint, values, kept } = backwardOf(program([x], [], outputs), { withRespectTo: [x] });
    expect(values.map((value) => value.instruction.op)).toEqual(['constant', 'scan']);
    expect(kept.map((value) => value.instruction.op)).toEqual(['scan']);
    expect(joint.outputs[0]?.instruction).toMatchObject({ op: 'scan', result: 'output', index: 0 });
  });

  test('goes on through a result that is asked for itself', () => {
    const { outputs } = scan({
      axis: { name: 'A', size: 3 },
      initial: [input('h', [])],
      sequences: [x],
      captured: [],
      body: ([h = x], [slice = x]) => ({ next: [add(h, slice)], outputs: [multiply(h, slice)] }),
    });
    const [y = x] = outputs;
    const { gradients } = gradientsOf(program([x], [], outputs), new Map([[y, constant(1)]]), [x, y]);
    expect(gradients.map((gradient) => gradient.instruction.op)).toEqual(['scan', 'constant']);
  });

  test('of a recurrence stores what is computed once, and no views', () => {
    const v = parameter('v', [{ name: 'B', size: 100 }]);
    const { outputs } = scan({
      axis: { name: 'A', size: 3 },
      initial: [input('h', [])],
      sequences: [x],
      captured: [v],
      body: ([h = x], [slice = x], [vector = x]) => {
        const next = activation(add(h, multiply(reduceSum(multiply(vector, h), ['B']), slice)), scalar.tanh);
        return { next: [next], outputs: [next] };
      },
    });
    const { joint } = backwardOf(program([x], [v], outputs), { withRespectTo: [x, v] });
    const instruction = joint.outputs[0]?.instruction;
    // Beside the output: the state, and the sum that multiplies the slice; not the state repeated a hundred times.
    const shapes = instruction?.op === 'scan' ? instruction.recurrence.outputs.map((output) => printShape(output.shape)) : [];
    expect(shapes).toEqual(['[]', '[]', '[]']);
  });
});

test('programs deeper and wider than the call stack', () => {
  let deep: Value = x;
  const many: Value[] = [];
  for (let count = 0; count < 30_000; count += 1) {
    deep = exponential(deep);
    many.push(exponential(x));
  }
  expect(differentiate(program([x], [], [deep]), { withRespectTo: [x] }).values.length).toBeGreaterThan(60_000);
  const { values } = differentiate(program([x], [], many), { withRespectTo: [x] });
  // 8 at a time: 30000 gradients take 3750 + 469 + 59 + 8 + 1 sums.
  expect(values.filter(({ instruction }) => instruction.op === 'map' && instruction.operands.length > 2)).toHaveLength(4287);
});
