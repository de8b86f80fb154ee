// Drawing: the numbers that weights and inputs begin with.
export { fillIndices, fillUniform, generatorOf, uniformFrom, type Generator, type Key } from './generator.js';
export { indexBounds } from './index-bounds.js';
export { fillInitial, fillInitialBy } from './initial-values.js';
export { fillNormalLaw, fillOrthogonalLaw, fillPlainLaw, type Law, type LawFiller } from './laws.js';
export { fillNormal, fillTruncatedNormal, normalFrom } from './normal.js';
export { fillOrthogonal } from './orthogonal.js';
