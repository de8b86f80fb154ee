// A WebGPU device in Node, and compiled programs run on it.
export { adapterHint, openDevice } from './adapter.js';
export { compiled, runOnDevice, testStrategy, type Compiled } from './device-run.js';
