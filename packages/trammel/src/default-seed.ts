// The seed of draws that nobody gives one. Not the draws.

/** What sampling and runs of trainings begin from unless told. */
export const defaultSeed = 1;
