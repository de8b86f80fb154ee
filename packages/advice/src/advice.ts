// Advice: edits that pay, the best first. Each was made in the source, compiled and analysed before it is told.
import { goodDecades, measuresOf, type Advice, type Analysis, type Measures } from '@trammel/analysis';
import type { Edit, Span } from '@trammel/diagnostics';
import { createSites, type Idea } from '@trammel/operators';
import { approximateSize, substituteSize } from '@trammel/tensor';
import type { CompileOptions, SourceProvider } from '@trammel/lower';
import { proposalsFor, type Proposal } from './proposals.js';
import { tried, type Trial, type Workshop } from './trial.js';

/** An analysed network, and what its file was compiled with. */
export interface AdviceRequest {
  readonly analysis: Analysis;
  readonly provider: SourceProvider;
  /** Values for parameters of the net, as it was compiled with them. */
  readonly overrides?: CompileOptions['overrides'];
}

/** How much is told. */
const mostAdvice = 5;
/** Of a figure, an edit has to save so much to be worth its line. */
const leastGain = 0.05;
/** What more of a figure an edit may cost. */
const mostCost = 0.01;
/** The calls that are edited for an idea make up this much of all that it would save. */
const enough = 0.9;

/** Empty where nothing pays. The network must have been compiled from a single text, in which the edits are. */
export function adviceFor({ analysis, provider, overrides }: AdviceRequest): readonly Advice[] {
  const workshop: Workshop = { analysis, provider, options: { overrides, sites: createSites() } };
  const found = [...findingCandidates(analysis), ...ideaCandidates(analysis)].flatMap((candidate) => judged(candidate, workshop) ?? []);
  const ranked = found.sort((a, b) => b.weight - a.weight);
  if (ranked.length === 0) return [];
  const before = measuresOf(analysis);
  const told: Advice[] = [];
  for (const { candidate, trial } of ranked) {
    if (told.length === mostAdvice) break;
    const { idea, calls, layers } = candidate;
    const after = measuresOf(trial.analysis);
    if (loses(before, after)) continue;
    told.push({ idea, calls, layers, edits: trial.edits, before, after, broken: brokenBy(trial, analysis) });
  }
  return told;
}

/** Whether a gradient that was in order vanishes or explodes by it, or one that was not gets worse. */
function loses(before: Measures, after: Measures): boolean {
  return reachOf(after) > Math.max(goodDecades, reachOf(before) + rounding);
}

/** How far gradients go from that at the output, in decades. */
const reachOf = ({ gradient }: Measures): number => Math.max(-(gradient?.smallest ?? 0), gradient?.largest ?? 0);

/** In decades. */
const rounding = 0.05;

/** Something to try. */
interface Candidate extends Pick<Advice, 'idea' | 'calls' | 'layers'> {
  readonly edits: readonly Edit[];
  /** What is tried where that does not compile. */
  readonly otherwise: Candidate | undefined;
  readonly mends: boolean;
}

interface Judged {
  readonly candidate: Candidate;
  readonly trial: Trial;
  readonly weight: number;
}

/** What mends a finding was found to help when it was offered; that is measured here beside everything else. */
function findingCandidates({ gradient, graph }: Analysis): readonly Candidate[] {
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
              mends: true,
            },
          ],
    ),
  );
}

function ideaCandidates(analysis: Analysis): readonly Candidate[] {
  return [...proposalsFor(analysis)].flatMap(([idea, proposals]) => {
    const ordered = [...proposals].sort((a, b) => b.saved - a.saved);
    const [largest] = ordered;
    if (largest === undefined) return [];
    const single = candidateOf(idea, [largest]);
    return [{ ...candidateOf(idea, mainOf(ordered)), otherwise: single }];
  });
}

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

const candidateOf = (name: Idea, proposals: readonly Proposal[]): Candidate => ({
  idea: { kind: 'alternative', name },
  calls: proposals.map(({ edit }): Span => edit.span).sort((a, b) => a.start - b.start),
  layers: proposals.reduce((sum, { layers }) => sum + layers, 0),
  edits: onceEach(proposals.flatMap(({ edit, support }) => [edit, ...support])),
  otherwise: undefined,
  mends: false,
});

/** Calls of one block need the same of it. */
function onceEach(edits: readonly Edit[]): readonly Edit[] {
  return [...new Map(edits.map((edit) => [`${edit.span.start} ${edit.span.end} ${edit.text}`, edit])).values()];
}

function judged(candidate: Candidate, workshop: Workshop): Judged | undefined {
  const trial = tried(candidate.edits, workshop);
  if (trial === undefined) return candidate.otherwise === undefined ? undefined : judged(candidate.otherwise, workshop);
  const gains = [gainOf('parameters', trial, workshop), gainOf('multiplications', trial, workshop)];
  const [best, worst] = [Math.max(...gains), Math.min(...gains)];
  if (candidate.mends)
    return worst < -mostCost ? undefined : { candidate, trial, weight: (mendsGradients(trial, workshop) ? mending : 0) + best };
  if (best < leastGain || worst < -mostCost) return undefined;
  return { candidate, trial, weight: gains.reduce((sum, gain) => sum + gain, 0) };
}

/** A network that does not learn is worse than one that is dear. */
const mending = 2;

/** Whether gradients are nearer to that at the output by it. A bias that is dead costs its place alone. */
const mendsGradients = ({ analysis }: Trial, { analysis: before }: Workshop): boolean =>
  reachOf(measuresOf(analysis)) < reachOf(measuresOf(before)) - rounding;

/** The part of a figure that is saved; 0 where it is not known. */
function gainOf(figure: 'parameters' | 'multiplications', { analysis }: Trial, { analysis: before }: Workshop): number {
  const total = ({ cost, sizes }: Analysis): number => approximateSize(substituteSize(cost.totals[figure], sizes));
  const gain = 1 - total(analysis) / total(before);
  return Number.isFinite(gain) ? gain : 0;
}

/** Assertions stand in the same order before and after. */
function brokenBy({ analysis }: Trial, before: Analysis): readonly string[] {
  return before.assertions.flatMap(({ assertion, holds }, index) =>
    holds === true && analysis.assertions[index]?.holds === false ? [assertion.text] : [],
  );
}
