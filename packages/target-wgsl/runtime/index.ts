// The runtime of generated modules, for use without generating one.
export type { ModelData, Step } from '../src/model-data.js';
export * from './faults.js';
export * from './model.js';
export * from './network.js';
