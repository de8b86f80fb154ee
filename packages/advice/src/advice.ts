// Advice: edits that pay, the best first. Each was made in the source, compiled and analysed before it is told.
import { figuresAt, measuresOf, type Advice, type Analysis } from '@trammel/analysis';
import type { Edit } from '@trammel/diagnostics';
import type { CompileOptions, SourceProvider } from '@trammel/lower';
import { createSites } from '@trammel/operators';
import { findingCandidates, ideaCandidates, onceEach, type Candidate } from './candidates.js';
import { chosen, degreeOf, gainsOf, judged, leastGain, loses, type Judged } from './judged.js';
import { lineEdits } from './line-edits.js';
import { tried, type Trial, type Workshop } from './trial.js';

/** An analysed network, and what its file was compiled with. */
export interface AdviceRequest {
  readonly analysis: Analysis;
  readonly provider: SourceProvider;
  /** Values for parameters of the net, as it was compiled with them. */
  readonly overrides?: CompileOptions['overrides'];
}

/** How much is told, but for what is told of several together. */
const mostAdvice = 5;
/** How many ways to mend gradients are tried for one edit. */
const mostMendings = 2;

/** Empty where nothing pays. The network must have been compiled from a single text, in which the edits are. */
export function adviceFor({ analysis, provider, overrides }: AdviceRequest): readonly Advice[] {
  const workshop: Workshop = { analysis, provider, options: { overrides, sites: createSites() }, before: measuresOf(analysis) };
  const mending = findingCandidates(analysis).flatMap((candidate) => judged(candidate, workshop) ?? []);
  const choices = [
    ...mending.map((told) => ({ told, others: [] })),
    ...ideaCandidates(analysis).flatMap((ways) => chosen(ways.flatMap((way) => judged(way, workshop) ?? [])) ?? []),
  ].sort((a, b) => b.told.weight - a.told.weight);
  const told: Told[] = [];
  for (const { told: each, others } of choices) {
    if (told.length === mostAdvice) break;
    const made = madeOf(each.candidate, each.trial, workshop);
    const advice = {
      ...made,
      others: others.map(({ trial, ...way }) => ({ degree: degreeOf({ trial, ...way }), figures: figuresOf(trial) })),
    };
    told.push({ judged: each, advice });
  }
  const list = told.sort((a, b) => burden(a.advice) - burden(b.advice));
  const both = togetherOf(list, workshop);
  return [...list.map(({ advice }) => advice), ...(both === undefined ? [] : [both])];
}

/** What pays as it is stands before what pays with another edit, and that before what costs gradients. */
const burden = ({ mending, losesGradients }: Advice): number => (losesGradients ? 2 : mending === undefined ? 0 : 1);

interface Told {
  readonly judged: Judged;
  readonly advice: Advice;
}

const figuresOf = ({ analysis: { cost, sizes } }: Trial): ReturnType<typeof figuresAt> => figuresAt(cost.totals, sizes);

/** With what keeps gradients in order where they would not be without it. */
function madeOf({ idea, calls, layers }: Pick<Advice, 'idea' | 'calls' | 'layers'>, trial: Trial, workshop: Workshop): Advice {
  const { analysis, before } = workshop;
  const after = measuresOf(trial.analysis);
  const mended = loses(before, after) ? mendedTrial(trial, workshop) : undefined;
  const last = mended?.trial ?? trial;
  return {
    idea,
    mending: mended?.text,
    losesGradients: mended === undefined && loses(before, after),
    others: [],
    calls,
    layers,
    edits: lineEdits(analysis.graph.span.source, last.text),
    before,
    after: mended === undefined ? after : measuresOf(last.analysis),
    broken: brokenBy(last, analysis),
  };
}

/** The edited network with what its own findings offer, where that keeps its gradients in order. */
function mendedTrial(trial: Trial, workshop: Workshop): { readonly trial: Trial; readonly text: string } | undefined {
  for (const { idea, edits } of findingCandidates(trial.analysis).slice(0, mostMendings)) {
    const again = tried(edits, { ...workshop, analysis: trial.analysis });
    if (again === undefined || idea.kind !== 'finding' || loses(workshop.before, measuresOf(again.analysis))) continue;
    // What that comes to is told by the measures.
    return { trial: again, text: idea.text.split(': ')[0] ?? idea.text };
  }
  return undefined;
}

/** The best two that can be made together, where that saves more than either. */
function togetherOf(list: readonly Told[], workshop: Workshop): Advice | undefined {
  for (const [place, first] of list.entries()) {
    for (const [offset, second] of list.slice(place + 1).entries()) {
      const pair = [first.judged, second.judged] as const;
      const made = bothOf(pair, [place, place + 1 + offset], workshop);
      if (made !== undefined) return made;
    }
  }
  return undefined;
}

function bothOf([one, other]: readonly [Judged, Judged], places: readonly [number, number], workshop: Workshop): Advice | undefined {
  const edits = onceEach([...one.candidate.edits, ...other.candidate.edits]);
  if (overlap(one.candidate.edits, other.candidate.edits)) return undefined;
  const trial = tried(edits, workshop);
  if (trial === undefined) return undefined;
  const gains = gainsOf(trial, workshop);
  const isMore = (['parameters', 'multiplications'] as const).some(
    (figure) => gains[figure] > Math.max(one.gains[figure], other.gains[figure]) + leastGain / 2,
  );
  if (!isMore) return undefined;
  const parts = [one, other].map(({ candidate: { idea } }, index) => ({ place: places[index] ?? 0, idea }));
  const made = madeOf({ idea: { kind: 'together', parts }, calls: callsOf(one, other), layers: layersOf(one, other) }, trial, workshop);
  return made.losesGradients ? undefined : made;
}

const callsOf = (one: Judged, other: Judged): Candidate['calls'] =>
  [...one.candidate.calls, ...other.candidate.calls].sort((a, b) => a.start - b.start);

const layersOf = (one: Judged, other: Judged): number => one.candidate.layers + other.candidate.layers;

/** Whether two edits change the same text. Where both only put something in, they do not. */
const overlap = (some: readonly Edit[], others: readonly Edit[]): boolean =>
  some.some(({ span: a }) => others.some(({ span: b }) => a.start < b.end && b.start < a.end));

/** Assertions stand in the same order before and after. */
function brokenBy({ analysis }: Trial, before: Analysis): readonly string[] {
  return before.assertions.flatMap(({ assertion, holds }, index) =>
    holds === true && analysis.assertions[index]?.holds === false ? [assertion.text] : [],
  );
}
