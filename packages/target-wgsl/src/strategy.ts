// How kernels use a device: the one place where the choices for kinds of devices stand.
import type { Group } from './fusion.js';
import type { TileShape } from './tile-kernel.js';
import { nominalCount } from './weight-of-work.js';

/** What is best differs between devices: software adapters punish workgroup memory and barriers, GPUs want many invocations. */
export interface Strategy {
  /** The most rows and columns of a contraction that one invocation works out. */
  readonly tile: TileShape;
  /** Rows longer than this are shared by the lanes of a workgroup, if there are fewer rows than `rowsEnough`. */
  readonly longRow: number;
  readonly rowsEnough: number;
  readonly lanes: number;
}

/** Without workgroup memory but where a few rows would leave most of the device idle. */
export const registerStrategy: Strategy = { tile: { rows: 8, columns: 8 }, longRow: 256, rowsEnough: 16, lanes: 64 };

/** How many invocations share a row of the group. */
export function lanesFor({ longRow, rowsEnough, lanes }: Strategy, { rows, along }: Group): number {
  return along.length > 0 && nominalCount(along) > longRow && nominalCount(rows) < rowsEnough ? lanes : 1;
}
