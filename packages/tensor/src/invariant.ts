// The one place below the apps that throws: for mistakes in our own code, never for what a user wrote.

/** Throws when a condition that our own code must guarantee does not hold; `explain` says which. */
export function invariant(condition: boolean, explain: () => string): asserts condition {
  // eslint-disable-next-line no-restricted-syntax -- a broken invariant is a defect of this code, not of a network
  if (!condition) throw new Error(`internal: ${explain()}`);
}

/** The value, which our own code guarantees to be there. */
export function present<T>(value: T | undefined, explain: () => string): T {
  invariant(value !== undefined, explain);
  return value;
}
