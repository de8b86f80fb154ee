// Other ways to write a call, which may cost less: what could stand in its place. Not whether that pays anywhere.

/** What stands in the place of a call, one step after the other, under a name for what it does. */
export interface Alternative {
  readonly idea: Idea;
  readonly steps: readonly AlternativeStep[];
  /** The argument in multiples of which counts of channels can be written, and its value. */
  readonly unit: { readonly argument: string; readonly value: number } | undefined;
  /** The axis of the features that come in, in parts of which counts can be written where its size has a name. */
  readonly incoming: { readonly axis: string; readonly value: number } | undefined;
  /** How far the idea is taken: into how many parts, or to which part of the whole; 1 where that cannot be chosen. */
  readonly degree: number;
  /** About which part of the multiplications and of the weights is left; for the order in which they are tried. */
  readonly left: number;
}

/** A step of an alternative. */
export type AlternativeStep =
  /** The call itself with some arguments otherwise; all others stay. */
  | { readonly kind: 'call'; readonly changes: Readonly<Record<string, NewArgument>> }
  /** What bends the result of the call where it stands, once more; nothing where nothing does. */
  | { readonly kind: 'activation' }
  /** A call of an operator without arguments. */
  | { readonly kind: 'operator'; readonly name: string };

/** A count of channels, an argument as it would be written; none, so that the default holds; or none where it can be left out. */
export type NewArgument = { readonly channels: number } | { readonly text: string } | 'default' | 'unneeded';

/** What an idea is, why it costs less, and where it comes from. */
export interface IdeaPage {
  /** As what to do, in a sentence without its full stop. */
  readonly what: (degree: number) => string;
  readonly why: (degree: number) => string;
  readonly source: string;
  /** So far, as words behind a verb: `in 2 groups`; empty where there is no choice. */
  readonly extent: (degree: number) => string;
  /** What a block that does it is called. */
  readonly block: string;
  /** What is tried, the first being what those do who are cited; of 1 where there is no choice. */
  readonly degrees: readonly number[];
  /** Whether it cuts the channels before a window, which is no use where they were cut before it. */
  readonly isCut: boolean;
}

const parts: ReadonlyMap<number, string> = new Map([
  [2, 'half'],
  [4, 'a quarter'],
  [8, 'an eighth'],
]);
const partOf = (degree: number): string => parts.get(degree) ?? `1/${degree}`;

export const ideas = {
  bottleneck: {
    what: () => 'cut the channels by a 1-wide kernel before the window',
    why: (degree) => `the window then multiplies ${partOf(degree)} of the channels`,
    source: 'Szegedy et al. 2015; He et al. 2016',
    extent: (degree) => `to ${partOf(degree)} of the channels`,
    block: 'Bottlenecked',
    degrees: [4, 2, 8],
    isCut: true,
  },
  depthwise: {
    what: () => 'filter each channel apart, then mix the channels by a 1-wide kernel',
    why: () => 'windows no longer multiply with the number of channels',
    source: 'Howard et al. 2017; Chollet 2017',
    extent: () => '',
    block: 'Separable',
    degrees: [1],
    isCut: false,
  },
  stacked: {
    what: () => 'stack 3-wide windows in the place of a wider one',
    why: () => 'n of them see 2n + 1 positions along an axis, with fewer weights',
    source: 'Simonyan and Zisserman 2015',
    extent: () => '',
    block: 'Stacked',
    degrees: [1],
    isCut: false,
  },
  factorised: {
    what: () => 'go along one axis after the other',
    why: () => 'a window of k x k takes k*k weights for a pair of channels, two of 1 x k and k x 1 take 2k',
    source: 'Szegedy et al. 2016',
    extent: () => '',
    block: 'Factorised',
    degrees: [1],
    isCut: false,
  },
  grouped: {
    what: (degree) => `convolve ${degree} groups of channels apart`,
    why: (degree) => `each output reads ${partOf(degree)} of the channels`,
    source: 'Krizhevsky et al. 2012; Xie et al. 2017',
    extent: (degree) => `in ${degree} groups`,
    block: 'Grouped',
    degrees: [4, 2, 8],
    isCut: false,
  },
  pooled: {
    what: () => 'average over the positions before the head',
    why: () => 'the next layer then has a weight for each channel, not for each channel at each position',
    source: 'Lin et al. 2014',
    extent: () => '',
    block: 'Pooled',
    degrees: [1],
    isCut: false,
  },
} as const satisfies Readonly<Record<string, IdeaPage>>;

export type Idea = keyof typeof ideas;
