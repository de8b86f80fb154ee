// Reverse differentiation of programs, and the rules by which parameters follow their gradients.
export * from './differentiate.js';
export { derivative, type IsVariable } from './derivative.js';
export { clips, isClipName, type Clip, type ClipName } from './clips.js';
export { withMomentum } from './momentum.js';
export type { Momentum, MomentumForm, Optimizer, OptimizerState, Update, Updated } from './optimizer.js';
export { isOptimizerName, optimizers, type OptimizerName } from './optimizers.js';
export { isScheduleName, scheduledRate, schedules, type Schedule, type ScheduleName } from './schedules.js';
export type { Settings } from './settings.js';
