// Where things stand: calls of blocks, rounds of loops, paths. Not the nodes in them.
import type { Span } from '@trammel/diagnostics';

/** Where in the source's structure something stands: a call of a block, one round of a `for`, a `repeat`, a path. */
export interface Frame {
  readonly kind: 'net' | 'block' | 'for' | 'repeat' | 'path';
  /** The block's or the net's name; `i=0` for a round of a `for`; `path 2`; `repeat 7` for a fold, `1 of 8` for a copy that stands for itself. */
  readonly name: string;
  /** The arguments as the reader would write them: `width=64, stride=1`; empty where there are none. */
  readonly arguments: string;
  /** Unique within the graph, the start of the ids of what is inside. */
  readonly id: string;
  readonly span: Span;
  /** What the source says of the block. */
  readonly doc?: string | undefined;
  readonly parent: Frame | undefined;
}
