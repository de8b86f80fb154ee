// Proposals: what operators say of their calls, as edits of the calls that stand in the network's own file. Not whether they pay.
import { replace, spanText, type Edit, type SourceFile } from '@trammel/diagnostics';
import type { Analysis } from '@trammel/analysis';
import type { Node } from '@trammel/graph';
import { ideas, type Alternative, type AlternativeStep, type Idea } from '@trammel/operators';
import { approximateSize, substituteSize, type Size } from '@trammel/tensor';
import { changedCall, countText, writtenArgument, type NewText } from './call-text.js';
import { argumentFor, isUnset, levelsOf, type Files, type Level } from './levels.js';
import { threadTo } from './threading.js';
import { placeKey, writtenFile, type WrittenFile } from './written-file.js';

/** An edit of one call, for all layers that it makes. */
export interface Proposal {
  readonly idea: Idea;
  readonly edit: Edit;
  /** What it needs of blocks that it calls. */
  readonly support: readonly Edit[];
  /** How many layers it changes, copies counted. */
  readonly layers: number;
  /** About how many multiplications and weights it saves together. */
  readonly saved: number;
}

/** A layer with what could stand in its place. */
interface Work {
  readonly node: Node;
  readonly copies: number;
  readonly cost: number;
  readonly multiplies: boolean;
  readonly alternatives: readonly Alternative[];
  readonly levels: readonly Level[];
}

/** Every proposal for every call, by idea. */
export function proposalsFor(analysis: Analysis): ReadonlyMap<Idea, readonly Proposal[]> {
  const works = worksOf(analysis);
  const activations = activationPlaces(analysis);
  const names: readonly Idea[] = works.flatMap(({ alternatives }) => alternatives.map(({ idea }) => idea));
  return new Map(
    Object.keys(ideas).flatMap((name) => {
      const idea = names.find((each) => each === name);
      return idea === undefined ? [] : [[idea, proposalsAt(works, 0, { idea, file: analysis.graph.file, activations })] as const];
    }),
  );
}

function worksOf({ cost, sizes }: Analysis): readonly Work[] {
  const known = new Map<SourceFile, WrittenFile>();
  const files: Files = (source) => {
    const file = known.get(source) ?? writtenFile(source);
    known.set(source, file);
    return file;
  };
  const size = (of: Size): number => approximateSize(substituteSize(of, sizes));
  return cost.rows.flatMap(({ node, copies, figures }): readonly Work[] => {
    const alternatives = node.site.alternatives(size);
    const multiplies = size(figures.macs) > 0;
    if (!multiplies && alternatives.length === 0) return [];
    const levels = levelsOf(node, files);
    return [{ node, copies, cost: size(figures.multiplications) + size(figures.parameters), multiplies, alternatives, levels }];
  });
}

/** Where calls stand that bend what they are given. */
function activationPlaces({ cost, graph }: Analysis): ReadonlySet<string> {
  return new Set(
    cost.rows.flatMap(({ node }) => (node.site.isActivation && node.span.source.path === graph.file ? [placeKey(node.span)] : [])),
  );
}

interface Search {
  readonly idea: Idea;
  /** The only file that is edited. */
  readonly file: string;
  readonly activations: ReadonlySet<string>;
}

/** Calls at a level, innermost first; where one makes layers of several forms, those around it are looked at. */
function proposalsAt(works: readonly Work[], depth: number, search: Search): readonly Proposal[] {
  const groups = new Map<string, Work[]>();
  for (const work of works) {
    const level = work.levels[depth];
    if (level === undefined) continue;
    const key = `${level.span.source.path} ${placeKey(level.span)}`;
    groups.set(key, [...(groups.get(key) ?? []), work]);
  }
  return [...groups.values()].flatMap((group): readonly Proposal[] => {
    if (!group.some((work) => alternativeOf(work, search) !== undefined)) return [];
    const made = proposalFor(group, depth, search);
    return made === undefined ? proposalsAt(group, depth + 1, search) : [made];
  });
}

