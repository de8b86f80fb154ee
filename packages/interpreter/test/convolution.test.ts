// A convolution written in primitives against loops written down directly, and its adjoints against the same loops turned round.
import { accumulate, contract, input, operationCounts, program, window, type Value } from '@trammel/program';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { run } from '../src/index.js';

const geometry = fc
  .record({
    height: fc.integer({ min: 1, max: 6 }),
    width: fc.integer({ min: 1, max: 6 }),
    channels: fc.integer({ min: 1, max: 3 }),
    filters: fc.integer({ min: 1, max: 3 }),
    kernel: fc.integer({ min: 1, max: 3 }),
    stride: fc.integer({ min: 1, max: 3 }),
    dilation: fc.integer({ min: 1, max: 2 }),
    padding: fc.integer({ min: 0, max: 2 }),
  })
  .map((drawn) => {
    // out = floor((in + 2p - d(k-1) - 1) / s) + 1
    const count = (size: number): number =>
      Math.floor((size + 2 * drawn.padding - drawn.dilation * (drawn.kernel - 1) - 1) / drawn.stride) + 1;
    return { ...drawn, rows: count(drawn.height), columns: count(drawn.width) };
  })
  .filter(({ rows, columns }) => rows > 0 && columns > 0);
type Geometry = typeof geometry extends fc.Arbitrary<infer G> ? G : never;

const wave = (count: number, speed: number): readonly number[] =>
  Array.from({ length: count }, (_, index) => Math.sin(speed * (index + 1)));

function windowsOf(image: Value, { kernel, rows, columns, stride, dilation, padding }: Geometry): Value {
  const how = { size: kernel, stride, dilation, before: padding };
  return window(window(image, 'H', { ...how, name: 'kh', count: rows }), 'W', { ...how, name: 'kw', count: columns });
}

/** Calls `visit` with the offsets of each product of the convolution: in the image, the kernel and the result. */
function eachProduct(g: Geometry, visit: (image: number, weight: number, result: number) => void): void {
  for (let o = 0; o < g.filters; o += 1) {
    for (let i = 0; i < g.rows; i += 1) {
      for (let j = 0; j < g.columns; j += 1) {
        for (let c = 0; c < g.channels; c += 1) {
          for (let a = 0; a < g.kernel; a += 1) {
            for (let b = 0; b < g.kernel; b += 1) {
              const row = g.stride * i + g.dilation * a - g.padding;
              const column = g.stride * j + g.dilation * b - g.padding;
              if (row >= 0 && row < g.height && column >= 0 && column < g.width) {
                visit(
                  (c * g.height + row) * g.width + column,
                  ((o * g.channels + c) * g.kernel + a) * g.kernel + b,
                  (o * g.rows + i) * g.columns + j,
                );
              }
            }
          }
        }
      }
    }
  }
}

test('forward, to the input and to the kernel', () => {
  fc.assert(
    fc.property(geometry, (g) => {
      const image = input('x', [
        { name: 'C', size: g.channels },
        { name: 'H', size: g.height },
        { name: 'W', size: g.width },
      ]);
      const weight = input('w', [
        { name: 'O', size: g.filters },
        { name: 'C', size: g.channels },
        { name: 'kh', size: g.kernel },
        { name: 'kw', size: g.kernel },
      ]);
      const gradient = input('g', [
        { name: 'O', size: g.filters },
        { name: 'H', size: g.rows },
        { name: 'W', size: g.columns },
      ]);
      const windows = windowsOf(image, g);
      const forward = contract(windows, weight, ['C', 'kh', 'kw'], ['O', 'H', 'W']);
      const toWeight = contract(gradient, windows, ['H', 'W'], ['O', 'C', 'kh', 'kw']);
      const toWindows = contract(
        gradient,
        weight,
        ['O'],
        windows.shape.map((axis) => axis.name),
      );
      const toImage = undo(windows, toWindows);
      const [x, w, d] = [
        wave(g.channels * g.height * g.width, 1.3),
        wave(g.filters * g.channels * g.kernel ** 2, 0.7),
        wave(g.filters * g.rows * g.columns, 2.1),
      ];
      const result = run(program([image, weight, gradient], [], [forward, toWeight, toImage]), {
        inputs: new Map([
          ['x', x],
          ['w', w],
          ['g', d],
        ]),
      });
      const expected = [d, w, x].map((like) => like.map(() => 0));
      const [y, dw, dx] = expected as [number[], number[], number[]];
      eachProduct(g, (inImage, inWeight, inResult) => {
        const [a, b, c] = [x[inImage] ?? 0, w[inWeight] ?? 0, d[inResult] ?? 0];
        y[inResult] = (y[inResult] ?? 0) + a * b;
        dw[inWeight] = (dw[inWeight] ?? 0) + a * c;
        dx[inImage] = (dx[inImage] ?? 0) + b * c;
      });
      const outputs = 'outputs' in result ? result.outputs.map((tensor) => Array.from(tensor.data)) : [];
      for (const [index, numbers] of expected.entries()) {
        expect(outputs[index]?.length).toBe(numbers.length);
        for (const [at, number] of numbers.entries()) expect(outputs[index]?.[at]).toBeCloseTo(number, 10);
      }
      // n*a*b multiplications for each element of the result, and one addition less, for want of a bias.
      const products = g.filters * g.rows * g.columns * g.channels * g.kernel ** 2;
      const counts = operationCounts(program([], [], [forward]));
      expect([counts.multiplications, counts.additions]).toEqual([products, products - g.filters * g.rows * g.columns]);
    }),
    { numRuns: 60 },
  );
});

/** The adjoint of views, one after the other, applied to a value of the shape of the last. */
function undo(views: Value, value: Value): Value {
  const { instruction } = views;
  if (instruction.op !== 'view') return value;
  return undo(instruction.operand, accumulate(value, instruction.operand.shape, instruction.coordinates, instruction.where));
}
