/** The functions of numbers that expressions may call. What they do is in functions.ts. */

const names = ['min', 'max', 'floor', 'ceil', 'round', 'abs', 'sqrt', 'log2', 'log', 'exp', 'len', 'item', 'sum'] as const;

export type FunctionName = (typeof names)[number];

/** The names, in the order of the manual. */
export const functionNames: readonly FunctionName[] = names;

/** Whether there is a function of that name. */
export function isFunctionName(name: string): name is FunctionName {
  return functionNames.some((known) => known === name);
}
