// The reference executor of programs: run() and what goes in and comes out of it.
export * from './run.js';
export { elementLimit, type Operations, type RunProblem } from './execution.js';
export { hash, streamWithin, uniform, type Stream } from './random.js';
export { countElements, type Tensor } from './tensor.js';
