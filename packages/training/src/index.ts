// Training as one program, and the two forms of momentum held against each other.
export * from './recipe.js';
export * from './training-run.js';
export * from './training-step.js';
export { drawnInputs, type Drawing, type Elements } from './drawn-data.js';
export { initialValues } from './initial-values.js';
export * from './equivalence.js';
export type { Distance } from './distance.js';
