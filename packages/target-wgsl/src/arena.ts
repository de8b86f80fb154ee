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

/** In which order pieces look for their places: none of these is the best for all. */
const orders: readonly ((a: Life, b: Life) => number)[] = [
  (a, b) => b.bytes - a.bytes,
  (a, b) => b.bytes * (b.last - b.first + 1) - a.bytes * (a.last - a.first + 1),
  (a, b) => b.last - b.first - (a.last - a.first) || b.bytes - a.bytes,
  (a, b) => a.first - b.first || b.bytes - a.bytes,
  (a, b) => b.last - a.last || b.bytes - a.bytes,
];

/**
 * Each piece at the lowest offset at which nothing lies that lives at the same time, in the order of those that takes the least memory.
 * Offsets are multiples of `alignment`.
 */
export function placeLives(lives: readonly Life[], alignment: number): Placement {
  const live = largestLiveSet(lives);
  let best: Placement | undefined;
  for (const order of orders) {
    let sequence = lives.map((life, at) => ({ life, at })).sort((a, b) => order(a.life, b.life));
    for (let round = 0; round < improvements; round += 1) {
      const placement = placeInOrder(sequence, alignment);
      if (best === undefined || placement.bytes < best.bytes) best = placement;
      if (best.bytes <= live) return best;
      // What lies at the very end comes first the next time.
      const isTop = ({ life, at }: Piece): boolean => (placement.offsets[at] ?? 0) + life.bytes === placement.bytes;
      sequence = [...sequence.filter(isTop), ...sequence.filter((piece) => !isTop(piece))];
    }
  }
  return best ?? { offsets: [], bytes: 0 };
}

/** How often an order is improved. */
const improvements = 12;

/** A life with its number. */
interface Piece {
  readonly life: Life;
  readonly at: number;
}

function placeInOrder(order: readonly Piece[], alignment: number): Placement {
  const offsets = order.map(() => 0);
  const placed: Piece[] = [];
  let bytes = 0;
  for (const { life, at } of order) {
    const rivals = placed.filter((other) => overlap(life, other.life)).sort((a, b) => (offsets[a.at] ?? 0) - (offsets[b.at] ?? 0));
    let offset = 0;
    for (const other of rivals) {
      const begin = offsets[other.at] ?? 0;
      if (offset + life.bytes <= begin) break;
      offset = Math.max(offset, aligned(begin + other.life.bytes, alignment));
    }
    offsets[at] = offset;
    placed.push({ life, at });
    bytes = Math.max(bytes, offset + life.bytes);
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

function overlap(a: Life, b: Life): boolean {
  return a.first <= b.last && b.first <= a.last;
}

function aligned(bytes: number, alignment: number): number {
  return Math.ceil(bytes / alignment) * alignment;
}
