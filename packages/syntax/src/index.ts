/** Tokens, grammar, typed tree and formatter of the language; knows no operator. */
export {};
