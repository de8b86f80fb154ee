// Generated code held against the executor.
export { createLoader, type Exports, type Loader } from './generated-code.js';
export { graphOfSite } from './site-graph.js';
export { agreementOf, filesOf, isDeterministic, type Agreement } from './tfjs-agreement.js';
