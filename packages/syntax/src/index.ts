/** Tokens, grammar, typed tree and formatter of the language; knows no operator. */
export type * from './tree.js';
export { callName, plainName } from './tree.js';
export { type ExpressionResult, type ParseResult, parse, parseExpression } from './parse.js';
export { problems } from './problems.js';
export { type PlacedToken, type TokenClass, type TokenInfo, isName, leadingWords, placedTokens, tokenAt, tokenList } from './token-list.js';
export { type FormatResult, format, print } from './format.js';
