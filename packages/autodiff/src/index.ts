/** Reverse-mode differentiation of programs, and optimizers. */
export {};
