// Products of matrices larger than the blocks that they are cut into, limits, and arguments that stay.
import { contract, input, multiply, order, program, random, reduceSum, window, type Value } from '@trammel/program';
import { symbolSize, type Shape } from '@trammel/tensor';
import { describe, expect, test } from 'vitest';
import { compileProgram, explainCompileProblem, type CompileOptions, type Executable } from './index.js';

const axis = (name: string, size: number): Shape[number] => ({ name, size });

function compiled(outputs: readonly Value[], inputs: readonly Value[], options: CompileOptions = {}): Executable {
  const result = compileProgram(program(inputs, [], outputs), options);
  if ('problem' in result) throw new Error(explainCompileProblem(result.problem));
  const executable = result.compilation.executable();
  let state = 1;
  for (const array of executable.inputs.values()) {
    for (let at = 0; at < array.length; at += 1) {
      state = (state * 48271) % 2147483647;
      array[at] = state / 2147483647 - 0.5;
    }
  }
  return executable;
}

describe('products of matrices', () => {
  test.each([
    [1, 1, 1],
    [1, 300, 1],
    [1, 37, 530],
    [530, 37, 1],
    [7, 1, 9],
    [5, 3, 6],
    [4, 256, 4],
    [130, 257, 515],
    [259, 600, 3],
    [3, 5, 1030],
  ])('%i x %i times %i columns', (rows, depth, columns) => {
    for (const batch of [1, 3]) {
      for (const isTurned of [false, true]) {
        const left = input(
          'a',
          isTurned ? [axis('K', depth), axis('B', batch), axis('M', rows)] : [axis('B', batch), axis('M', rows), axis('K', depth)],
        );
        const right = input(
          'b',
          isTurned ? [axis('B', batch), axis('K', depth), axis('N', columns)] : [axis('N', columns), axis('B', batch), axis('K', depth)],
        );
        const product = order(contract(left, right, ['K']), isTurned ? ['N', 'M', 'B'] : ['B', 'M', 'N']);
        const executable = compiled([product], [left, right]);
        executable.run(0);
        const [a, b] = [executable.inputs.get('a') ?? [], executable.inputs.get('b') ?? []];
        let worst = 0;
        for (let at = 0; at < rows * columns * batch; at += 1) {
          const [p, m, n] = isTurned
            ? [at % batch, Math.floor(at / batch) % rows, Math.floor(at / batch / rows)]
            : [Math.floor(at / columns / rows), Math.floor(at / columns) % rows, at % columns];
          let sum = 0;
          for (let k = 0; k < depth; k += 1) {
            const x = a[isTurned ? (k * batch + p) * rows + m : (p * rows + m) * depth + k] ?? 0;
            sum += x * (b[isTurned ? (p * depth + k) * columns + n : (n * batch + p) * depth + k] ?? 0);
          }
          worst = Math.max(worst, Math.abs(sum - (executable.outputs[0]?.[at] ?? Number.NaN)));
        }
        expect(worst).toBeLessThan(1e-12);
      }
    }
  });

  test('of the windows of an image are a convolution', () => {
    const image = input('x', [axis('C', 5), axis('H', 19)]);
    const kernel = input('w', [axis('O', 30), axis('C', 5), axis('k', 3)]);
    const windows = window(image, 'H', { name: 'k', size: 3, count: 10, stride: 2, before: 1 });
    const executable = compiled([contract(kernel, windows, ['C', 'k'])], [image, kernel]);
    executable.run(0);
    const [x, w] = [executable.inputs.get('x') ?? [], executable.inputs.get('w') ?? []];
    for (let at = 0; at < 300; at += 1) {
      const [o, h] = [Math.floor(at / 10), at % 10];
      let sum = 0;
      for (let c = 0; c < 5; c += 1) {
        for (let k = 0; k < 3; k += 1) {
          const from = 2 * h + k - 1;
          if (from >= 0 && from < 19) sum += (w[(o * 5 + c) * 3 + k] ?? 0) * (x[c * 19 + from] ?? 0);
        }
      }
      expect(executable.outputs[0]?.[at]).toBeCloseTo(sum, 12);
    }
  });
});

test('arguments stay for the next run, and a seed gives the same draws again', () => {
  const x = input('x', [axis('C', 2000)]);
  const executable = compiled([reduceSum(multiply(x, random(x.shape)), ['C'])], [x]);
  const sumFor = (seed: number): number => {
    executable.run(seed);
    return executable.outputs[0]?.[0] ?? Number.NaN;
  };
  const first = sumFor(1);
  expect(sumFor(2)).not.toBe(first);
  expect(sumFor(1)).toBe(first);
});

test('memory is used again once nothing reads it', () => {
  const x = input('x', [axis('C', 1000)]);
  let value: Value = x;
  for (let step = 0; step < 50; step += 1) value = multiply(value, value);
  expect(compiled([value], [x]).bytes).toBeLessThan(8 * 1000 * 5);
});

describe('what cannot be compiled is told before anything is allocated', () => {
  const x = input('x', [{ name: 'N', size: symbolSize('N') }]);

  test.each([
    [{}, 'the size N is not a number of elements'],
    [{ sizes: new Map([['N', 2 ** 20]]), byteLimit: 2 ** 20 }, 'it takes 16777216 bytes, and 1048576 are allowed'],
  ])('%j', (options, sentence) => {
    const result = compileProgram(program([x], [], [multiply(x, x)]), options);
    expect('problem' in result && explainCompileProblem(result.problem)).toBe(sentence);
  });
});
