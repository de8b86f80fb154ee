// Training as one program, and the two forms of momentum held against each other.
export * from './recipe.js';
export * from './training-run.js';
export * from './training-step.js';
export * from './drawn-data.js';
export * from './equivalence.js';
export { tooLargeNetwork } from './size-limits.js';
export { problems } from './problems.js';
export type { Distance } from './distance.js';
