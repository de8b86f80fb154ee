// Networks at the ends of all numbers: gradients are numbers or not told, whatever weights, sizes and inputs are, and nothing throws.
import { sourceFile } from '@trammel/diagnostics';
import { compile } from '@trammel/lower';
import { present } from '@trammel/tensor';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { gradientOf } from './gradient.js';

/** The numbers that are none, with the way to them; -Infinity is a gradient of zero. */
function oddNumbers(path: string, value: unknown): readonly string[] {
  if (typeof value === 'number') return Number.isFinite(value) || value === -Infinity ? [] : [`${path}: ${value}`];
  if (value instanceof Map) return oddNumbers(path, Object.fromEntries(value));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, each]) => oddNumbers(`${path}.${key}`, each));
}

const units = fc.constantFrom(1, 2, 3, 16, 1_000_000_000);
const init = fc.constantFrom(
  'zeros',
  'he_normal',
  'orthogonal',
  'ones',
  'constant(3)',
  'constant(1e200)',
  'normal(1e150)',
  'normal(1e300)',
  'normal(1e-150)',
  'normal(1e-300)',
);
const bias = fc.constantFrom('zeros', 'constant(1e200)', 'constant(-50)', 'normal(1e-200)');
const dense = fc.tuple(units, init, bias).map(([count, weights, offsets]) => `dense(${count}, init=${weights}, bias_init=${offsets})`);
const bend = fc.constantFrom(
  'relu',
  'tanh',
  'sigmoid',
  'gelu',
  'softmax(C)',
  'log_softmax(C)',
  'softplus',
  'exp',
  'sqrt',
  'abs',
  'elu',
  'silu',
  'relu6',
);
const norm = fc.constantFrom('bn', 'layer_norm', 'dropout(0)', 'dropout(0.999999)', 'residual { tanh }', 'residual { softmax(C) }');
const repeat = fc
  .tuple(fc.constantFrom(3, 70), fc.constantFrom('relu', 'tanh -> layer_norm', 'bn -> gelu', 'residual { tanh }'))
  .map(([count, body]) => `repeat ${count} { ${body} }`);
const input = fc.tuple(fc.constantFrom('', 'T=1, ', 'T=7, '), units).map(([places, count]) => `[N, ${places}C=${count}]`);

it('neither throws nor tells what is no number', () => {
  const body = fc.array(fc.oneof(dense, bend, norm, repeat), { minLength: 1, maxLength: 5 });
  const batch = fc.constantFrom(1, 2, 32, 1_000_000_000);
  const distribution = fc.record({ mean: fc.constantFrom(0, 5, 1e200), deviation: fc.constantFrom(1, 0, 1e-300, 1e150, 1e300) });
  fc.assert(
    fc.property(input, body, batch, distribution, (type, statements, examples, drawn) => {
      const text = `net A {\n  input x: ${type}\n  ${statements.join('\n  ')}\n}\n`;
      const { networks } = compile(sourceFile('test.net', text), { resolve: () => ({ why: 'there are no other files' }) }, {});
      const graph = present(networks[0]?.graph, () => text);
      const { nodes, inputs, findings } = gradientOf(graph, new Map([['N', examples]]), { inputs: new Map([['x', drawn]]) });
      const told = [...nodes.values()].flatMap(({ node, copies, at }) =>
        [0, copies - 1].map((copy) => [`${node.id} ${copy}`, at(copy)] as const),
      );
      expect(told.flatMap(([path, of]) => oddNumbers(path, of))).toEqual([]);
      expect(
        oddNumbers(
          'inputs',
          inputs.map(({ attenuation }) => attenuation),
        ),
      ).toEqual([]);
      expect(findings).toBeInstanceOf(Array);
    }),
    { numRuns: 25, seed: 5 },
  );
});

it('takes means that are told by more positions than a call takes arguments', () => {
  // A table of sines has a mean at each of its places, and what two layers read is compared.
  const text = `import { SinusoidalPositions } from "std/transformer"
net A {
  input x: [N, T=1000, D=512]
  input y: [N, T=1000, D=512]
  a = x -> SinusoidalPositions -> layer_norm
  b = y -> SinusoidalPositions -> layer_norm
  a + b
}
`;
  const { networks } = compile(sourceFile('test.net', text), { resolve: () => ({ why: 'there are no other files' }) }, {});
  const graph = present(networks[0]?.graph, () => text);
  const rms = gradientOf(graph, new Map([['N', 1]])).inputs.map(({ attenuation }) => attenuation?.rms);
  expect(rms).toEqual([expect.any(Number), expect.any(Number)]);
});