const alternativeOf = ({ alternatives }: Work, { idea }: Pick<Search, 'idea'>): Alternative | undefined =>
  alternatives.find((alternative) => alternative.idea === idea);

function proposalFor(group: readonly Work[], depth: number, search: Search): Proposal | undefined {
  const level = group[0]?.levels[depth];
  const alternatives = group.flatMap((work) => alternativeOf(work, search) ?? []);
  const [first] = alternatives;
  if (level === undefined || first === undefined || level.span.source.path !== search.file) return undefined;
  const runs = new Set(group.map(({ levels }) => levels[depth]?.run));
  const isOneForm = alternatives.every(({ steps }) => formOf(steps) === formOf(first.steps));
  if (alternatives.length < group.length || runs.size < group.length || !isOneForm) return undefined;
  const texts: string[] = [];
  const support: Edit[] = [];
  for (const [index, step] of first.steps.entries()) {
    const text = stepText({ step, index, level, alternatives, support }, search);
    if (text === undefined) return undefined;
    if (text !== '') texts.push(text);
  }
  return {
    idea: search.idea,
    support,
    edit: replace(level.written.call.span, texts.join(' -> ')),
    layers: group.reduce((sum, { copies }) => sum + copies, 0),
    saved: group.reduce((sum, { cost }, index) => sum + cost * (1 - (alternatives[index]?.left ?? 1)), 0),
  };
}

/** Steps without their counts, which may be others at each use. */
const formOf = (steps: readonly AlternativeStep[]): string =>
  JSON.stringify(steps, (key: string, value: unknown) => (key === 'channels' && typeof value === 'number' ? 0 : value));

interface StepAt {
  readonly step: AlternativeStep;
  readonly index: number;
  readonly level: Level;
  readonly alternatives: readonly Alternative[];
  /** Edits of blocks are added here. */
  readonly support: Edit[];
}

/** Empty for a step that is left out; undefined for one that cannot be written. */
function stepText({ step, index, level, alternatives, support }: StepAt, { activations, file }: Search): string | undefined {
  switch (step.kind) {
    case 'operator':
      return step.name;
    case 'activation':
      return activationText(level, activations);
    case 'call': {
      const changes = new Map<string, NewText>();
      for (const [attribute, change] of Object.entries(step.changes)) {
        const text = writtenArgument(change, () => countOf(attribute, { index, level, alternatives }));
        if (text === undefined) return undefined;
        if (text === 'default' && isUnset(level, attribute)) continue;
        changes.set(attribute, text);
      }
      return changedCall(level, changes, (attribute) => {
        const thread = level.parameterOf.has(attribute) ? undefined : threadTo(level, attribute, file);
        support.push(...(thread?.edits ?? []));
        return thread?.settable ?? level.parameterOf.get(attribute);
      });
    }
  }
}

/** A count at all uses of the call. */
function countOf(attribute: string, { index, level, alternatives }: Pick<StepAt, 'index' | 'level' | 'alternatives'>): string | undefined {
  const counts = alternatives.flatMap(({ steps, unit }) => {
    const step = steps[index];
    const change = step?.kind === 'call' ? step.changes[attribute] : undefined;
    return change === undefined || typeof change === 'string' || 'text' in change
      ? []
      : [{ value: change.channels, unit: unit?.value ?? Number.NaN }];
  });
  const unit = level.parameterOf.get(alternatives[0]?.unit?.argument ?? '');
  const argument = unit === undefined ? undefined : argumentFor(level, unit.parameter);
  return countText(counts, argument === undefined ? undefined : spanText(argument.value.span));
}

/** How far behind a call what bends it may stand: behind a normalisation. */
const mostSteps = 3;

/** The steps behind the call up to the first that bends; empty where none does. */
function activationText({ written }: Level, activations: ReadonlySet<string>): string {
  const steps = written.after.slice(0, mostSteps);
  const end = steps.findIndex(({ call }) => activations.has(placeKey(call.span)));
  return steps.slice(0, end + 1).every(({ body }) => body === undefined)
    ? steps
        .slice(0, end + 1)
        .map(({ call }) => spanText(call.span))
        .join(' -> ')
    : '';
}
