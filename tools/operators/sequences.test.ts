// Attention, recurrent layers and losses: published counts, closed forms, faults, and the types of missing inputs.
import { costOf, elementsOf, fieldOfUnit, projection, type Figures } from '@trammel/analysis';
import { renderDiagnostic, sourceFile } from '@trammel/diagnostics';
import { compile } from '@trammel/lower';
import { impliedInput, noArguments } from '@trammel/operators';
import { elementCount, present, printSize, printType, sumOfSizes } from '@trammel/tensor';
import { describe, expect, test } from 'vitest';
import { countsOf, faultOf, numbersOf, siteOf, typeOf, typesOf, type Call } from './calls.js';

const parametersOf = (call: Call): string => printSize(sumOfSizes(siteOf(call).parameters.map(({ shape }) => elementCount(shape))));

describe('attention', () => {
  test('of ViT-B/16 has the published parameters and MACs', () => {
    const call: Call = { operator: 'attention', args: [12], inputs: ['[N=1, T=197, D=768]'] };
    // A transformer block of ViT-B/16 has 7,087,872 parameters: 4,722,432 of its MLP and 3,072 of its norms besides these.
    expect(parametersOf(call)).toBe((7_087_872 - 4_722_432 - 3_072).toString());
    // Per layer: 4 T D^2 of the projections, and 715,327,488 / 12 of the products of heads, as PyTorch dispatches them.
    expect(countsOf(call)['macs']).toBe((4 * 197 * 768 ** 2 + 715_327_488 / 12).toString());
  });

  test('of GPT-2 counts masked scores in full', () => {
    const call: Call = { operator: 'attention', args: [12], named: { causal: true }, inputs: ['[N=1, T=1024, D=768]'] };
    expect(parametersOf(call)).toBe((4 * 768 ** 2 + 4 * 768).toString());
    // 12 blocks with MLPs of 8 T D^2 and the tied head T D vocabulary come to 145,824,153,600 MACs.
    const others = 12 * 8 * 1024 * 768 ** 2 + 1024 * 768 * 50257;
    expect(countsOf(call)['macs']).toBe(((145_824_153_600 - others) / 12).toString());
  });

  test('costs what its formulas say', () => {
    const grouped: Call = { operator: 'attention', args: [8], named: { kv_heads: 2, rope: true, bias: false }, inputs: ['[N, T, D=64]'] };
    // K = 16: 2 D^2 + 2 D K, N (2 T D^2 + 2 T D K + 2 heads T^2 d), N heads T^2 + T d.
    expect(parametersOf(grouped)).toBe('10240');
    expect(countsOf(grouped)).toMatchObject({ macs: '128*N*T^2+10240*N*T', activations: '8*N*T^2+8*T' });
    const crossed: Call = { operator: 'attention', args: [8], inputs: ['[N, T, D=64]', '[N, S, C=32]'] };
    expect(parametersOf(crossed)).toBe('12544');
    expect(countsOf(crossed)).toMatchObject({ macs: '128*N*S*T+4096*N*S+8192*N*T', activations: '8*N*S*T' });
  });

  test('keeps the layout of its input', () => {
    expect(typesOf({ operator: 'attention', args: [2], inputs: ['[N, C=8, T]'] })).toEqual(['[N, C=8, T]']);
    expect(typesOf({ operator: 'attention', args: [2], inputs: ['[T=3, N, E]'] })).toEqual(['[T=3, N, E]']);
  });

  test('names what does not fit', () => {
    const on = (named: Call['named'] = {}, inputs = ['[N, T, E=12]']): Call => ({ operator: 'attention', args: [4], named, inputs });
    expect(faultOf({ ...on(), args: [5] }).message).toBe('5 heads do not divide the 12 features of axis E');
    expect(faultOf(on({ kv_heads: 3 })).message).toBe('3 heads of keys do not divide the 4 heads of queries');
    expect(faultOf(on({ rope: true })).message).toBe('features turn in pairs, and each head has 3 of them');
    expect(faultOf(on({}, ['[N, C=12, H, W]'])).message).toBe(
      '`attention` needs an axis of time besides the features, and is given [N, C=12, H, W]',
    );
    expect(faultOf(on({}, ['[N, T, E=12]', '[T, E=12]'])).code).toBe('shape-mismatch');
    expect(faultOf(on({}, ['int[N, T, E=12]'])).code).toBe('bad-input');
  });
});

test('a causal mask takes out what comes after', () => {
  const call: Call = { operator: 'causal_mask', args: ['T', 'S'], inputs: ['[T=2, S=3]'] };
  expect(numbersOf(call, [[1, 2, 3, 4, 5, 6]])).toEqual([[1, -Infinity, -Infinity, 4, 5, -Infinity]]);
  expect(countsOf(call)).toEqual({});
  expect(faultOf({ ...call, args: ['T', 'T'] })).toMatchObject({ code: 'bad-argument', at: { kind: 'argument', name: 'key' } });
  expect(faultOf({ ...call, args: ['R', 'S'] })).toMatchObject({ code: 'missing-axis', at: { kind: 'argument', name: 'query' } });
});

