/** The primitives: types, builder, verifier, printer and simplifier. */
export {};
