// Advice for the page: what to do, what it comes to, what it costs, and the edit as a diff beside its place in the source.
import type { Advice } from '@trammel/analysis';
import { adviceCosts, adviceDiff, adviceTable, adviceWords, type DiffHunk } from '@trammel/report';
import { escaped, prose } from './markup.js';
import { numbersOf } from './document-table.js';
import type { Sources } from './source-view.js';
import type { AdviceView } from './views.js';

/** The section of a network; undefined where nobody asked for advice. */
export function adviceView(advice: readonly Advice[] | undefined, id: string, { hrefOf }: Sources): AdviceView | undefined {
  if (advice === undefined) return undefined;
  return {
    id,
    summary:
      advice.length === 0
        ? 'No edit pays: none of those that were tried saves enough, and gives the same shapes.'
        : 'Each edit was made in the source, compiled and analysed as it stands here. They are no steps of one plan, and what is computed is not the same: whether it learns as well is for a training to say.',
    items: advice.map((each) => {
      const { what, why } = adviceWords(each);
      const [edit] = each.edits;
      const hunks = adviceDiff(each);
      return {
        what: prose(what),
        why,
        place: hunks.length === 1 ? `line ${hunks[0]?.line ?? ''}` : `lines ${hunks.map(({ line }) => line).join(', ')}`,
        href: edit === undefined ? undefined : hrefOf(edit.span),
        numbers: numbersOf(adviceTable(each)),
        costs: adviceCosts(each).map(prose),
        edited: hunks.map(hunkMarkup).join('\n\n'),
      };
    }),
  };
}

const hunkMarkup = ({ removed, added }: DiffHunk): string =>
  [...removed.map((line) => `<del>- ${escaped(line)}</del>`), ...added.map((line) => `<ins>+ ${escaped(line)}</ins>`)].join('\n');
