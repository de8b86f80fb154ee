// From a graph to a TensorFlow.js project.
export type { GeneratedFile, GeneratedProject } from './generated-project.js';
