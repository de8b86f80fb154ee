// The executor: matrix products, products with vectors, convolutions and maps, and how much faster than the interpreter.
import { compileProgram, type Executable } from '@trammel/executor';
import { run } from '@trammel/interpreter';
import { activation, contract, input, parameter, program, scalar, window, type Program, type Scalar } from '@trammel/program';
import { milliseconds, printTable, time } from './measure.js';

/** A program of one kind of work, and how many multiplications and additions it takes. */
interface Work {
  readonly name: string;
  readonly program: Program;
  readonly operations: number;
}

function product(rows: number, inner: number, columns: number): Work {
  const left = input('x', [
    { name: 'M', size: rows },
    { name: 'K', size: inner },
  ]);
  const right = parameter('w', [
    { name: 'N', size: columns },
    { name: 'K', size: inner },
  ]);
  return {
    name: `${rows} x ${inner} times ${inner} x ${columns}`,
    program: program([left], [right], [contract(left, right, ['K'])]),
    operations: 2 * rows * inner * columns,
  };
}

function convolution(channels: number, size: number): Work {
  const image = input('x', [
    { name: 'C', size: channels },
    { name: 'H', size },
    { name: 'W', size },
  ]);
  const kernel = parameter('w', [
    { name: 'O', size: channels },
    { name: 'C', size: channels },
    { name: 'P', size: 3 },
    { name: 'Q', size: 3 },
  ]);
  const windows = ['H', 'W'].reduce(
    (value, axis, index) => window(value, axis, { name: index === 0 ? 'P' : 'Q', size: 3, count: size, before: 1 }),
    image,
  );
  return {
    name: `3 x 3 convolution, ${channels} channels, ${size} x ${size}`,
    program: program([image], [kernel], [contract(windows, kernel, ['C', 'P', 'Q'])]),
    operations: 2 * 9 * channels ** 2 * size ** 2,
  };
}

function map(name: string, of: (x: Scalar) => Scalar): Work {
  const size = 2 ** 18;
  const x = input('x', [{ name: 'C', size }]);
  return { name: `${name} of ${size} elements`, program: program([x], [], [activation(x, of)]), operations: size };
}

const works: readonly Work[] = [
  product(256, 256, 256),
  product(512, 512, 512),
  product(128, 1024, 1024),
  product(1, 256, 256),
  product(1, 1024, 1024),
  product(256, 1, 256),
  convolution(64, 16),
  map('relu', (x) => scalar.maximum(x, scalar.number(0))),
  map('tanh', scalar.tanh),
];

/** A run with numbers in it, since zeros may be faster. */
function prepared(work: Program): Executable {
  const compiled = compileProgram(work);
  if ('problem' in compiled) throw new Error(compiled.problem.kind);
  const executable = compiled.compilation.executable();
  for (const array of [...executable.inputs.values(), ...executable.parameters.values()]) {
    for (let at = 0; at < array.length; at += 1) array[at] = Math.sin(at);
  }
  return executable;
}

/** The interpreter is run where it ends within seconds. */
const interpretable = 2 ** 26;

const rows = works.map(({ name, program: work, operations }) => {
  const executable = prepared(work);
  const fast = time(() => executable.run(0), { warm: 20, runs: 20 });
  const told = [name, milliseconds(fast.best), (operations / fast.best / 1e6).toFixed(2)];
  if (operations > interpretable) return [...told, ''];
  const slow = time(() => run(work, { inputs: executable.inputs, parameters: executable.parameters }), { warm: 1, runs: 2 });
  return [...told, (slow.best / fast.best).toFixed(0)];
});
process.stdout.write('## The executor, in 64-bit floats on one core\n\n');
printTable(['work', 'milliseconds', 'GFLOP/s', 'times as fast as the interpreter'], rows);
