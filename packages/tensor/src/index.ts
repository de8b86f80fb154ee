// Exact and symbolic sizes, named axes, shapes and tensor types.
export * from './integer.js';
export * from './size.js';
export * from './shape.js';
export * from './invariant.js';
