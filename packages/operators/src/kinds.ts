// The kinds of attributes: whole numbers, sizes per axis, axes, words, padding. Initialisers stand by themselves.
import { isKnown, type Size } from '@trammel/tensor';
import { wordOf, type Pattern } from './argument.js';
import { patternStringHint } from './pattern-strings.js';
import type { Attribute, AttributeKind } from './attribute.js';

function valueKind<T>(expects: string, read: AttributeKind<T>['read']): AttributeKind<T> {
  return { expects, bareName: 'value', words: [], read };
}

const wholeNumberText = (minimum: number): string =>
  minimum === Number.NEGATIVE_INFINITY ? 'a whole number' : `a whole number of at least ${minimum}`;

/** A size of at least `minimum`, which may be symbolic; without one it may be negative. */
export function wholeNumber(minimum = Number.NEGATIVE_INFINITY): AttributeKind<Size> {
  return valueKind(wholeNumberText(minimum), (argument) =>
    argument.kind === 'size' && (!isKnown(argument.value) || argument.value >= minimum) ? argument.value : undefined,
  );
}

/** A number between two bounds, both allowed. */
export function realNumber(minimum = Number.NEGATIVE_INFINITY, maximum = Number.POSITIVE_INFINITY): AttributeKind<number> {
  const bounded = minimum === Number.NEGATIVE_INFINITY && maximum === Number.POSITIVE_INFINITY;
  const range = bounded ? '' : maximum === Number.POSITIVE_INFINITY ? ` of at least ${minimum}` : ` from ${minimum} to ${maximum}`;
  return valueKind(`a number${range}`, (argument) => {
    const value =
      argument.kind === 'real' ? argument.value : argument.kind === 'size' && isKnown(argument.value) ? Number(argument.value) : Number.NaN;
    return value >= minimum && value <= maximum ? value : undefined;
  });
}

export const truthValue: AttributeKind<boolean> = valueKind('true or false', (argument) =>
  argument.kind === 'boolean' ? argument.value : undefined,
);

/** One of a few words. */
export function oneOf<W extends string>(...words: readonly W[]): AttributeKind<W> {
  return {
    expects: words.length === 1 ? `\`${words.join('')}\`` : `one of ${words.map((word) => `\`${word}\``).join(', ')}`,
    bareName: 'name',
    words,
    read: (argument) => words.find((word) => word === wordOf(argument)),
  };
}

/** The name of an axis. */
export const axisName: AttributeKind<string> = {
  expects: 'the name of an axis',
  bareName: 'name',
  words: [],
  read: (argument) => (argument.kind === 'word' ? argument.name : undefined),
};

/** The names of some axes: `H`, `(H, W)`. */
export const axisNames: AttributeKind<readonly string[]> = {
  expects: 'names of axes',
  bareName: 'name',
  words: [],
  read: (argument) => {
    if (argument.kind === 'word') return [argument.name];
    if (argument.kind !== 'list') return undefined;
    const items = argument.items.flatMap((item) => (item.kind === 'list' ? item.items : [item]));
    const names = items.flatMap((item) => (item.kind === 'word' ? [item.name] : []));
    return names.length === items.length ? names : undefined;
  },
};

/** One size for all axes of space, or one for each: `3`, `3x3`, `(1, 7)`. */
export function sizePerAxis(minimum = Number.NEGATIVE_INFINITY): AttributeKind<readonly Size[]> {
  const isSize = (size: Size): boolean => !isKnown(size) || size >= minimum;
  return valueKind(`${wholeNumberText(minimum)}, or one for each axis such as 3x3`, (argument) => {
    const items = argument.kind === 'list' ? argument.items : [argument];
    const sizes = items.flatMap((item) => (item.kind === 'size' && isSize(item.value) ? [item.value] : []));
    return items.length > 0 && sizes.length === items.length ? sizes : undefined;
  });
}

/** What is put around a tensor along one axis. */
export interface Sides {
  readonly before: Size;
  readonly after: Size;
}

/**
 * Padding: `half` = floor(k/2) on both sides, `same` = output ceil(n/stride) with the odd row after, `causal` = all before, so that no
 * window reads what comes after it; or rows on both sides of each axis.
 */
export type Padding = 'half' | 'same' | 'causal' | readonly Sides[];

/** What is cut off around an output: the padding of the convolution that is undone. */
export type Cropping = Exclude<Padding, 'causal'>;

/** `0`, `1`, `(1, 3)` for each axis, `((0, 1), (0, 1))` before and after, `half`, `same`, `causal`. */
export const padding = paddingOfWords(['half', 'same', 'causal']);
export const cropping: AttributeKind<Cropping> = paddingOfWords(['half', 'same']);

function paddingOfWords<W extends string>(words: readonly W[]): AttributeKind<W | readonly Sides[]> {
  const listed = words.map((word) => `\`${word}\``);
  return {
    expects: `a whole number, one for each axis, pairs (before, after), ${listed.slice(0, -1).join(', ')} or ${listed.at(-1) ?? ''}`,
    bareName: 'value',
    words,
    read: (argument) => {
      const word = wordOf(argument);
      return word === undefined ? sidesPerAxis.read(argument) : words.find((each) => each === word);
    },
  };
}

/** Rows around one axis: `1`, or a pair `(before, after)`. */
export const sides: AttributeKind<Sides> = valueKind('a whole number of at least 0, or a pair (before, after)', (argument) => {
  const items = argument.kind === 'list' ? argument.items : [argument, argument];
  const [before, after] = items.map((item) => wholeNumber(0).read(item));
  return items.length === 2 && before !== undefined && after !== undefined ? { before, after } : undefined;
});

/** Rows around each axis: one entry for all axes, or one for each. */
export const sidesPerAxis: AttributeKind<readonly Sides[]> = valueKind(
  'whole numbers of at least 0, or pairs (before, after), one for all axes or one for each',
  (argument) => {
    const items = argument.kind === 'list' ? argument.items : [argument];
    const entries = items.flatMap((item) => sides.read(item) ?? []);
    return items.length > 0 && entries.length === items.length ? entries : undefined;
  },
);

/** `[N, T, (h, d)] => [N, h, T, d]` */
export const rewrite: AttributeKind<{ readonly from: Pattern; readonly to: Pattern }> = {
  ...valueKind('a rewrite such as [N, T, (h, d)] => [N, h, T, d]', (argument) => (argument.kind === 'rewrite' ? argument : undefined)),
  hint: patternStringHint,
};

/** `[N, C, H, W]` */
export const pattern: AttributeKind<Pattern> = valueKind('a shape such as [N, C, H]', (argument) =>
  argument.kind === 'pattern' ? argument.pattern : undefined,
);

/** The patterns behind the input tensors of an einsum. */
export const inputPatterns: Attribute<readonly (Pattern | undefined)[]> = {
  kind: valueKind<readonly (Pattern | undefined)[]>('shapes behind the tensors', () => undefined),
  placement: 'inputPatterns',
  fallback: undefined,
  documentation: 'The axes of each input, written behind it.',
};

/** The pattern behind `=>`. */
export const resultPattern: Attribute<Pattern | undefined> = {
  kind: valueKind('a shape behind =>', () => undefined),
  placement: 'resultPattern',
  fallback: undefined,
  documentation: 'The axes of the result.',
};
