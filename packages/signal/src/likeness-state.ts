// What is known of how alike the positions of an example come out, draw by draw. How it passes through maps is in likeness.ts.

/** Variances over draws of the common part C = E y y' of two positions and of what is apart, D = E y^2 - E y y', and their covariance. */
export interface LikenessSpread {
  readonly common: number;
  readonly both: number;
  readonly apart: number;
}

/** A tensor whose likeness others follow, told apart by identity. */
export interface LikenessRoot {
  readonly spread: LikenessSpread;
}

/** How C and D here move with those of the root: dC/dC, dC/dD, dD/dC, dD/dD. */
export type Gains = readonly [number, number, number, number];

/**
 * Overlaps of positions are means over units, so that they vary from draw to draw, by a part of 1/width at each layer. Tokens that a network
 * makes alike multiply such variations, and differences between them are left with few directions.
 */
export interface Likeness {
  readonly root: LikenessRoot;
  readonly gains: Gains;
  /** What varies besides. */
  readonly fresh: LikenessSpread;
  /** tr S^2 / (tr S)^2 of the covariance S of what is apart: 1 over the directions that it takes. */
  readonly unevenness: number;
  /** The same of the input of the linear map that made the tensor. */
  readonly unevennessBefore: number;
  /** Which part of what is apart is linear in what was apart at the last sum. */
  readonly coherence: number;
  /** The part of C that joined since positions were last brought to one size. */
  readonly joined: number;
}
