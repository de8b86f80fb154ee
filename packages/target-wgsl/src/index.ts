// From programs to WebGPU: kernels, schedules, and modules that run them.
export * from './schedule.js';
export * from './plan.js';
export * from './strategy.js';
export type { Kernel } from './kernel.js';
export { placeLives, largestLiveSet, type Life, type Placement } from './arena.js';
export { sizeScript } from './size-script.js';
export { moduleData } from './module-data.js';
export { generateWgsl, type GeneratedModule } from './generate.js';
export { networkSchedules, givenInputs, type NetworkSchedules } from './network-schedules.js';
