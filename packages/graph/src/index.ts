// The typed graph and what can be asked of it.
export * from './assertion.js';
export * from './edge.js';
export * from './frame.js';
export * from './graph.js';
export * from './labelled-scores.js';
export * from './measures.js';
export * from './print.js';
export * from './program-of-graph.js';
export * from './verify.js';
export * from './walk.js';
export * from './with-loss.js';
export { copyOf, parametersByName, weightsName, type CopyPath } from './weights-name.js';
