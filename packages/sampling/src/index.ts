// Sampling of gradients at initialisation: prepareSampling(), and what it gives.
export { problems } from './problems.js';
export { prepareSampling, type Draw, type PreparedSampling, type SampledTensor, type Sampling, type SamplingOptions } from './sampling.js';
export { measuringOf, type Measuring, type MeasuringOptions } from './measuring.js';
export type { Place } from './sampled-program.js';
export { ratioStatistics, type SampledRatio } from './statistics.js';
