/// <reference types="@webgpu/types" />
// The functions of scalar expressions on a device: special values where the interpreter has them, and few units in the last place elsewhere.
import { run } from '@trammel/interpreter';
import { binaryFunctions, input, map, program, scalar, unaryFunctions, type Scalar } from '@trammel/program';
import { compiled, openDevice, runOnDevice } from '@trammel/wgsl-device';
import { beforeAll, describe, expect, test } from 'vitest';

let device: GPUDevice;
beforeAll(async () => {
  ({ device } = await openDevice());
});

const special = [
  Number.NEGATIVE_INFINITY,
  -100,
  -2.5,
  -2,
  -1,
  -0.3,
  -1e-4,
  -0,
  0,
  1e-4,
  0.3,
  1,
  2,
  2.5,
  7,
  100,
  1000,
  Number.POSITIVE_INFINITY,
  Number.NaN,
];
const ordinary = Array.from({ length: 400 }, (_, at) => (at - 200) / 23);

/** Elements where device and interpreter differ, relative to the result or, near 0, to 1e-3. */
async function wrongAt(expression: Scalar, x: readonly number[], y: readonly number[]): Promise<readonly string[]> {
  const shape = [{ name: 'C', size: x.length }];
  const [left, right] = [input('x', shape), input('y', shape)];
  const whole = program([left, right], [], [map(expression, [left, right])]);
  const inputs = new Map([
    ['x', x.map(Math.fround)],
    ['y', y.map(Math.fround)],
  ]);
  const expected = run(whole, { inputs });
  const [found] = await runOnDevice(device, compiled(whole), { inputs });
  return x.flatMap((value, at) => {
    const exact = 'outputs' in expected ? Math.fround(expected.outputs[0]?.data[at] ?? 0) : Number.NaN;
    const own = found?.data[at] ?? 0;
    const isNear = Math.abs(own - exact) <= 4e-6 * Math.max(Math.abs(exact), 1e-3);
    return Object.is(own + 0, exact + 0) || isNear ? [] : [`(${value}, ${y[at] ?? ''}): ${own}, not ${exact}`];
  });
}

describe('of one number', () => {
  test.each(Object.keys(unaryFunctions) as (keyof typeof unaryFunctions)[])('%s', async (name) => {
    const x = [...special, ...ordinary];
    const periodic = name === 'sine' || name === 'cosine';
    // Where they have no value, a device may have any; and who asks for the sine of a number so large?
    const asked = periodic ? x.filter((value) => Math.abs(value) <= 1000) : x;
    expect(await wrongAt({ kind: 'unary', function: name, operand: scalar.argument(0) }, asked, asked)).toEqual([]);
  });
});

describe('of two numbers', () => {
  test.each(Object.keys(binaryFunctions) as (keyof typeof binaryFunctions)[])('%s', async (name) => {
    const pairs = special.flatMap((x) => special.map((y) => [x, y] as const));
    // Beyond this the last bits of the logarithm are many of the power's.
    const asked =
      name === 'power' ? pairs.filter(([x, y]) => Math.abs(x) < 50 && Math.abs(y) < 10 && !(y === 0 && Number.isNaN(x))) : pairs;
    const [x, y] = [asked.map((pair) => pair[0]), asked.map((pair) => pair[1])];
    expect(await wrongAt({ kind: 'binary', function: name, left: scalar.argument(0), right: scalar.argument(1) }, x, y)).toEqual([]);
  });
});
