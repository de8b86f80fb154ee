// That roundings of 32 bits are told apart from what is wrong.
import { compileProgram } from '@trammel/executor';
import { add, input, program, subtract } from '@trammel/program';
import { invariant } from '@trammel/tensor';
import { expect, test } from 'vitest';
import { createLoader } from './generated-code.js';
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

const loader = createLoader();

test('what cancels but for roundings is no fault', () => {
  const graph = graphOf('net A {\n  input x: [N, C=4]\n  x -> div(x) -> dense(3)\n}\n', 'A');
  expect(faultsOf(graph, loader, { sizes: new Map([['N', 64]]), modes: ['inference'] })).toEqual([]);
});
