// The public facade: compile, analyse and explain networks. Pure: files are given as text, results are plain data.
export * from './analyze.js';
export * from './default-seed.js';
export * from './equivalence.js';
export * from './gradient-detail.js';
export * from './inputs.js';
export * from './manual.js';
export * from './targets.js';
export * from './unit.js';
