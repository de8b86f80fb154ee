/** How large things may get while a net is elaborated. Far beyond any network, and small enough to stop in time and memory. */

export const limits = {
  /** Nodes of one net as they are written out, copies of folded repeats not counted; also calls of blocks and rounds of loops. */
  nodes: 1_000_000,
  /** Nodes of one net with all copies of folded repeats. */
  copiedNodes: 10_000_000,
  /** Different layers of one compilation: operators that differ in their arguments or in the types of what they take. */
  layers: 20_000,
  /** Indices of an axis: what a double counts exactly. */
  axis: Number.MAX_SAFE_INTEGER,
  /** Braces and calls of blocks inside of each other. */
  depth: 200,
  /** Values in a tuple, at all depths. */
  tupleLeaves: 100_000,
  /** Decimal digits of a whole number. */
  digits: 100,
  /** The largest power of a symbolic size. */
  symbolicPower: 16,
  /** Terms of a symbolic size. */
  terms: 200,
  /** Characters of a printed value. */
  printedValue: 120,
} as const;
