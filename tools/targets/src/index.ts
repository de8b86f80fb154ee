// Generated code held against the executor.
export { useBackend } from './generated-backend.js';
export { createLoader, type Exports, type Loader } from './generated-code.js';
export { randomTrial, type RandomTrial } from './random-tfjs.js';
export { graphOfSite } from './site-graph.js';
export { filesOf } from './tfjs-agreement.js';
export { faultsOf, type Conditions } from './tfjs-faults.js';
