// Embeddings, position embeddings and learned tensors: types, parameters, numbers, faults.
import { printShape, symbolSize } from '@trammel/tensor';
import { operators } from '@trammel/operators';
import { describe, expect, test } from 'vitest';
import { countsOf, faultOf, numbersOf, siteOf, typesOf, type Call } from './calls.js';

const parametersOf = (call: Call): readonly string[] => siteOf(call).parameters.map(({ name, shape }) => `${name}${printShape(shape)}`);

describe('embedding', () => {
  const embedding = (input: string): Call => ({ operator: 'embedding', inputs: [input], args: [5, 2] });

  test.each([
    ['int[N, T]', '[N, T, D=2]'],
    ['int[N]', '[N, C=2]'],
    ['int[N, H=4, W=4]', '[N, H=4, W=4, C=2]'],
    ['int[N, C=3]', '[N, C=3, D=2]'],
    ['int[]', '[C=2]'],
  ])('%s gives %s', (input, expected) => {
    expect(typesOf(embedding(input))).toEqual([expected]);
    expect(countsOf(embedding(input))).toEqual({});
  });

  test('picks rows', () => {
    const weight = [0, 1, 10, 11, 20, 21, 30, 31, 40, 41];
    expect(numbersOf(embedding('int[N, T=2]'), [[4, 0, 2, 2]], { parameters: { weight }, sizes: { N: 2 } })).toEqual([
      [40, 41, 0, 1, 20, 21, 20, 21],
    ]);
    expect(parametersOf(embedding('int[N]'))).toEqual(['weight[vocabulary.in=5, features.out=2]']);
    expect(siteOf(embedding('int[N]')).parameters[0]?.initializer).toEqual({ kind: 'normal', mean: 0, std: 0.02 });
  });

  test('needs whole numbers', () => {
    expect(faultOf(embedding('[N, T]')).message).toBe('`embedding` needs whole numbers (int) as `x`, and is given numbers (f32)');
    expect(faultOf({ operator: 'embedding', inputs: ['int[N]'], named: { num_embeddings: 3, features: 4 } }).help).toEqual([
      { text: 'it is called `vocabulary` here', replacement: 'vocabulary' },
    ]);
  });

  test('attend has the same parameters, and is a dense layer without bias', () => {
    const attend: Call = { operator: 'embedding_attend', inputs: ['[N, T, D=2]'], args: [5, 2] };
    expect(operators.embedding.methods).toEqual({ attend: 'embedding_attend' });
    expect(siteOf(attend).parameters).toEqual(siteOf(embedding('int[N, T]')).parameters);
    expect(typesOf(attend)).toEqual(['[N, T, D=5]']);
    expect(countsOf(attend)).toEqual({ multiplications: '10*N*T', additions: '5*N*T', macs: '10*N*T' });
    const weight = [0, 1, 10, 11, 20, 21, 30, 31, 40, 41];
    expect(numbersOf(attend, [[1, 2]], { parameters: { weight }, sizes: { N: 1, T: 1 } })).toEqual([[2, 32, 62, 92, 122]]);
    expect(faultOf({ ...attend, inputs: ['[N, T, D=3]'] }).message).toBe('the vectors of the embedding have 2 features, and axis D has 3');
  });

  test('GPT-2: the counts of the tied head', () => {
    expect(countsOf({ operator: 'embedding_attend', inputs: ['[N, T, D=768]'], args: [50257, 768] })).toMatchObject({
      macs: '38597376*N*T',
    });
  });
});

describe('pos_embed', () => {
  const positions = (input: string, ...args: NonNullable<Call['args']>): Call => ({ operator: 'pos_embed', inputs: [input], args });

  test('adds a row to each position', () => {
    expect(typesOf(positions('[N, T, D=768]', 1024))).toEqual(['[N, T, D=768]']);
    expect(parametersOf(positions('[N, T, D=768]', 1024))).toEqual(['weight[T=1024, D=768]']);
    expect(countsOf(positions('[N, T, D=768]', 1024))).toEqual({ additions: '768*N*T' });
    const given = { parameters: { weight: [1, 2, 3, 4, 5, 6] }, sizes: { N: 2, T: 2 } };
    expect(numbersOf(positions('[N, T, D=2]', 3), [[10, 20, 30, 40, 50, 60, 70, 80]], given)).toEqual([[11, 22, 33, 44, 51, 62, 73, 84]]);
    expect(typesOf(positions('[T, N, C=4]', symbolSize('L')))).toEqual(['[T, N, C=4]']);
    expect(parametersOf({ ...positions('[N, L, C=4]', 7), named: { axis: 'L' } })).toEqual(['weight[L=7, C=4]']);
  });

  test('faults', () => {
    expect(faultOf(positions('[N, T=2048, D=8]', 1024))).toMatchObject({
      code: 'bad-input',
      message: 'axis T has 2048 positions, and there are vectors for 1024',
      help: [{ text: '`pos_embed(2048)` has enough' }],
    });
    expect(faultOf(positions('[N, C=8]', 4)).message).toBe('`pos_embed` needs an axis of time besides the features, and is given [N, C=8]');
    expect(faultOf({ ...positions('[N, T, D=8]', 4), named: { axis: 'D' } }).message).toBe(
      'axis D holds the features of [N, T, D=8], and cannot hold the positions too',
    );
    expect(faultOf({ ...positions('[N, T, D=8]', 4), named: { axis: 'L' } }).code).toBe('missing-axis');
  });
});

describe('parameter', () => {
  test('is a source of its own', () => {
    const token: Call = { operator: 'parameter', inputs: [], args: ['[T=1, C=3]'], named: { init: 'zeros' } };
    expect(typesOf(token)).toEqual(['[T=1, C=3]']);
    expect(parametersOf(token)).toEqual(['weight[T=1, C=3]']);
    expect(siteOf(token).parameters[0]?.initializer).toEqual({ kind: 'constant', value: 0 });
    expect(numbersOf(token, [], { parameters: { weight: [1, 2, 3] } })).toEqual([[1, 2, 3]]);
    expect(countsOf(token)).toEqual({});
  });

  test('needs sizes', () => {
    expect(faultOf({ operator: 'parameter', inputs: [], args: ['[T=1, C]'] }).message).toBe(
      'each axis of [T=1, C] needs a name of its own and a size, as in [T=1, C=768]',
    );
  });
});

describe('arange', () => {
  const of = (shape: string): Call => ({ operator: 'arange', inputs: [], args: [shape] });

  test('are numbers along an axis', () => {
    expect(typesOf(of('[T=4]'))).toEqual(['[T=4]']);
    expect(numbersOf(of('[T=4]'), [])).toEqual([[0, 1, 2, 3]]);
    expect(countsOf(of('[T=4]'))).toEqual({});
    expect(parametersOf(of('[T=4]'))).toEqual([]);
  });

  test('need one axis with a size', () => {
    expect(faultOf(of('[T]')).message).toBe('[T] must be one axis with its size, as in [T=16]');
    expect(faultOf(of('[T=4, C=3]')).message).toBe('[T=4, C=3] must be one axis with its size, as in [T=16]');
  });
});
