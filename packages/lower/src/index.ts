/** From tree to graph: names, blocks, attributes and shapes. */
export { compile, type CompileOptions, type CompileResult, type Network } from './compile.js';
export { limits } from './limits.js';
export { type SourceProvider } from './modules.js';
export { problems } from './problems.js';
export { functionNames } from './function-names.js';
export { standardFile, standardNames } from './standard.js';
export { trainingSettings, type TrainingSettingKind } from './training-settings.js';
