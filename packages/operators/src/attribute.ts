// Attribute schemas: what an operator can be told, of which kind, with which default. Reads arguments into typed attributes.
import { didYouMean } from '@trammel/diagnostics';
import type { Size } from '@trammel/tensor';
import { printArgument, wordOf, type Argument, type Arguments } from './argument.js';
import { failure, success, type Fault, type FaultHelp, type Result } from './fault.js';
import { habitHint } from './habits.js';

/** How one kind of attribute is read. */
export interface AttributeKind<T> {
  /** What is expected, after "expects": `a whole number`. */
  readonly expects: string;
  /**
   * What a bare name means: `value`, what it is bound to (a word if nothing); `name`, the name itself, as for axes,
   * whose names may also be bound to sizes.
   */
  readonly bareName: 'value' | 'name';
  /** The words that are understood, for did-you-mean. */
  readonly words: readonly string[];
  /** The value, or undefined where the argument is not of this kind. */
  readonly read: (argument: Argument) => T | undefined;
  /** What to say to somebody who gave an argument that is not of this kind, where more is known than its words. */
  readonly hint?: (argument: Argument) => FaultHelp | undefined;
}

/** One attribute of an operator. */
export interface Attribute<T> {
  readonly kind: AttributeKind<T>;
  readonly documentation: string;
  /** `positional` attributes fill in the order of the schema; `rest` takes all positional arguments that are left; `sizes` all named ones. */
  readonly placement: 'positional' | 'named' | 'rest' | 'sizes' | 'inputPatterns' | 'resultPattern';
  /** What it is where it is not given; required where absent. */
  readonly fallback: { readonly value: T; readonly text: string } | undefined;
}

/** The attributes of an operator, by name, in the order in which positional arguments fill them. */
export type Schema<A> = { readonly [K in keyof A]: Attribute<A[K]> };

/** An attribute that must be given. */
export function required<T>(kind: AttributeKind<T>, documentation: string): Attribute<T> {
  return { kind, documentation, placement: 'positional', fallback: undefined };
}

/** An attribute with a default; `text` is how the default would be written. */
export function optional<T>(kind: AttributeKind<T>, value: T, text: string, documentation: string): Attribute<T> {
  return { kind, documentation, placement: 'positional', fallback: { value, text } };
}

/** The same attribute, given by name only. */
export function byName<T>(attribute: Attribute<T>): Attribute<T> {
  return { ...attribute, placement: 'named' };
}

/** Takes all positional arguments that are left, as one list. */
export function rest<T>(attribute: Attribute<T>): Attribute<T> {
  return { ...attribute, placement: 'rest' };
}

/** Named arguments beyond the other attributes, each of the given kind: `H=(0, 1)` for an axis. */
export function byAxisName<T>(kind: AttributeKind<T>, documentation: string): Attribute<ReadonlyMap<string, T>> {
  const read = (argument: Argument): ReadonlyMap<string, T> | undefined => {
    if (argument.kind !== 'call') return undefined;
    const entries = [...argument.named].map(([name, value]) => [name, kind.read(value)] as const);
    const known = entries.flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]));
    return known.length === entries.length ? new Map(known) : undefined;
  };
  return { kind: { ...kind, read }, documentation, placement: 'sizes', fallback: { value: new Map(), text: '' } };
}

const anySize: AttributeKind<Size> = {
  expects: 'a size',
  bareName: 'value',
  words: [],
  read: (argument) => (argument.kind === 'size' ? argument.value : undefined),
};

/** Named sizes beyond the other attributes, as in `rearrange(..., h=8)`. */
export const namedSizes: Attribute<ReadonlyMap<string, Size>> = byAxisName(
  anySize,
  'The sizes of axes that do not follow from the input, by name.',
);

interface Reading {
  readonly values: Map<string, unknown>;
  /** The named arguments that no attribute of that name takes. */
  readonly others: Map<string, Argument>;
}

const namedOnly = (named: ReadonlyMap<string, Argument>): Argument => ({ kind: 'call', name: '', positional: [], named });

