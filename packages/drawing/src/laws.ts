// Which laws elements may be drawn by, in parts: a module that is loaded over a network takes the parts that it needs.
import { truncation, type distributionOf } from '@trammel/operators';
import { fillUniform, type Key } from './generator.js';
import { fillNormal, fillTruncatedNormal } from './normal.js';
import { fillOrthogonal } from './orthogonal.js';

/** How elements are distributed. */
export type Law = ReturnType<typeof distributionOf>;

/** Fills the array, a tensor of so many rows, if it knows the law; else gives false. */
export type LawFiller = (to: Float64Array, law: Law, rows: number, key: Key) => boolean;

/** The same number everywhere, or all numbers of an interval alike. */
export const fillPlainLaw: LawFiller = (to, law, _rows, key) => {
  if (law.kind === 'constant') to.fill(law.value);
  else if (law.kind === 'uniform') fillUniform(to, key, law.minimum, law.maximum);
  else return false;
  return true;
};

/** The normal distribution, also cut off on both sides. */
export const fillNormalLaw: LawFiller = (to, law, _rows, key) => {
  if (law.kind === 'normal') fillNormal(to, key, law.mean, law.std);
  else if (law.kind === 'truncated_normal') fillTruncatedNormal(to, key, { mean: law.mean, deviation: law.std, bound: truncation });
  else return false;
  return true;
};

/** Orthogonal matrices. */
export const fillOrthogonalLaw: LawFiller = (to, law, rows, key) => {
  if (law.kind === 'orthogonal') fillOrthogonal(to, key, rows, law.gain);
  return law.kind === 'orthogonal';
};
