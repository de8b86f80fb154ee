/** The word for an `add` of the identity and what its body gives; not an operator, and no name for anything else. */
export const residualName = 'residual';
