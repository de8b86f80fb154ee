// Candidates for advice: what findings offer and what operators say of themselves, as edits of the file. Not whether they pay.
import type { Advice, Analysis, SingleIdea } from '@trammel/analysis';
import type { Edit, Span } from '@trammel/diagnostics';
import { ideas } from '@trammel/operators';
import { proposalsFor, type Aim, type Proposal } from './proposals.js';

/** Something to try. */
export interface Candidate extends Pick<Advice, 'calls' | 'layers'> {
  readonly idea: SingleIdea;
  readonly edits: readonly Edit[];
  /** What is tried where that does not compile. */
  readonly otherwise: Candidate | undefined;
}

/** The calls that are edited for an idea make up this much of all that it would save. */
const enough = 0.9;

/** What mends a finding was found to help when it was offered; that is measured here beside everything else. */
export function findingCandidates({ gradient, graph }: Analysis): readonly Candidate[] {
  return gradient.findings.flatMap(({ code, help }) =>
    help.flatMap(({ text, edits }): readonly Candidate[] =>
      edits.length === 0 || edits.some(({ span }) => span.source.path !== graph.file)
        ? []
        : [
            {
              idea: { kind: 'finding', code, text },
              calls: edits.map(({ span }) => span),
              layers: edits.length,
              edits,
              otherwise: undefined,
            },
          ],
    ),
  );
}

/** One list for each idea: taken as far as those do who are cited for it, then less and further. */
export function ideaCandidates(analysis: Analysis): readonly (readonly Candidate[])[] {
  const byIdea = new Map<string, { readonly order: number; readonly candidate: Candidate }[]>();
  for (const [aim, proposals] of proposalsFor(analysis)) {
    const ordered = [...proposals].sort((a, b) => b.saved - a.saved);
    const [largest] = ordered;
    if (largest === undefined) continue;
    const candidate = { ...candidateOf(aim, mainOf(ordered)), otherwise: candidateOf(aim, [largest]) };
    byIdea.set(aim.idea, [...(byIdea.get(aim.idea) ?? []), { order: degreesOf(aim.idea).indexOf(aim.degree), candidate }]);
  }
  return [...byIdea.values()].map((list) => list.sort((a, b) => a.order - b.order).map(({ candidate }) => candidate));
}

const degreesOf = (idea: Aim['idea']): readonly number[] => ideas[idea].degrees;

function mainOf(ordered: readonly Proposal[]): readonly Proposal[] {
  const all = ordered.reduce((sum, { saved }) => sum + saved, 0);
  const main: Proposal[] = [];
  let told = 0;
  for (const proposal of ordered) {
    if (told >= enough * all) break;
    main.push(proposal);
    told += proposal.saved;
  }
  return main;
}

const candidateOf = ({ idea, degree }: Aim, proposals: readonly Proposal[]): Candidate => ({
  idea: { kind: 'alternative', name: idea, degree },
  calls: proposals.map(({ edit }): Span => edit.span).sort((a, b) => a.start - b.start),
  layers: proposals.reduce((sum, { layers }) => sum + layers, 0),
  edits: onceEach(proposals.flatMap(({ edit, support }) => [edit, ...support])),
  otherwise: undefined,
});

/** Calls of one block need the same of it. */
export function onceEach(edits: readonly Edit[]): readonly Edit[] {
  return [...new Map(edits.map((edit) => [`${edit.span.start} ${edit.span.end} ${edit.text}`, edit])).values()];
}
