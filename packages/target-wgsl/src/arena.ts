// Places in one piece of memory for tensors that live at different times. Pure numbers: generated modules run it too.

/** A piece of memory that is needed from one step to another, both included. */
export interface Life {
  readonly bytes: number;
  readonly first: number;
  readonly last: number;
}

/** Where each piece begins, and how much memory all take together. */
export interface Placement {
  readonly offsets: readonly number[];
  readonly bytes: number;
}

/**
 * The largest first, each at the lowest offset at which nothing lies that lives at the same time. Offsets are multiples of
 * `alignment`.
 */
export function placeLives(lives: readonly Life[], alignment: number): Placement {
  const offsets = lives.map(() => 0);
  const order = lives.map((_, at) => at).sort((a, b) => sizeAt(lives, b) - sizeAt(lives, a));
  const placed: number[] = [];
  let bytes = 0;
  for (const at of order) {
    const own = lives[at];
    if (own === undefined) continue;
    const rivals = placed.filter((other) => overlap(own, lives[other])).sort((a, b) => (offsets[a] ?? 0) - (offsets[b] ?? 0));
    let offset = 0;
    for (const other of rivals) {
      if (offset + own.bytes <= (offsets[other] ?? 0)) break;
      offset = Math.max(offset, aligned((offsets[other] ?? 0) + sizeAt(lives, other), alignment));
    }
    offsets[at] = offset;
    placed.push(at);
    bytes = Math.max(bytes, offset + own.bytes);
  }
  return { offsets, bytes };
}

/** The most bytes that live at one time: what no placement can do without. */
export function largestLiveSet(lives: readonly Life[]): number {
  const changes = lives.flatMap(({ bytes, first, last }) => [
    { at: first, by: bytes },
    { at: last + 0.5, by: -bytes },
  ]);
  changes.sort((a, b) => a.at - b.at);
  let live = 0;
  let most = 0;
  for (const { by } of changes) {
    live += by;
    most = Math.max(most, live);
  }
  return most;
}

function sizeAt(lives: readonly Life[], at: number): number {
  return lives[at]?.bytes ?? 0;
}

function overlap(a: Life, b: Life | undefined): boolean {
  return b !== undefined && a.first <= b.last && b.first <= a.last;
}

function aligned(bytes: number, alignment: number): number {
  return Math.ceil(bytes / alignment) * alignment;
}
