/** Documents over plain results; computes nothing. */
export {};
