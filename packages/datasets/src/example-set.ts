// Examples in memory: numbers that go in, and what should come out. Not where they come from, and no network.

/** What one example is. */
export interface ExampleKind {
  /** Numbers with a name each, or the pixels of a picture. */
  readonly features:
    | { readonly kind: 'numbers'; readonly names: readonly string[] }
    | { readonly kind: 'image'; readonly channels: number; readonly height: number; readonly width: number };
  /** One of several classes, or numbers. */
  readonly target:
    { readonly kind: 'classes'; readonly names: readonly string[] } | { readonly kind: 'numbers'; readonly names: readonly string[] };
}

/** Examples in one order; the first `training` of them are learned from, and the others are held out. */
export interface ExampleSet extends ExampleKind {
  readonly count: number;
  readonly training: number;
  /** [count, features], row by row; pictures channel by channel. */
  readonly inputs: Float32Array;
  /** [count] numbers of classes, from 0, or [count, numbers]. */
  readonly targets: Float32Array;
}

/** How many numbers one example is. */
export function featureCount({ features }: Pick<ExampleKind, 'features'>): number {
  return features.kind === 'numbers' ? features.names.length : features.channels * features.height * features.width;
}

/** How many numbers its target is. */
export function targetWidth({ target }: Pick<ExampleKind, 'target'>): number {
  return target.kind === 'classes' ? 1 : target.names.length;
}
