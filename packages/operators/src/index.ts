// The operators, their attributes, and the sites at which they are called.
export * from './argument.js';
export * from './attribute.js';
export * from './fault.js';
export * from './habits.js';
export { initialMoments } from './initial-moments.js';
export * from './initializer.js';
export { initializer } from './initializer-kind.js';
export * from './kinds.js';
export { numberOperand } from './number-operand.js';
export * from './operator.js';
export * from './operators.js';
export * from './problems.js';
export { elementFunction } from './signal-of-meaning.js';
export { type SignalCall, type SignalContext, type SignalRule, type SignalServices } from './signal.js';
export { scalingInitializers, steadyActivation, steadyInitializer } from './remedies.js';
export * from './site.js';
export { isWindowAxis } from './window.js';
