/** Parameters, buffers, multiplications and shapes of published networks, to the last digit. */
import { type Analysis } from 'trammel';
import { substituteShape, substituteSize } from '@trammel/tensor';
import { describe, expect, it } from 'vitest';
import { analysisOf } from './network.js';
import { measuredModels } from './measured.js';

/** How PyTorch names the kernels behind our operators, and an einsum of two activations is its `bmm`. */
const kernels: Readonly<Record<string, string>> = { conv: 'conv', conv_transpose: 'conv', dense: 'addmm' };

const count = ({ sizes }: Analysis, size: Parameters<typeof substituteSize>[0]): number => Number(substituteSize(size, sizes));

/** MACs by kernel. In an attention the projections are matrix products with weights, and the rest are products of activations. */
function macsByKernel(analysis: Analysis): Readonly<Record<string, number>> {
  const macs: Record<string, number> = {};
  const add = (kernel: string, amount: number): void => {
    if (amount > 0) macs[kernel] = (macs[kernel] ?? 0) + amount;
  };
  for (const { node, figures, copies } of analysis.cost.rows) {
    const all = count(analysis, figures.macs);
    if (node.operator !== 'attention') add(kernels[node.operator] ?? node.operator, all);
    else {
      // Each weight matrix is used once at each of the positions.
      const weights = node.site.parameters.filter(({ shape }) => shape.length > 1).map(({ shape }) => shape);
      const positions = count(analysis, node.outputs[0]?.type.shape.find(({ name }) => name === 'T')?.size ?? 0);
      const projections = weights.reduce((sum, shape) => sum + shape.reduce((product, { size }) => product * Number(size), 1), 0);
      add('addmm', projections * positions * copies);
      add('bmm', all - projections * positions * copies);
    }
  }
  return macs;
}

describe.each(measuredModels)('$name', ({ source, figures }) => {
  const analysis = analysisOf(source, { N: 1 });
  const { totals } = analysis.cost;
  const { graph, sizes } = analysis;

  it('has the shapes', () => {
    const sizesOf = (tensors: readonly { readonly tensor: { readonly type: Parameters<typeof shapeOf>[0] } }[]): unknown =>
      tensors.map(({ tensor }) => shapeOf(tensor.type));
    const shapeOf = ({ shape }: (typeof graph.inputs)[number]['tensor']['type']): readonly number[] =>
      substituteShape(shape, sizes).map(({ size }) => Number(size));
    expect(sizesOf(graph.inputs)).toEqual([figures.input]);
    expect(sizesOf(graph.outputs)).toEqual([figures.output]);
  });

  it('has the parameters and running statistics', () => {
    expect(count(analysis, totals.parameters)).toBe(figures.parameters);
    expect(count(analysis, totals.buffers)).toBe(figures.batchNormStatistics);
  });

  it('has the multiply-accumulates, by kernel too', () => {
    expect(count(analysis, totals.macs)).toBe(figures.macs.exact_dispatch);
    expect(macsByKernel(analysis)).toEqual(figures.macsExactByOperation);
  });
});
