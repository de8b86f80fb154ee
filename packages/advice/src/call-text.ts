// A call as text with some arguments otherwise; everything else stays as it is written.
import { spanText } from '@trammel/diagnostics';
import type { NewArgument } from '@trammel/operators';
import { callName } from '@trammel/syntax';
import { argumentFor, type Level, type Settable } from './levels.js';

/** The arguments of a call as they are written. */
export const writtenArguments: ArgumentTexts = (level) => (level.written.call.arguments ?? []).map(({ span }) => spanText(span));

/** One text for each argument of a call. */
export type ArgumentTexts = (level: Level) => readonly string[];

/** How a call is written anew. */
export interface NewCall {
  /** What stands for its arguments that are not changed. */
  readonly texts: ArgumentTexts;
  /** What sets an argument of its operator. */
  readonly settableFor: (attribute: string) => Settable | undefined;
}

/** The call with these arguments of its operator otherwise; undefined where one cannot be set. */
export function changedCall(level: Level, changes: ReadonlyMap<string, NewText>, { texts, settableFor }: NewCall): string | undefined {
  const written = texts(level);
  const given = (level.written.call.arguments ?? []).map((argument, place) => ({
    argument,
    text: written[place] ?? spanText(argument.span),
    isDropped: false,
  }));
  const added: string[] = [];
  for (const [attribute, change] of changes) {
    const settable = change === 'unneeded' ? level.parameterOf.get(attribute) : settableFor(attribute);
    if (settable === undefined && change === 'unneeded') continue;
    if (settable === undefined) return undefined;
    const { parameter, fallback, operatorFallback } = settable;
    const current = argumentFor(level, parameter);
    const own = given.find(({ argument }) => argument === current);
    const text = typeof change === 'string' ? operatorFallback : change.text;
    const isOwnDefault = change === 'unneeded' || text === fallback;
    if (text === undefined) return undefined;
    if (own === undefined) {
      if (!isOwnDefault) added.push(`${parameter}=${text}`);
      continue;
    }
    own.isDropped = isOwnDefault;
    own.text = own.argument.name === undefined ? text : `${parameter}=${text}`;
  }
  // One that stands by its place is needed where another stands behind it.
  const lastPlace = given.findLastIndex(({ argument, isDropped }) => argument.name === undefined && !isDropped);
  for (const each of given.slice(0, lastPlace + 1)) if (each.argument.name === undefined) each.isDropped = false;
  const list = [...given.filter(({ isDropped }) => !isDropped).map(({ text }) => text), ...added];
  const name = callName(level.written.call);
  return list.length === 0 ? name : `${name}(${list.join(', ')})`;
}

/** An argument as it would be written. */
export type NewText = Exclude<NewArgument, { readonly channels: number }>;

/** One count for several uses of a call. */
export interface Count {
  readonly value: number;
  /** What the argument is there in multiples of which it can be written. */
  readonly unit: number;
}

/** A count of channels for all uses of a call at once: a number, or a multiple or a part of an argument; undefined for neither. */
export function countText(counts: readonly Count[], unitText: string | undefined): string | undefined {
  const [first] = counts;
  if (first === undefined) return undefined;
  // What follows a parameter of the network goes on following it.
  if (unitText !== undefined && counts.every(({ value, unit }) => value === unit)) return unitText;
  // A name may be given another value; a number beside numbers is told as one.
  const isNamed = unitText !== undefined && /[A-Za-z]/.test(unitText);
  if (!isNamed && counts.every(({ value }) => value === first.value)) return String(first.value);
  return partText(counts, first, unitText) ?? (counts.every(({ value }) => value === first.value) ? String(first.value) : undefined);
}

function partText(counts: readonly Count[], first: Count, unitText: string | undefined): string | undefined {
  if (unitText === undefined || counts.some(({ value, unit }) => value * first.unit !== first.value * unit)) return undefined;
  const isSimple = /^[\w.]+$/.test(unitText);
  const [factor, part] = [first.value / first.unit, first.unit / first.value];
  const text = isSimple ? unitText : `(${unitText})`;
  return Number.isInteger(factor) ? `${factor} * ${text}` : Number.isInteger(part) ? `${text} / ${part}` : undefined;
}

/** A step with its counts written out. */
export function writtenArgument(change: NewArgument, count: () => string | undefined): NewText | undefined {
  if (typeof change === 'string' || 'text' in change) return change;
  const text = count();
  return text === undefined ? undefined : { text };
}
