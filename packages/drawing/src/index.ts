// Drawing: the numbers that weights and inputs begin with.
export { fillIndices, fillUniform, generatorOf, uniformFrom, type Generator, type Key } from './generator.js';
export { indexBounds } from './index-bounds.js';
export { fillInitial } from './initial-values.js';
export { fillNormal, fillTruncatedNormal, normalFrom } from './normal.js';
export { fillOrthogonal } from './orthogonal.js';
