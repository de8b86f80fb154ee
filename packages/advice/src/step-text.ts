// The steps of an alternative as text, with what its call has and the counts that somebody writes. Not which call is edited.
import { spanText, type Edit } from '@trammel/diagnostics';
import type { AlternativeStep } from '@trammel/operators';
import { changedCall, writtenArgument, type ArgumentTexts, type NewText } from './call-text.js';
import { isUnset, type Level, type Settable } from './levels.js';
import { threadTo } from './threading.js';
import { placeKey } from './written-file.js';

/** What is known around a call. */
export interface StepWords {
  /** The only file that is edited. */
  readonly file: string;
  /** Where calls stand that bend what they are given. */
  readonly activations: ReadonlySet<string>;
  /** Edits of blocks that the steps need are added here. */
  readonly support: Edit[];
}

/** Steps in the place of a call. */
export interface StepList {
  readonly steps: readonly AlternativeStep[];
  readonly level: Level;
  readonly texts: ArgumentTexts;
  /** The count of an argument of the step at an index, as text. */
  readonly count: (attribute: string, index: number) => string | undefined;
}

/** One text for each step that is there; undefined where one cannot be written. */
export function stepTexts(list: StepList, words: StepWords): readonly string[] | undefined {
  const texts: string[] = [];
  for (const [index, step] of list.steps.entries()) {
    const text = stepText(step, index, list, words);
    if (text === undefined) return undefined;
    if (text !== '') texts.push(text);
  }
  return texts;
}

/** Empty for a step that is left out; undefined for one that cannot be written. */
function stepText(step: AlternativeStep, index: number, { level, texts, count }: StepList, words: StepWords): string | undefined {
  switch (step.kind) {
    case 'operator':
      return step.name;
    case 'activation':
      return activationText(level, words.activations);
    case 'call': {
      const changes = new Map<string, NewText>();
      for (const [attribute, change] of Object.entries(step.changes)) {
        const text = writtenArgument(change, () => count(attribute, index));
        if (text === undefined) return undefined;
        if (text === 'default' && isUnset(level, attribute)) continue;
        changes.set(attribute, text);
      }
      const settableFor = (attribute: string): Settable | undefined => {
        const thread = level.parameterOf.has(attribute) ? undefined : threadTo(level, attribute, words.file);
        words.support.push(...(thread?.edits ?? []));
        return thread?.settable ?? level.parameterOf.get(attribute);
      };
      return changedCall(level, changes, { texts, settableFor });
    }
  }
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