/** Reads the arguments of a call by the schema; the first fault ends it. */
export function readAttributes<A>(schema: Schema<A>, call: Arguments, operator: string): Result<A> {
  const entries = Object.entries<Attribute<unknown>>(schema);
  const reading: Reading = { values: new Map(), others: new Map() };
  const fault = readPositional(entries, call, reading) ?? readNamed(entries, call, { reading, operator });
  if (fault !== undefined) return failure(fault);
  for (const [name, attribute] of entries) {
    if (attribute.placement === 'sizes') reading.values.set(name, attribute.kind.read(namedOnly(reading.others)));
    if (attribute.placement === 'inputPatterns') reading.values.set(name, call.inputPatterns);
    if (attribute.placement === 'resultPattern') reading.values.set(name, call.resultPattern);
    if (reading.values.has(name)) continue;
    if (attribute.fallback === undefined) return failure(missing(name, attribute, operator));
    reading.values.set(name, attribute.fallback.value);
  }
  // Each value was read by the kind of its attribute, so the record has the type that the schema describes.
  return success(Object.fromEntries(reading.values) as A);
}

function readPositional(
  entries: readonly (readonly [string, Attribute<unknown>])[],
  call: Arguments,
  { values }: Reading,
): Fault | undefined {
  const slots = entries.filter(([, attribute]) => attribute.placement === 'positional');
  const remainder = entries.find(([, attribute]) => attribute.placement === 'rest');
  for (const [index, argument] of call.positional.entries()) {
    const slot = slots[index];
    if (slot !== undefined) {
      const [name, { kind }] = slot;
      const value = kind.read(argument);
      if (value === undefined) return mismatch({ kind: 'positional', index }, name, kind, argument);
      values.set(name, value);
    } else if (remainder !== undefined) {
      const [name, { kind }] = remainder;
      const list: Argument = { kind: 'list', items: call.positional.slice(index) };
      const value = kind.read(list);
      if (value === undefined) return mismatch({ kind: 'positional', index }, name, kind, argument);
      values.set(name, value);
      return undefined;
    } else {
      return {
        code: 'too-many-arguments',
        at: { kind: 'positional', index },
        message:
          slots.length === 0
            ? 'no positional arguments are taken here'
            : `at most ${slots.length} positional arguments are taken here: ${slots.map(([name]) => name).join(', ')}`,
      };
    }
  }
  return undefined;
}

function readNamed(
  entries: readonly (readonly [string, Attribute<unknown>])[],
  call: Arguments,
  into: { readonly reading: Reading; readonly operator: string },
): Fault | undefined {
  const {
    reading: { values, others },
    operator,
  } = into;
  const attributes = new Map(entries);
  const takesOthers = entries.find(([, attribute]) => attribute.placement === 'sizes')?.[1];
  for (const [name, argument] of call.named) {
    const attribute = attributes.get(name);
    if (attribute === undefined || attribute.placement === 'sizes') {
      const isTaken = takesOthers?.kind.read(namedOnly(new Map([[name, argument]]))) !== undefined;
      if (!isTaken) return unknown(name, [...attributes.keys()], operator);
      others.set(name, argument);
      continue;
    }
    if (values.has(name)) {
      return { code: 'too-many-arguments', at: { kind: 'name', name }, message: `\`${name}\` is given twice, by position and by name` };
    }
    const value = attribute.kind.read(argument);
    if (value === undefined) return mismatch({ kind: 'argument', name }, name, attribute.kind, argument);
    values.set(name, value);
  }
  return undefined;
}

function mismatch(at: Fault['at'], name: string, kind: AttributeKind<unknown>, argument: Argument): Fault {
  const message = `\`${name}\` expects ${kind.expects}, and is given ${printArgument(argument)}`;
  const help = kind.hint?.(argument) ?? nearestWord(argument, kind.words);
  return { code: 'bad-argument', message, help: help === undefined ? [] : [help], ...(at === undefined ? {} : { at }) };
}

function nearestWord(argument: Argument, words: readonly string[]): FaultHelp | undefined {
  const near = didYouMean(wordOf(argument) ?? '', words);
  return near === undefined ? undefined : { text: `did you mean \`${near}\`?`, replacement: near };
}

function unknown(name: string, known: readonly string[], operator: string): Fault {
  const near = didYouMean(name, known);
  const help = habitHint(name, known) ?? (near === undefined ? undefined : { text: `did you mean \`${near}\`?`, replacement: near });
  const list = known.length === 0 ? `\`${operator}\` takes no arguments` : `\`${operator}\` has ${known.map((k) => `\`${k}\``).join(', ')}`;
  return {
    code: 'unknown-argument',
    at: { kind: 'name', name },
    message: `\`${operator}\` has no argument \`${name}\``,
    notes: [list],
    help: help === undefined ? [] : [help],
  };
}

function missing(name: string, attribute: Attribute<unknown>, operator: string): Fault {
  return {
    code: 'missing-argument',
    message: `\`${operator}\` needs \`${name}\`: ${attribute.kind.expects}`,
    notes: [attribute.documentation],
  };
}
