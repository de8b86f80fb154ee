// What a candidate saves, told from what was made of it: worth its line or not, and how much beside others. Gradients are looked at later.
import { measuresOf, goodDecades, type Analysis, type Measures } from '@trammel/analysis';
import { approximateSize, substituteSize } from '@trammel/tensor';
import type { Candidate } from './candidates.js';
import { tried, type Trial, type Workshop } from './trial.js';

/** A candidate that was made and counted. */
export interface Judged {
  readonly candidate: Candidate;
  readonly trial: Trial;
  readonly gains: Gains;
  /** What ranks it. */
  readonly weight: number;
}

/** The part of a figure that is saved; 0 where it is not known. */
export interface Gains {
  readonly parameters: number;
  readonly multiplications: number;
}

/** Of a figure, an edit has to save so much to be worth its line. */
export const leastGain = 0.05;
/** What more of a figure an edit may cost. */
const mostCost = 0.01;
/** A network that does not learn is worse than one that is dear. */
const mending = 2;

/** Undefined where it does not compile, or does not pay. */
export function judged(candidate: Candidate, workshop: Workshop): Judged | undefined {
  const trial = tried(candidate.edits, workshop);
  if (trial === undefined) return candidate.otherwise === undefined ? undefined : judged(candidate.otherwise, workshop);
  const gains = gainsOf(trial, workshop);
  const [best, worst] = [Math.max(gains.parameters, gains.multiplications), Math.min(gains.parameters, gains.multiplications)];
  if (worst < -mostCost) return undefined;
  if (candidate.idea.kind === 'finding')
    return { candidate, trial, gains, weight: (mendsGradients(trial, workshop) ? mending : 0) + Math.max(0, best) };
  return best < leastGain ? undefined : { candidate, trial, gains, weight: sumOf(gains) };
}

/** What a trial saves of the network. */
export function gainsOf({ analysis }: Trial, { analysis: before }: Workshop): Gains {
  const gain = (figure: keyof Gains): number => {
    const total = ({ cost, sizes }: Analysis): number => approximateSize(substituteSize(cost.totals[figure], sizes));
    const part = 1 - total(analysis) / total(before);
    return Number.isFinite(part) ? part : 0;
  };
  return { parameters: gain('parameters'), multiplications: gain('multiplications') };
}

export const sumOf = ({ parameters, multiplications }: Gains): number => parameters + multiplications;

/** One idea taken several ways: the one that is told, and the others that save more for being taken further. */
export function chosen(ways: readonly Judged[]): { readonly told: Judged; readonly others: readonly Judged[] } | undefined {
  const [usual] = ways;
  if (usual === undefined) return undefined;
  const front: Judged[] = [];
  for (const way of [...ways].sort((a, b) => degreeOf(a) - degreeOf(b))) {
    const last = front.at(-1);
    if (last === undefined || sumOf(way.gains) > sumOf(last.gains) + leastGain) front.push(way);
  }
  const told = front.includes(usual) ? usual : front.at(-1);
  return told === undefined ? undefined : { told, others: front.filter((way) => way !== told) };
}

export const degreeOf = ({ candidate: { idea } }: Judged): number => (idea.kind === 'alternative' ? idea.degree : 1);

/** Whether gradients are nearer to that at the output by it. A bias that is dead costs its place alone. */
const mendsGradients = ({ analysis }: Trial, { before }: Workshop): boolean => reachOf(measuresOf(analysis)) < reachOf(before) - rounding;

/** Whether a gradient that was in order vanishes or explodes by it, or one that was not gets worse. */
export function loses(before: Measures, after: Measures): boolean {
  return reachOf(after) > Math.max(goodDecades, reachOf(before) + rounding);
}

/** How far gradients go from that at the output, in decades. */
const reachOf = ({ gradient }: Measures): number => Math.max(-(gradient?.smallest ?? 0), gradient?.largest ?? 0);

/** In decades. */
const rounding = 0.05;
