// Certified bounds on gradients: what is asked, what comes back, and the pass.
export { defaultBoundsOptions, gradientBoundsOf } from './graph-bounds.js';
export type { Interval } from './interval.js';
export type { BoundsOptions, CopiedBounds, GradientBounds, NodeBounds, TensorBound } from './result.js';
