// What one run knows and records: the sizes behind the symbols, the operations done, and the first problem met.
import { isKnown, printSize, substituteSize, type Shape, type Size } from '@trammel/tensor';

/** Why a program could not be run. */
export type RunProblem =
  | { readonly kind: 'missing'; readonly what: 'input' | 'parameter'; readonly name: string }
  | {
      readonly kind: 'length';
      readonly what: 'input' | 'parameter';
      readonly name: string;
      readonly expected: number;
      readonly given: number;
    }
  /** A size that symbols leave open, or that is no number of elements (negative, fractional, a division by 0). */
  | { readonly kind: 'size'; readonly size: string; readonly value: string }
  | { readonly kind: 'tooLarge'; readonly shape: readonly number[]; readonly limit: number };

/** How often each kind of operation was carried out. A division is a multiplication, a subtraction an addition. */
export interface Operations {
  multiplications: number;
  additions: number;
  activations: number;
  comparisons: number;
}

/** The most elements that one tensor may have: 2 GiB of 64-bit floats. */
export const elementLimit = 2 ** 28;

/** What belongs to one run and to nothing else. */
export interface Execution {
  readonly sizes: ReadonlyMap<string, number>;
  readonly operations: Operations;
  /** The first problem; what is computed after it has no meaning and is not handed out. */
  problem: RunProblem | undefined;
}

/** No operations yet. */
export function noOperations(): Operations {
  return { multiplications: 0, additions: 0, activations: 0, comparisons: 0 };
}

/** Records a problem unless there is one already. */
export function report(execution: Execution, problem: RunProblem): void {
  execution.problem ??= problem;
}

/** The number that the size stands for in this run; 0 and a problem if it stands for none. */
export function numberOf(execution: Execution, size: Size): number {
  const value = isKnown(size) ? size : substituteSize(size, execution.sizes);
  if (typeof value === 'number' && Number.isSafeInteger(value)) return value;
  report(execution, { kind: 'size', size: printSize(size), value: printSize(value) });
  return 0;
}

/** The numbers of elements along the axes; a shape of no elements and a problem where that cannot be. */
export function shapeOf(execution: Execution, shape: Shape): readonly number[] {
  const sizes = shape.map((axis) => numberOf(execution, axis.size));
  for (const [position, axis] of shape.entries()) {
    const value = sizes[position] ?? 0;
    if (value < 0) report(execution, { kind: 'size', size: printSize(axis.size), value: value.toString() });
  }
  if (sizes.reduce((product, size) => product * size, 1) > elementLimit)
    report(execution, { kind: 'tooLarge', shape: sizes, limit: elementLimit });
  return execution.problem === undefined ? sizes : sizes.map(() => 0);
}
