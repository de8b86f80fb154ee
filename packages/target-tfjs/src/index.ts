// From a graph to a TensorFlow.js project.
export { generateTfjs } from './generate.js';
export type { GeneratedFile, GeneratedProject } from './generated-project.js';
export type { Origin } from './origins.js';
export { inputName } from './model-file.js';
export { problems } from './problems.js';
