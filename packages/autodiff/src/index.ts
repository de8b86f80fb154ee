// Reverse differentiation of programs: what it is asked and what it gives.
export * from './differentiate.js';
export { derivative, type IsVariable } from './derivative.js';
