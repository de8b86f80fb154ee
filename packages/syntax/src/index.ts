/** Tokens, grammar, typed tree and formatter of the language; knows no operator. */
export type * from './tree.js';
export { callName, plainName } from './tree.js';
