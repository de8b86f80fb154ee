// Sets of examples, and how they go into a network.
export * from './batches.js';
export * from './example-set.js';
export * from './fit.js';
export * from './point-sets.js';
export { shuffled } from './shuffled.js';
export * from './digits.js';
export * from './image-set.js';
export * from './table-set.js';
