// Sizes as numbers for one compilation, and why a program cannot be compiled. Not shapes of memory.
import { isKnown, printSize, substituteSize, type Shape, type Size } from '@trammel/tensor';

/** Why a program cannot be compiled at these sizes. */
export type CompileProblem =
  /** A size that symbols leave open, or that is no number of elements (negative, fractional, a division by 0). */
  | { readonly kind: 'size'; readonly size: string; readonly value: string }
  /** More memory would be taken than is allowed. */
  | { readonly kind: 'memory'; readonly bytes: number; readonly limit: number };

/** What the symbols stand for, and the first problem met. */
export interface Sizing {
  readonly sizes: ReadonlyMap<string, number>;
  problem: CompileProblem | undefined;
}

/** The number that the size stands for; 0 and a problem if it stands for none. */
export function numberOf(sizing: Sizing, size: Size): number {
  const value = isKnown(size) ? size : substituteSize(size, sizing.sizes);
  if (typeof value === 'number' && Number.isSafeInteger(value)) return value;
  sizing.problem ??= { kind: 'size', size: printSize(size), value: printSize(value) };
  return 0;
}

/** The numbers of elements along the axes; none is negative. */
export function shapeOf(sizing: Sizing, shape: Shape): readonly number[] {
  return shape.map(({ size }) => {
    const value = numberOf(sizing, size);
    if (value >= 0) return value;
    sizing.problem ??= { kind: 'size', size: printSize(size), value: value.toString() };
    return 0;
  });
}

/** The problem as a sentence. */
export function explainCompileProblem(problem: CompileProblem): string {
  switch (problem.kind) {
    case 'size':
      return problem.size === problem.value
        ? `the size ${problem.size} is not a number of elements`
        : `the size ${problem.size} is ${problem.value}, which is not a number of elements`;
    case 'memory':
      return `it takes ${problem.bytes} bytes, and ${problem.limit} are allowed`;
  }
}
