// Proposals: what operators say of their calls, as edits of the calls that stand in the network's own file. Not whether they pay.
import { insert, replace, spanText, type Edit, type Span } from '@trammel/diagnostics';
import type { Analysis } from '@trammel/analysis';
import type { Alternative, AlternativeStep, Idea } from '@trammel/operators';
import { blockForm, freeName, type Declaration, type Use } from './block-form.js';
import { countText, writtenArguments } from './call-text.js';
import { argumentFor, type Level } from './levels.js';
import { stepTexts, type StepWords } from './step-text.js';
import { activationPlaces, worksOf, type Work } from './works.js';
import { declarationStart, placeKey } from './written-file.js';

/** An edit of one call, for all layers that it makes. */
export interface Proposal {
  readonly edit: Edit;
  /** What it needs of blocks that it calls. */
  readonly support: readonly Edit[];
  /** How many layers it changes, copies counted. */
  readonly layers: number;
  /** About how many multiplications and weights it saves together. */
  readonly saved: number;
}

/** An idea, taken so far. */
export interface Aim {
  readonly idea: Idea;
  readonly degree: number;
}

/** Every proposal for every call, by what it aims at; those of one idea in the order in which they are to be tried. */
export function proposalsFor(analysis: Analysis): ReadonlyMap<Aim, readonly Proposal[]> {
  const works = worksOf(analysis);
  const activations = activationPlaces(analysis);
  const aims = new Map<string, Aim>();
  for (const { alternatives } of works)
    for (const { idea, degree } of alternatives) aims.set(`${idea} ${degree}`, aims.get(`${idea} ${degree}`) ?? { idea, degree });
  const { source } = analysis.graph.span;
  return new Map(
    [...aims.values()].map((aim) => {
      const blocks = new Map<string, DeclaredBlock>();
      return [aim, proposalsAt(works, 0, { aim, file: analysis.graph.file, text: source.text, activations, blocks })] as const;
    }),
  );
}

interface Search extends Pick<StepWords, 'file' | 'activations'> {
  readonly aim: Aim;
  readonly text: string;
  /** Blocks that are declared for it, by what they are. */
  readonly blocks: Map<string, DeclaredBlock>;
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
    if (!group.some((work) => alternativeOf(work, search.aim) !== undefined)) return [];
    const made = proposalFor(group, depth, search);
    return made === undefined ? proposalsAt(group, depth + 1, search) : [made];
  });
}

const alternativeOf = ({ alternatives }: Work, { idea, degree }: Aim): Alternative | undefined =>
  alternatives.find((alternative) => alternative.idea === idea && alternative.degree === degree);

function proposalFor(group: readonly Work[], depth: number, search: Search): Proposal | undefined {
  const level = group[0]?.levels[depth];
  const uses = group.map((work): Use => ({ work, alternative: alternativeOf(work, search.aim) }));
  const alternatives = uses.flatMap(({ alternative }) => alternative ?? []);
  const [first] = alternatives;
  if (level === undefined || first === undefined || level.span.source.path !== search.file) return undefined;
  const runs = new Set(group.map(({ levels }) => levels[depth]?.run));
  const isOneForm = alternatives.every(({ steps }) => formOf(steps) === formOf(first.steps));
  if (runs.size < group.length || !isOneForm) return undefined;
  const made = (alternatives.length === group.length ? inPlace(alternatives, level, search) : undefined) ?? inBlock(uses, level, search);
  if (made === undefined) return undefined;
  return {
    ...made,
    layers: uses.reduce((sum, { work, alternative }) => sum + (alternative === undefined ? 0 : work.copies), 0),
    saved: uses.reduce((sum, { work, alternative }) => sum + work.cost * (1 - (alternative?.left ?? 1)), 0),
  };
}

/** Steps without their counts, which may be others at each use. */
const formOf = (steps: readonly AlternativeStep[]): string =>
  JSON.stringify(steps, (key: string, value: unknown) => (key === 'channels' && typeof value === 'number' ? 0 : value));

type Written = Pick<Proposal, 'edit' | 'support'>;

/** The steps in the place of the call, with counts that hold at all its uses. */
function inPlace(alternatives: readonly Alternative[], level: Level, search: Search): Written | undefined {
  const support: Edit[] = [];
  const count = (attribute: string, index: number): string | undefined => countOf(attribute, { index, level, alternatives });
  const steps = alternatives[0]?.steps ?? [];
  const texts = stepTexts({ steps, level, texts: writtenArguments, count }, { ...search, support });
  return texts === undefined ? undefined : { support, edit: replace(level.written.call.span, texts.join(' -> ')) };
}

/** A block in the place of what the call calls, declared before what the call stands in. */
function inBlock(uses: readonly Use[], level: Level, search: Search): Written | undefined {
  const support: Edit[] = [];
  const form = blockForm(uses, level, { ...search, support });
  if (form === undefined) return undefined;
  const { name, edit } = declared(form.declaration, level.span, search);
  return { support: [...support, edit], edit: replace(level.written.call.span, `${name}${form.call}`) };
}

interface DeclaredBlock {
  readonly name: string;
  readonly edit: Edit;
}

/** Declared once, before the first call of it. */
function declared(declaration: Declaration, span: Span, { blocks, aim, text }: Search): DeclaredBlock {
  const known = blocks.get(declaration(''));
  if (known !== undefined) return known;
  const taken = new Set([...[...blocks.values()].map(({ name }) => name), ...(text.match(/\w+/g) ?? [])]);
  const name = freeName(aim.idea, (each) => taken.has(each));
  const made = { name, edit: insert(span.source, declarationStart(span.source, span), `${declaration(name)}\n`) };
  blocks.set(declaration(''), made);
  return made;
}

interface CountPlace {
  readonly index: number;
  readonly level: Level;
  readonly alternatives: readonly Alternative[];
}

/** A count at all uses of the call. */
function countOf(attribute: string, { index, level, alternatives }: CountPlace): string | undefined {
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
