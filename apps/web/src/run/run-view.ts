// All of running that the page itself needs, loaded together.
export { RunPanel } from './run-panel.js';
export { createRunState } from './run-state.js';
