// The table of scalar functions: values against published ones, derivatives against central differences.
import {
  binaryFunctions,
  errorFunction,
  map,
  input,
  program,
  scalar,
  unaryFunctions,
  type BinaryFunction,
  type Scalar,
  type UnaryFunction,
} from '@trammel/program';
import { expect, test } from 'vitest';
import { run } from '../src/index.js';

function evaluate(expression: Scalar, values: readonly number[]): number {
  const operands = values.map((_, index) => input(`x${index}`, []));
  const inputs = new Map(values.map((value, index) => [`x${index}`, [value]]));
  const result = run(program(operands, [], [map(expression, operands)]), { inputs });
  return ('outputs' in result ? result.outputs[0]?.data[0] : undefined) ?? Number.NaN;
}

const step = 1e-5;

/** Points away from kinks and inside of all domains. */
const unaryPoints = [0.3, 0.9, 1.7, 3.2];
const binaryPoints = [
  [0.4, 1.3],
  [2.1, 0.7],
  [1.5, 1.9],
] as const;

test.each(Object.keys(unaryFunctions) as UnaryFunction[])('the derivative of %s', (name) => {
  const { derivative, evaluate: of } = unaryFunctions[name];
  for (const at of name === 'logarithm' || name === 'squareRoot' ? unaryPoints : [...unaryPoints, ...unaryPoints.map((x) => -x)]) {
    expect(evaluate(derivative(scalar.argument(0)), [at])).toBeCloseTo((of(at + step) - of(at - step)) / (2 * step), 8);
  }
});

test.each(Object.keys(binaryFunctions) as BinaryFunction[])('the derivatives of %s', (name) => {
  const { derivatives, evaluate: of } = binaryFunctions[name];
  for (const [x, y] of binaryPoints) {
    const [toX, toY] = derivatives(scalar.argument(0), scalar.argument(1));
    expect(evaluate(toX, [x, y])).toBeCloseTo((of(x + step, y) - of(x - step, y)) / (2 * step), 8);
    expect(evaluate(toY, [x, y])).toBeCloseTo((of(x, y + step) - of(x, y - step)) / (2 * step), 8);
  }
});

test.each(['maximum', 'minimum'] as const)('a tie of %s gives each side one half', (name) => {
  for (const side of binaryFunctions[name].derivatives(scalar.argument(0), scalar.argument(1))) expect(evaluate(side, [2, 2])).toBe(0.5);
});

// Abramowitz and Stegun, table 7.1, and its continuation.
test.each([
  [0, 0],
  [0.1, 0.1124629160182849],
  [0.5, 0.5204998778130465],
  [1, 0.8427007929497149],
  [1.5, 0.9661051464753108],
  [2, 0.9953222650189527],
  [2.49, 0.9995707121322661],
  [2.5, 0.999593047982555],
  [3, 0.9999779095030014],
  [4, 0.9999999845827421],
  [6.5, 1],
])('erf(%d) = %d', (x, expected) => {
  expect(Math.abs(errorFunction(x) - expected)).toBeLessThan(2e-13);
  expect(errorFunction(-x) + errorFunction(x)).toBe(0);
});
