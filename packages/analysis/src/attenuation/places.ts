// Where the tensors of a graph are in all copies of the repeats around them: who makes one and who reads it. No numbers.
import type { Graph, Node, Region, Repeat, Tensor } from '@trammel/graph';

/** A tensor in one of its copies, numbered in the order in which they run, the innermost repeat fastest. */
export interface Place {
  readonly tensor: Tensor;
  readonly copy: number;
}

/** One copy of a node that reads a place, and as which of its inputs. */
export interface Reader {
  readonly node: Node;
  readonly copy: number;
  readonly input: number;
}

/** Who reads a place, and whether the network hands it out. */
export interface Readers {
  readonly nodes: readonly Reader[];
  readonly isOutput: boolean;
}

/** What makes a tensor: an output of a node; undefined for an input of the network. */
export interface Maker {
  readonly node: Node;
  readonly output: number;
}

export interface Places {
  /** How many copies there are of a tensor. */
  readonly copiesOf: (tensor: Tensor) => number;
  readonly makerOf: (tensor: Tensor) => Maker | undefined;
  /** The same tensor as what a node, or the network as an input, brings forth: what enters the second copy left the first. */
  readonly originOf: (place: Place) => Place;
  /** What a node reads as one of its inputs; undefined where it has no such input. */
  readonly readBy: (reader: Reader) => Place | undefined;
  /** Everything that reads what is brought forth at a place. */
  readonly readersOf: (origin: Place) => Readers;
}

/** Where a tensor has its home, and what stands for it there. */
interface Home {
  readonly copies: number;
  readonly maker?: Maker;
  /** It is what this repeat takes, inside of the body. */
  readonly entryOf?: Repeat;
  /** It is what this repeat gives, outside of the body. */
  readonly resultOf?: Repeat;
}

/** What uses a tensor, in so many copies. */
interface Use {
  readonly copies: number;
  readonly node?: { readonly node: Node; readonly input: number };
  readonly initialOf?: Repeat;
  readonly exitOf?: Repeat;
}

interface Table {
  readonly homes: Map<Tensor, Home>;
  readonly uses: Map<Tensor, Use[]>;
}

/** Looks the graph over once. */
export function placesOf({ inputs, outputs, body }: Graph): Places {
  const table: Table = { homes: new Map(), uses: new Map() };
  for (const { tensor } of inputs) table.homes.set(tensor, { copies: 1 });
  survey(body, 1, table);
  const given = new Set(outputs.map(({ tensor }) => tensor));
  return {
    copiesOf: (tensor) => homeOf(tensor, table).copies,
    makerOf: (tensor) => homeOf(tensor, table).maker,
    originOf: (place) => originOf(place, table),
    readBy: (reader) => readBy(reader, table),
    readersOf: (place) => readersOf(place, table, given),
  };
}

const homeOf = (tensor: Tensor, { homes }: Table): Home => homes.get(tensor) ?? { copies: 1 };

function survey({ items }: Region, copies: number, table: Table): void {
  for (const item of items) {
    if (item.kind === 'node') {
      item.inputs.forEach((tensor, input) => use(tensor, { copies, node: { node: item, input } }, table));
      item.outputs.forEach((tensor, output) => table.homes.set(tensor, { copies, maker: { node: item, output } }));
    } else {
      const inside = copies * item.count;
      use(item.initial, { copies, initialOf: item }, table);
      table.homes.set(item.entry, { copies: inside, entryOf: item });
      survey(item.body, inside, table);
      use(item.exit, { copies: inside, exitOf: item }, table);
      table.homes.set(item.result, { copies, resultOf: item });
    }
  }
}

function use(tensor: Tensor, how: Use, { uses }: Table): void {
  const known = uses.get(tensor);
  if (known === undefined) uses.set(tensor, [how]);
  else known.push(how);
}

/** The copy of a tensor that is seen from a copy of something further inside, of which there are `copies`. */
const seenFrom = (copy: number, copies: number, home: Home): number => Math.floor((copy * home.copies) / copies);

function readBy({ node, copy, input }: Reader, table: Table): Place | undefined {
  const tensor = node.inputs[input];
  const [output] = node.outputs;
  if (tensor === undefined || output === undefined) return undefined;
  return { tensor, copy: seenFrom(copy, homeOf(output, table).copies, homeOf(tensor, table)) };
}

function originOf(place: Place, table: Table): Place {
  let at = place;
  for (;;) {
    const { copies, entryOf, resultOf } = homeOf(at.tensor, table);
    const repeat = entryOf ?? resultOf;
    if (repeat === undefined) return at;
    const { initial, exit, count } = repeat;
    if (entryOf !== undefined && at.copy % count === 0) {
      at = { tensor: initial, copy: seenFrom(Math.floor(at.copy / count), copies / count, homeOf(initial, table)) };
    } else {
      // What enters a later copy left the one before it; what the repeat gives left the last one.
      const [left, inside] = entryOf === undefined ? [at.copy * count + count - 1, copies * count] : [at.copy - 1, copies];
      at = { tensor: exit, copy: seenFrom(left, inside, homeOf(exit, table)) };
    }
  }
}

function readersOf(origin: Place, table: Table, given: ReadonlySet<Tensor>): Readers {
  const nodes: Reader[] = [];
  let isOutput = false;
  const pending = [origin];
  for (let place = pending.pop(); place !== undefined; place = pending.pop()) {
    isOutput ||= given.has(place.tensor);
    const home = homeOf(place.tensor, table);
    for (const { copies, node, initialOf, exitOf } of table.uses.get(place.tensor) ?? []) {
      const each = copies / home.copies;
      for (let copy = place.copy * each; copy < (place.copy + 1) * each; copy += 1) {
        if (node !== undefined) nodes.push({ ...node, copy });
        if (initialOf !== undefined) pending.push({ tensor: initialOf.entry, copy: copy * initialOf.count });
        if (exitOf !== undefined) pending.push(after(exitOf, copy));
      }
    }
  }
  return { nodes, isOutput };
}

/** What becomes of the result of a copy: the next one takes it, and after the last one the repeat gives it. */
function after({ count, entry, result }: Repeat, copy: number): Place {
  const isLast = copy % count === count - 1;
  return isLast ? { tensor: result, copy: Math.floor(copy / count) } : { tensor: entry, copy: copy + 1 };
}
