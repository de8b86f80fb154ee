// Beyond which numbers an estimate says nothing. Not what is made of that.

/** Of the log-variance that fluctuations of activations cause by growing on their way: they are not small beyond it, and a linear response says nothing (section 6). */
export const largestForwardVariance = 1;
