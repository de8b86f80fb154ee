/** The passes: costs, receptive fields, gradients, memory. */
export {};
