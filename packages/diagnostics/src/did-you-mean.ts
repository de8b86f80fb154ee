/** The nearest of some names to one that was not found; `undefined` when none is near enough to be worth a guess. */
import { distance } from 'fastest-levenshtein';

interface Guess {
  readonly name: string;
  readonly cost: number;
}

/** The candidate a person most likely meant: one or two slips, or other capitals and separators. Ties go to the earlier candidate. */
export function didYouMean(name: string, candidates: Iterable<string>): string | undefined {
  let best: Guess | undefined;
  for (const candidate of candidates) {
    const cost = costOf(name, candidate);
    if (cost <= allowedCost(name, candidate) && (best === undefined || cost < best.cost)) best = { name: candidate, cost };
  }
  return best?.name;
}

/** A wrong letter costs 1; capitals, `_`, `-` and two swapped neighbours cost less. */
function costOf(name: string, candidate: string): number {
  if (name === candidate) return 0;
  const plainName = plain(name);
  const plainCandidate = plain(candidate);
  if (plainName === plainCandidate) return 0.25;
  if (Math.abs(plainName.length - plainCandidate.length) > 3) return Infinity;
  const letters = distance(plainName, plainCandidate);
  return letters === 2 && differBySwap(plainName, plainCandidate) ? 1 : letters;
}

/** A third of the letters may be wrong, but never more than three and never all of them. */
function allowedCost(name: string, candidate: string): number {
  const length = Math.min(name.length, candidate.length);
  if (length <= 2) return length === 0 ? -1 : 0.5;
  return Math.min(3, Math.max(1, Math.floor(Math.max(name.length, candidate.length) / 3)));
}

function plain(name: string): string {
  return name.toLowerCase().replace(/[_-]/g, '');
}

function differBySwap(first: string, second: string): boolean {
  if (first.length !== second.length) return false;
  let index = 0;
  while (first[index] === second[index]) index++;
  return first[index] === second[index + 1] && first[index + 1] === second[index] && first.slice(index + 2) === second.slice(index + 2);
}