describe('recurrent layers', () => {
  test.each([
    // PyTorch: sum(p.numel() for p in nn.LSTM(128, 256, 2, bidirectional=True).parameters()), and so on.
    ['lstm', { layers: 2, bidirectional: true }, '2367488'],
    ['lstm', {}, '395264'],
    ['gru', {}, '296448'],
    ['gru', { bias: false }, '294912'],
    ['rnn', {}, '98816'],
  ] as const)('%s %o has as many parameters as in PyTorch', (operator, named, parameters) => {
    expect(parametersOf({ operator, args: [256], named, inputs: ['[N, T, E=128]'] })).toBe(parameters);
  });

  test('multiply what goes in outside of the loop and the state inside', () => {
    const call: Call = { operator: 'lstm', args: [6], inputs: ['[N, T, E=4]'] };
    expect(countsOf(call)).toMatchObject({ macs: '240*N*T', activations: '30*N*T' });
    const { instruction } = siteOf(call).program('inference').outputs[0] ?? {};
    expect(instruction?.op).toBe('view');
  });

  test('give the sequence, or the last states', () => {
    expect(typesOf({ operator: 'gru', args: [6], named: { bidirectional: true }, inputs: ['[N, C=3, T]'] })).toEqual(['[N, C=12, T]']);
    expect(typesOf({ operator: 'gru', args: [6], named: { return: 'last' }, inputs: ['[N, C=3, T]'] })).toEqual(['[N, C=6]']);
  });
});

describe('losses', () => {
  test('say the type of the labels that they need', () => {
    const implied = (operator: 'cross_entropy' | 'bce', type: string): string => {
      const result = impliedInput(operator, noArguments, [typeOf(type)]);
      return result.ok && result.value !== undefined ? printType(result.value) : '';
    };
    expect(implied('cross_entropy', '[N, C=10]')).toBe('int[N]');
    expect(implied('cross_entropy', '[N, T, V=50257]')).toBe('int[N, T]');
    expect(implied('bce', '[N, C=1]')).toBe('[N, C=1]');
  });

  test('do not overflow', () => {
    const [loss] = numbersOf({ operator: 'cross_entropy', inputs: ['[N=1, C=2]', 'int[N=1]'] }, [[1000, -1000], [1]]);
    expect(loss).toEqual([2000]);
    const [entropy] = numbersOf({ operator: 'bce', inputs: ['[N=2]', '[N=2]'] }, [
      [1000, -1000],
      [0, 0],
    ]);
    expect(entropy).toEqual([500]);
  });

  test('from probabilities are bounded', () => {
    const call: Call = { operator: 'bce', named: { from_logits: false }, inputs: ['[N=2]', '[N=2]'] };
    expect(
      numbersOf(call, [
        [0, 1],
        [1, 1],
      ]),
    ).toEqual([[50]]);
    expect(
      numbersOf(call, [
        [0.5, 0.25],
        [1, 0],
      ])[0]?.[0],
    ).toBeCloseTo((Math.log(2) + Math.log(4 / 3)) / 2, 12);
  });

  test('name labels that do not fit', () => {
    const fault = faultOf({ operator: 'cross_entropy', inputs: ['[N, C=10]', 'int[N, C=10]'] });
    expect(fault.message).toBe('the labels of logits [N, C] are int[N], and int[N, C=10] is given');
    expect(faultOf({ operator: 'cross_entropy', inputs: ['[N, C=10]', '[N]'] }).code).toBe('bad-input');
    expect(faultOf({ operator: 'mse', inputs: ['[N, C=10]', '[N]'] }).code).toBe('shape-mismatch');
  });
});

test('accuracy takes the first of equal logits, and none of what is not a number', () => {
  const call: Call = { operator: 'accuracy', inputs: ['[N=3, C=2]', 'int[N=3]'] };
  expect(
    numbersOf(call, [
      [1, 1, 0, 2, 3, 1],
      [0, 0, 0],
    ])[0]?.[0],
  ).toBeCloseTo(2 / 3, 12);
  expect(
    numbersOf(call, [
      [NaN, NaN, NaN, NaN, 3, 1],
      [0, 1, 0],
    ])[0]?.[0],
  ).toBeCloseTo(1 / 3, 12);
});

describe('causal self attention written out', () => {
  const source = `
block Written(heads) {
  input x: [N, T, D]
  let d = D / heads
  q, k, v = x -> dense(3 * D) -> rearrange([N, T, (s, h, d)] => [s, N, h, T, d], s=3, h=heads) -> unstack(s)
  scores = einsum(q[N, h, T, d], k[N, h, S, d] => [N, h, T, S]) / sqrt(d)
  probs = scores -> causal_mask(T, S) -> softmax(S)
  einsum(probs[N, h, T, S], v[N, h, S, d] => [N, T, (h, d)]) : [N, T, D]
  dense(D)
}
net Explicit {
  input x: [N=2, T=5, D=12]
  Written(3)
}
net BuiltIn {
  input x: [N=2, T=5, D=12]
  attention(3, causal=true)
}
`;
  const { networks, diagnostics } = compile(sourceFile('case.net', source), { resolve: () => ({ why: 'a case stands alone' }) });
  const graphs = networks.map(({ graph }) =>
    present(graph, () => diagnostics.map((diagnostic) => renderDiagnostic(diagnostic)).join('\n')),
  );

  test('costs the same as the operator', () => {
    const [explicit, builtIn] = graphs.map((graph) => costOf(graph).totals);
    const counts = ({ parameters, macs, multiplications, additions, activations, comparisons }: Figures) =>
      [parameters, macs, multiplications, additions, activations, comparisons].map(printSize);
    expect(explicit && counts(explicit)).toEqual(builtIn && counts(builtIn));
  });

  test('reads no later position, as the operator', () => {
    for (const graph of graphs) {
      const [input, output] = [graph.inputs[0]?.tensor, graph.outputs[0]?.tensor];
      const field = fieldOfUnit(
        graph,
        present(output, () => 'an output'),
        [1, 2, 7],
        new Map(),
      );
      const set = present(input && field.get(input), () => 'the unit reads the input');
      expect([0, 1, 2].map((axis) => elementsOf(projection(set, axis)))).toEqual([[1], [0, 1, 2], Array.from({ length: 12 }, (_, d) => d)]);
    }
  });
});
