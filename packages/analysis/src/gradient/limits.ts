// Beyond which numbers an estimate says nothing, and from which on copies are told together. Not what is made of that.

/** Of the log-variance that fluctuations of activations cause by growing on their way: they are not small beyond it, and a linear response says nothing (section 6). */
export const largestForwardVariance = 1;

/** Sums of squares below this are lost to rounding soon, and then zero says nothing: they are not told. */
export const smallestEnergy = 1e-270;

/** Where anything in a network grows so much, means of squares are those of few draws all over it; sampled (ADR 18, "Holding still"). */
export const doubtfulForwardVariance = 0.4;

/** Fewer copies of a repeat than this are gone through one by one, though they are alike. */
export const leastJump = 64;
