/** The typed graph that people read: nodes, builder, verifier, printer. */
export {};
