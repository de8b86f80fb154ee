// Small networks whose predicted gradients are held against sampled ones: their text, and how near they must come.

/** A network to compare. */
export interface SignalNetwork {
  /** What it is about. */
  readonly name: string;
  /** Blocks that it calls. */
  readonly blocks?: string;
  /** The statements of its body. */
  readonly body: string;
  /** The size of the batch. */
  readonly batch: number;
  /** How often it is drawn. */
  readonly draws: number;
  /** The largest error of the rms of a tensor or parameter, in decades. */
  readonly tolerance: number;
  /** Tensors that are not compared, for a reason that stands beside them. */
  readonly apart?: readonly string[];
}

/** For maps whose moments are exact but for finite width, and for those with an approximation in them. */
export const tolerances = { chain: 0.05, approximate: 0.12 } as const;

/** What networks of one kind have in common. */
interface Template {
  readonly before: string;
  readonly after: string;
  readonly batch: number;
  readonly draws: number;
}

/** The operator after a layer and before two more, so that what it reads and what comes back are as in a network. */
export function within({ before, after, batch, draws }: Template): (name: string, steps: string, tolerance?: number) => SignalNetwork {
  return (name, steps, tolerance = tolerances.chain) => ({ name, body: `${before}\n  ${steps}\n  ${after}`, batch, draws, tolerance });
}
