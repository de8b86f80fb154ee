// From programs to WebGPU: kernels, schedules, and modules that run them.
export * from './schedule.js';
export * from './plan.js';
export * from './strategy.js';
export type { Kernel } from './kernel.js';
export { placeLives, largestLiveSet, type Life, type Placement } from './arena.js';
export { sizeScript } from './size-script.js';
export { moduleData } from './module-data.js';
export { livesOf, type TensorLife } from './lives.js';
export { countOf, type ModelData } from './model-data.js';
export { condenseShaders, type CondensedShader } from './shader-template.js';
export { expandShader } from './shader-expansion.js';
export { packModule } from './pack-module.js';
export { unpackModule } from './packed-module.js';
export { generateWgsl, type GeneratedModule } from './generate.js';
export { networkSchedules, trainingSchedule, givenInputs, type NetworkSchedules } from './network-schedules.js';
export { explainSchedule, type ScheduleExplanation } from './schedule-explanation.js';
export { scheduleExplanationText } from './schedule-explanation-text.js';
