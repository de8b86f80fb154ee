/** Indentation-aware text for generated code. */
export {};
