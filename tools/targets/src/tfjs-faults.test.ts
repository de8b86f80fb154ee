// That roundings of 32 bits are told apart from what is wrong.
import { compileProgram } from '@trammel/executor';
import { add, input, map, multiply, program, scalar, subtract, type Program } from '@trammel/program';
import { invariant } from '@trammel/tensor';
import { expect, test } from 'vitest';
import { createLoader } from './generated-code.js';
import { gradientSizes } from './gradient-sizes.js';
import { holdsOf } from './numberless.js';
import { graphOf } from './source-network.js';
import { faultsOf } from './tfjs-faults.js';
import { withRoundings } from './with-roundings.js';

test('a sum that cancels moves by roundings of its parts', () => {
  const x = input('x', []);
  const compiled = compileProgram(withRoundings(program([x], [], [add(x, 1000), subtract(add(x, 1000), 1000)])));
  invariant('compilation' in compiled, () => 'it compiles');
  const executable = compiled.compilation.executable();
  executable.inputs.get('x')?.fill(0.3);
  executable.run(1);
  const [sum = 0, rest = 0] = executable.outputs.map(([value = 0]) => value);
  expect(sum / 1000.3).not.toBe(1);
  expect(Math.abs(sum / 1000.3 - 1)).toBeLessThan(2 ** -23);
  // Half a unit in the last place of 1000 is a ten-thousandth of what is left.
  expect(Math.abs(rest - 0.3)).toBeGreaterThan(1e-7);
  expect(Math.abs(rest - 0.3)).toBeLessThan(1e-4);
});

test('what is no number is told from what follows from where it stands', () => {
  const x = input('x', [{ name: 'C', size: 2 }]);
  const root = map(scalar.squareRoot(scalar.argument(0)), [x]);
  const isLarge = map(scalar.less(scalar.number(1), scalar.argument(0)), [root], 'bool');
  const execute = (executed: Program): readonly ArrayLike<number>[] => {
    const compiled = compileProgram(executed);
    invariant('compilation' in compiled, () => 'it compiles');
    const executable = compiled.compilation.executable();
    executable.inputs.get('x')?.set([-1, 4]);
    executable.run(1);
    return executable.outputs;
  };
  const numbers = { inputs: new Map(), parameters: new Map() };
  expect(holdsOf(program([x], [], [x, root, isLarge]), numbers, execute)).toEqual(['all', 'numbers', 'nothing']);
});

test('a gradient that cancels has the size of what it is a sum of', () => {
  const [x, gradient] = [input('x', []), input('gradient', [])];
  const sizes = gradientSizes(program([x, gradient], [], [subtract(multiply(gradient, x), multiply(gradient, x))]), [gradient]);
  const compiled = compileProgram(sizes);
  invariant('compilation' in compiled, () => 'it compiles');
  const executable = compiled.compilation.executable();
  executable.inputs.get('x')?.fill(-3);
  executable.inputs.get('gradient')?.fill(2);
  executable.run(1);
  expect(executable.outputs.map(([value]) => value)).toEqual([12]);
});

const loader = createLoader();

test('what cancels but for roundings is no fault', () => {
  const graph = graphOf('net A {\n  input x: [N, C=4]\n  x -> div(x) -> dense(3)\n}\n', 'A');
  expect(faultsOf(graph, loader, { sizes: new Map([['N', 64]]), modes: ['inference'] })).toEqual([]);
});
