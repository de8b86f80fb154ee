// The difference of two texts as edits of whole lines: what a reader sees as a diff. Not how the second text was made.
import { replace, type Edit, type SourceFile } from '@trammel/diagnostics';

/** Beyond so many comparisons everything between the first and the last difference is one edit. */
const mostComparisons = 4e6;

/** Edits that make `text` of the source, each of as few lines as hold it. */
export function lineEdits(source: SourceFile, text: string): readonly Edit[] {
  const [before, after] = [linesOf(source.text), linesOf(text)];
  const start = commonLength(before, after);
  const end = commonLength([...before.slice(start)].reverse(), [...after.slice(start)].reverse());
  const [old, fresh] = [before.slice(start, before.length - end), after.slice(start, after.length - end)];
  const kept = old.length * fresh.length > mostComparisons ? [] : commonLines(old, fresh);
  const edits: Edit[] = [];
  let [from, to] = [0, 0];
  let offset = lengthOf(before.slice(0, start));
  for (const [i, j] of [...kept, [old.length, fresh.length] as const]) {
    const removed = lengthOf(old.slice(from, i));
    if (i > from || j > to) edits.push(replace({ source, start: offset, end: offset + removed }, fresh.slice(to, j).join('')));
    offset += removed + (old[i]?.length ?? 0);
    [from, to] = [i + 1, j + 1];
  }
  return edits;
}

/** Lines with their ends. */
const linesOf = (text: string): readonly string[] => text.match(/[^\n]*\n|[^\n]+$/g) ?? [];

const lengthOf = (lines: readonly string[]): number => lines.reduce((sum, line) => sum + line.length, 0);

function commonLength(a: readonly string[], b: readonly string[]): number {
  let length = 0;
  while (length < a.length && length < b.length && a[length] === b[length]) length += 1;
  return length;
}

/** The places of a longest common subsequence, by the table of its lengths (Wagner and Fischer 1974). */
function commonLines(a: readonly string[], b: readonly string[]): readonly (readonly [number, number])[] {
  const width = b.length + 1;
  const lengths = new Uint32Array((a.length + 1) * width);
  const at = (i: number, j: number): number => lengths[i * width + j] ?? 0;
  for (let i = a.length - 1; i >= 0; i -= 1)
    for (let j = b.length - 1; j >= 0; j -= 1)
      lengths[i * width + j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
  const places: (readonly [number, number])[] = [];
  for (let [i, j] = [0, 0]; i < a.length && j < b.length;) {
    if (a[i] === b[j]) places.push([i++, j++]);
    else if (at(i + 1, j) >= at(i, j + 1)) i += 1;
    else j += 1;
  }
  return places;
}
