// An idea as a block of its own: for a call whose uses take different numbers of channels, which only a block can name. Not its place in the file.
import { spanText } from '@trammel/diagnostics';
import { ideas, type Alternative, type Idea } from '@trammel/operators';
import { countText, writtenArguments, type ArgumentTexts } from './call-text.js';
import type { Level } from './levels.js';
import { stepTexts, type StepWords } from './step-text.js';
import type { Work } from './works.js';

/** A call of a block that is to be declared. */
export interface BlockForm {
  readonly call: string;
  /** The block without its name: parameters and body, and what it does. */
  readonly declaration: Declaration;
}

/** The text of a block of any name. */
export type Declaration = (name: string) => string;

/** A use of the call: the layer, and what could stand in its place; undefined for one that stays. */
export interface Use {
  readonly work: Work;
  readonly alternative: Alternative | undefined;
}

/**
 * The call as one of a block that has its parameters; undefined where the uses differ in more than channels. Uses that stay are those with the
 * fewest channels: the block tells them apart by that.
 */
export function blockForm(uses: readonly Use[], level: Level, words: StepWords): BlockForm | undefined {
  const alternatives = uses.flatMap(({ alternative }) => alternative ?? []);
  const [first] = alternatives;
  const axes = first === undefined ? undefined : axesOf(uses);
  if (first?.incoming === undefined || axes === undefined) return undefined;
  const { axis } = first.incoming;
  const parameters = parameterNames(level);
  const texts = namedAfter(parameters);
  const steps = stepTexts(
    { steps: first.steps, level, texts, count: (attribute, index) => countIn(alternatives, attribute, index) },
    words,
  );
  const original = `${calleeOf(level)}(${texts(level).join(', ')})`;
  const body = steps === undefined ? undefined : bodyOf(steps, original, boundary(uses, axis));
  if (body === undefined) return undefined;
  const given = writtenArguments(level).join(', ');
  return {
    call: `(${given})`,
    declaration: (name) =>
      `/// ${capitalised(ideas[first.idea].what(first.degree))}.\nblock ${name}(${parameters.join(', ')}) {\n  input x: [${axes.join(', ')}]\n${body}\n}\n`,
  };
}

/** What a block of the idea is called in a file that has no such name yet. */
export function freeName(idea: Idea, isTaken: (name: string) => boolean): string {
  const { block } = ideas[idea];
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? block : `${block}${number}`;
    if (!isTaken(name)) return name;
  }
}

const capitalised = (text: string): string => `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;

/** The names of the axes that all uses take; undefined where they differ or are no names. */
function axesOf(uses: readonly Use[]): readonly string[] | undefined {
  const lists = uses.map(({ work }) => (work.node.inputs[0]?.type.shape ?? []).map(({ name }) => name));
  const [first = []] = lists;
  const isSame = lists.every((list) => list.join() === first.join());
  return isSame && first.length > 0 && first.every((name) => /^[A-Za-z]\w*$/.test(name)) ? first : undefined;
}

/** One parameter for each argument that is given, by the name that it has at the call. */
function parameterNames({ written, positional }: Level): readonly string[] {
  const given = written.call.arguments ?? [];
  const places = given.filter(({ name }) => name === undefined);
  return given.map((argument) => argument.name?.text ?? positional[places.indexOf(argument)] ?? '');
}

const namedAfter =
  (parameters: readonly string[]): ArgumentTexts =>
  ({ written }) =>
    (written.call.arguments ?? []).map(({ name }, place) => `${name === undefined ? '' : `${name.text}=`}${parameters[place] ?? ''}`);

const calleeOf = ({ written }: Level): string => spanText(written.call.span).replace(/\s*\([\s\S]*$/, '');

/** A count in parts of the channels that come in, by the name of their axis. */
function countIn(alternatives: readonly Alternative[], attribute: string, index: number): string | undefined {
  const counts = alternatives.flatMap(({ steps, incoming }) => {
    const step = steps[index];
    const change = step?.kind === 'call' ? step.changes[attribute] : undefined;
    return change === undefined || typeof change === 'string' || 'text' in change
      ? []
      : [{ value: change.channels, unit: incoming?.value ?? Number.NaN }];
  });
  return countText(counts, alternatives[0]?.incoming?.axis);
}

/** What tells the uses that change from those that stay: empty where all change, undefined where channels do not tell. */
function boundary(uses: readonly Use[], axis: string): string | undefined {
  const channels = (isChanged: boolean): readonly number[] =>
    uses.flatMap(({ work, alternative }) => (isChanged === (alternative !== undefined) ? [work.incoming] : []));
  const [changed, kept] = [channels(true), channels(false)];
  if (kept.length === 0) return '';
  const most = Math.max(...kept);
  return Math.min(...changed) > most ? `${axis} > ${most}` : undefined;
}

function bodyOf(steps: readonly string[], original: string, condition: string | undefined): string | undefined {
  if (condition === undefined) return undefined;
  const chain = steps.join(' -> ');
  if (condition === '') return `  ${chain}`;
  // What comes last is the call itself where the idea puts something before it.
  if (steps.at(-1) === original) return `  if ${condition} { ${steps.slice(0, -1).join(' -> ')} }\n  ${original}`;
  return `  if ${condition} { ${chain} } else { ${original} }`;
}
