/** The reference executor: slow and obvious, in f64. */
export {};
