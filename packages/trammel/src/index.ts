/** The public facade: parse, analyse, generate, explain. */
export {};
