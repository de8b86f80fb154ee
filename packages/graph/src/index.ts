// The typed graph and what can be asked of it.
export * from './assertion.js';
export * from './graph.js';
export * from './measures.js';
