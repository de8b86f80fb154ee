// The fast executor of programs: compileProgram() and what it gives.
export * from './compile.js';
export { explainCompileProblem, type CompileProblem } from './sizes.js';
