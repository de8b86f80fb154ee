// Exact and symbolic sizes, named axes, shapes and tensor types.
export * from './integer.js';
export * from './size.js';
export * from './size-arithmetic.js';
export { ceilDivideSizes, divideSizesExactly, floorDivideSizes, moduloSizes } from './size-division.js';
export * from './size-bounds.js';
export * from './size-maximum.js';
export * from './size-substitution.js';
export * from './shape.js';
export * from './invariant.js';
