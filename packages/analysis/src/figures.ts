// The figures that costs are told in: counts and bytes, symbolic or known, and their sums. Not how they are found.
import type { OperationCounts } from '@trammel/program';
import { addSizes, isKnown, multiplySizes, substituteSize, type Size, type SymbolValues } from '@trammel/tensor';

/** Operations of one direction. A MAC is a multiply-add of a contraction; FLOPs are multiplications and additions. */
export interface Operations extends OperationCounts {
  readonly flops: Size;
}

/** What a node, a block or a network costs. All counts are exact, and polynomials while symbols are open. */
export interface Figures extends Operations {
  readonly parameters: Size;
  readonly buffers: Size;
  readonly backward: Operations;
  readonly parameterBytes: Size;
  /** Bytes of all results, each once. */
  readonly activationBytes: Size;
}

/** The names of the counts of one direction. */
export type OperationKey = keyof Operations;

export const noOperations: Operations = { multiplications: 0, additions: 0, activations: 0, comparisons: 0, macs: 0, flops: 0 };
export const noFigures: Figures = {
  ...noOperations,
  parameters: 0,
  buffers: 0,
  parameterBytes: 0,
  activationBytes: 0,
  backward: noOperations,
};

/** The counts with FLOPs derived from them. */
export function withFlops(counts: OperationCounts): Operations {
  const { multiplications, additions, activations, comparisons, macs } = counts;
  return { multiplications, additions, activations, comparisons, macs, flops: addSizes(multiplications, additions) };
}

/** Applies `change` to each count of one direction. */
function mapOperations(operations: Operations, change: (count: Size, key: OperationKey) => Size): Operations {
  return {
    multiplications: change(operations.multiplications, 'multiplications'),
    additions: change(operations.additions, 'additions'),
    activations: change(operations.activations, 'activations'),
    comparisons: change(operations.comparisons, 'comparisons'),
    macs: change(operations.macs, 'macs'),
    flops: change(operations.flops, 'flops'),
  };
}

function mapFigures(figures: Figures, change: (count: Size) => Size): Figures {
  return {
    ...mapOperations(figures, change),
    parameters: change(figures.parameters),
    buffers: change(figures.buffers),
    parameterBytes: change(figures.parameterBytes),
    activationBytes: change(figures.activationBytes),
    backward: mapOperations(figures.backward, change),
  };
}

function addOperations(a: Operations, b: Operations): Operations {
  return mapOperations(a, (count, key) => addSizes(count, b[key]));
}

/** The sum of two sets of figures. */
export function addFigures(a: Figures, b: Figures): Figures {
  return {
    ...addOperations(a, b),
    backward: addOperations(a.backward, b.backward),
    parameters: addSizes(a.parameters, b.parameters),
    buffers: addSizes(a.buffers, b.buffers),
    parameterBytes: addSizes(a.parameterBytes, b.parameterBytes),
    activationBytes: addSizes(a.activationBytes, b.activationBytes),
  };
}

/** The figures of `copies` copies. */
export function scaleFigures(figures: Figures, copies: number): Figures {
  return copies === 1 ? figures : mapFigures(figures, (count) => multiplySizes(count, copies));
}

/** The figures with symbols replaced. */
export function figuresAt(figures: Figures, sizes: SymbolValues): Figures {
  return mapFigures(figures, (count) => (isKnown(count) ? count : substituteSize(count, sizes)));
}
