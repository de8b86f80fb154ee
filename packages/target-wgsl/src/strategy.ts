// How kernels use a device: the one place where the choices for kinds of devices stand.
import type { Value } from '@trammel/program';
import type { Group } from './fusion.js';
import type { TileShape } from './tile-kernel.js';
import { loopAxes, nominalCount } from './weight-of-work.js';

/** What is best differs between devices: software adapters punish workgroup memory and barriers, GPUs want many invocations. */
export interface Strategy {
  /** The tiles of contractions of up to so many products, the smallest first; the last is for all others. */
  readonly tiles: readonly { readonly upTo: number; readonly shape: TileShape }[];
  /** Rows longer than this are shared by the lanes of a workgroup, if there are fewer rows than `rowsEnough`. */
  readonly longRow: number;
  readonly rowsEnough: number;
  readonly lanes: number;
}

/**
 * Without workgroup memory but where a few rows would leave most of the device idle. Of contractions that are over in a moment most of the time until
 * the first result is compilation, so their tiles are small or little is written out; measured on SwiftShader (docs/adr/0022).
 */
export const registerStrategy: Strategy = {
  tiles: [
    { upTo: 2 ** 17, shape: { rows: 4, columns: 4, products: 16 } },
    { upTo: 2 ** 26, shape: { rows: 8, columns: 8, products: 64 } },
    { upTo: 2 ** 29.5, shape: { rows: 8, columns: 8, products: 192 } },
    { upTo: Number.POSITIVE_INFINITY, shape: { rows: 8, columns: 8, products: 512 } },
  ],
  longRow: 256,
  rowsEnough: 16,
  lanes: 64,
};

/**
 * With workgroup memory where there is much to sum: for GPUs, on which it takes the place of most reads of memory. Software adapters pay for its barriers
 * with several times the time. Not measured on a GPU yet.
 */
export const workgroupStrategy: Strategy = {
  ...registerStrategy,
  tiles: [
    ...registerStrategy.tiles.filter(({ upTo }) => upTo <= 2 ** 17),
    { upTo: Number.POSITIVE_INFINITY, shape: { rows: 4, columns: 4, products: 16, depth: 16 } },
  ],
};

/** Open sizes when a tile is chosen: between one example and a batch of training. */
const batchForTiles = 4;

/** The tile for the contraction. */
export function tileFor({ tiles }: Strategy, contraction: Value): TileShape {
  const products = nominalCount(contraction.shape, batchForTiles) * nominalCount(loopAxes(contraction), batchForTiles);
  return (tiles.find(({ upTo }) => products <= upTo) ?? tiles.at(-1))?.shape ?? { rows: 1, columns: 1, products: 1 };
}

/** How many invocations share a row of the group. */
export function lanesFor({ longRow, rowsEnough, lanes }: Strategy, { rows, along }: Group): number {
  return along.length > 0 && nominalCount(along) > longRow && nominalCount(rows) < rowsEnough ? lanes : 1;
}
