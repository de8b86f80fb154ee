// A call as text with some arguments otherwise; everything else stays as it is written.
import { spanText } from '@trammel/diagnostics';
import type { NewArgument } from '@trammel/operators';
import { callName } from '@trammel/syntax';
import { argumentFor, type Level, type Settable } from './levels.js';

/** The call with these arguments of its operator otherwise, set by what `settableFor` gives; undefined where one cannot be set. */
export function changedCall(
  level: Level,
  changes: ReadonlyMap<string, NewText>,
  settableFor: (attribute: string) => Settable | undefined,
): string | undefined {
  const given = (level.written.call.arguments ?? []).map((argument) => ({ argument, text: spanText(argument.span), isDropped: false }));
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
    } else if (own.argument.name !== undefined) {
      own.isDropped = isOwnDefault;
      own.text = `${parameter}=${text}`;
    } else {
      own.isDropped = isOwnDefault && !given.slice(given.indexOf(own) + 1).some(({ argument }) => argument.name === undefined);
      own.text = text;
    }
  }
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
  if (counts.every(({ value }) => value === first.value)) return String(first.value);
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
