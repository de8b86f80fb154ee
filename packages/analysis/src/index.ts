// What is found of a network: costs, receptive fields, memory, assertions, and what differs between two.
export * from './analysis.js';
export * from './assertions.js';
export * from './comparison.js';
export * from './context.js';
export type { ContractionProfile } from './contraction-profile.js';
export * from './cost.js';
export * from './figures.js';
export * from './memory.js';
export * from './passes.js';
export * from './problems.js';
export * from './receptive-field.js';
export { fieldOfUnit, type UnitField } from './receptive-field/unit-field.js';
export { contains, countOf, elementsOf, runsOf, type IntegerSet } from './receptive-field/integer-set.js';
export { elementCountOf, projection, type Box, type IndexSet } from './receptive-field/index-set.js';
