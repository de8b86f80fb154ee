// What a call in a .net file passes to an operator, evaluated but not yet read: plain data, no tree and no tensors.
import { isKnown, printSize, type Size } from '@trammel/tensor';

/** One evaluated argument. */
export type Argument =
  /** A whole number or a symbolic size. */
  | { readonly kind: 'size'; readonly value: Size }
  | { readonly kind: 'real'; readonly value: number }
  | { readonly kind: 'boolean'; readonly value: boolean }
  | { readonly kind: 'text'; readonly value: string }
  /** A bare name that is bound to nothing, or that is read as a name: `same`, `he_normal`, an axis. */
  | { readonly kind: 'word'; readonly name: string }
  /** `(2, 3)` and `3x3`. */
  | { readonly kind: 'list'; readonly items: readonly Argument[] }
  /** `[N, T, (s, h, d)]` */
  | { readonly kind: 'pattern'; readonly pattern: Pattern }
  /** `[N, T, (s, h, d)] => [s, N, h, T, d]` */
  | { readonly kind: 'rewrite'; readonly from: Pattern; readonly to: Pattern }
  /** `normal(std=0.02)` where a value is expected. */
  | {
      readonly kind: 'call';
      readonly name: string;
      readonly positional: readonly Argument[];
      readonly named: ReadonlyMap<string, Argument>;
    };

/** A shape as a pattern: each entry is one axis, or several that lie together in one. */
export type Pattern = readonly PatternAxis[];

/** `H` has one name, `(h, d)` two, `()` none: an axis of size 1. */
export interface PatternAxis {
  readonly names: readonly string[];
  /** The size where it is written, as in `C=64`, and then there is one name. */
  readonly size: Size | undefined;
  /** What a group is called as one axis, where that is written, as in `D=(h, d)`. */
  readonly name?: string;
}

/** All that a call passes besides its input tensors. */
export interface Arguments {
  readonly positional: readonly Argument[];
  readonly named: ReadonlyMap<string, Argument>;
  /** The pattern behind each input tensor, as in `einsum(q[N, T, d], ...)`; undefined where there is none. */
  readonly inputPatterns: readonly (Pattern | undefined)[];
  /** The pattern behind `=>` after the last input tensor. */
  readonly resultPattern: Pattern | undefined;
}

/** A call without arguments. */
export const noArguments: Arguments = { positional: [], named: new Map(), inputPatterns: [], resultPattern: undefined };

/** The word that is given, with or without quotes; undefined for anything else. */
export function wordOf(argument: Argument): string | undefined {
  return argument.kind === 'word' ? argument.name : argument.kind === 'text' ? argument.value : undefined;
}

/** The argument as it could be written; equal arguments print equally. */
export function printArgument(argument: Argument): string {
  switch (argument.kind) {
    case 'size':
      return printSize(argument.value);
    case 'real':
    case 'boolean':
      return String(argument.value);
    case 'text':
      return JSON.stringify(argument.value);
    case 'word':
      return argument.name;
    case 'list':
      return isSizeLiteral(argument.items)
        ? argument.items.map(printArgument).join('x')
        : `(${argument.items.map(printArgument).join(', ')}${argument.items.length === 1 ? ',' : ''})`;
    case 'pattern':
      return printPattern(argument.pattern);
    case 'rewrite':
      return `${printPattern(argument.from)} => ${printPattern(argument.to)}`;
    case 'call':
      return `${argument.name}(${printParts(argument.positional, argument.named)})`;
  }
}

/** Whether the items can be written as `3x3`. */
function isSizeLiteral(items: readonly Argument[]): boolean {
  return items.length > 1 && items.every((item) => item.kind === 'size' && isKnown(item.value) && item.value > 0);
}

/** All arguments as they could be written between the parentheses of the call. */
export function printArguments({ positional, named, inputPatterns, resultPattern }: Arguments): string {
  const patterns = inputPatterns.filter((pattern) => pattern !== undefined).map(printPattern);
  const result = resultPattern === undefined ? '' : ` => ${printPattern(resultPattern)}`;
  return [...patterns, printParts(positional, named)].filter((part) => part !== '').join(', ') + result;
}

/** `[N, T, (h, d)]` */
export function printPattern(pattern: Pattern): string {
  return `[${pattern.map(printPatternAxis).join(', ')}]`;
}

function printPatternAxis({ names, size, name }: PatternAxis): string {
  const [only] = names;
  const text = names.length === 1 && only !== undefined ? only : `(${names.join(', ')})`;
  const named = name === undefined ? text : `${name}=${text}`;
  return size === undefined ? named : `${named}=${printSize(size)}`;
}

function printParts(positional: readonly Argument[], named: ReadonlyMap<string, Argument>): string {
  return [...positional.map(printArgument), ...[...named].map(([name, value]) => `${name}=${printArgument(value)}`)].join(', ');
}
