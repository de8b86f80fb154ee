// Advice: edits of a network that pay, proposed, made and measured.
export { adviceFor, type AdviceRequest } from './advice.js';
