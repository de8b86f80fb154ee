// The reference executor of programs: run() and what goes in and comes out of it.
export * from './run.js';
export { elementLimit, type Operations, type RunProblem } from './execution.js';
// Programs and executors agree on their draws; who runs programs finds them here too.
export { hash, streamWithin, uniform, type Stream } from '@trammel/program';
export { countElements, type Tensor } from './tensor.js';
