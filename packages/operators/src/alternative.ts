// Other ways to write a call, which may cost less: what could stand in its place. Not whether that pays anywhere.

/** What stands in the place of a call, one step after the other, under a name for what it does. */
export interface Alternative {
  readonly idea: Idea;
  readonly steps: readonly AlternativeStep[];
  /** The argument in multiples of which counts of channels can be written, and its value. */
  readonly unit: { readonly argument: string; readonly value: number } | undefined;
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
  readonly what: string;
  readonly why: string;
  readonly source: string;
}

export const ideas = {
  bottleneck: {
    what: 'cut the channels by a 1-wide kernel before the window',
    why: 'the window then multiplies a quarter of the channels',
    source: 'Szegedy et al. 2015; He et al. 2016',
  },
  depthwise: {
    what: 'filter each channel apart, then mix the channels by a 1-wide kernel',
    why: 'windows no longer multiply with the number of channels',
    source: 'Howard et al. 2017; Chollet 2017',
  },
  stacked: {
    what: 'stack 3-wide windows in the place of a wider one',
    why: 'n of them see 2n + 1 positions along an axis, with fewer weights',
    source: 'Simonyan and Zisserman 2015',
  },
  factorised: {
    what: 'go along one axis after the other',
    why: 'a window of k x k takes k*k weights for a pair of channels, two of 1 x k and k x 1 take 2k',
    source: 'Szegedy et al. 2016',
  },
  grouped: {
    what: 'convolve four groups of channels apart',
    why: 'each output reads a quarter of the channels',
    source: 'Krizhevsky et al. 2012; Xie et al. 2017',
  },
  pooled: {
    what: 'average over the positions before the head',
    why: 'the next layer then has a weight for each channel, not for each channel at each position',
    source: 'Lin et al. 2014',
  },
} as const satisfies Readonly<Record<string, IdeaPage>>;

export type Idea = keyof typeof ideas;
