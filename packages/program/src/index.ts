// The program of primitives: values, instructions, and the functions that build them.
export * from './value.js';
export * from './program.js';
export * from './arithmetic.js';
export * from './views.js';
export * from './combine.js';
export * from './scalar-functions.js';
export * as scalar from './scalar.js';
export type { BinaryFunction, Scalar, UnaryFunction } from './scalar.js';
export * from './inline.js';
export * from './operation-counts.js';
export * from './print.js';
export { printScalar } from './print-scalar.js';
export * from './known-coordinate.js';
export * from './runs.js';
export * from './verify.js';
export * from './simplify.js';
export { mapOperands, mapSources, type Replacement } from './map-operands.js';
export * from './random.js';
