// What runs a network: a processor or a graphics device behind the same few questions. Not how either does it.
import type { BatchElements } from '@trammel/datasets';
import type { Elements } from '@trammel/training';

/** What a step gave: the loss before it, and how far it went. */
export interface MachineStep {
  readonly loss: number;
  readonly rate: number;
}

/** A network with its weights, at work. */
export interface Machine {
  /** For people. */
  readonly device: string;
  /** How many steps may be under way at once. */
  readonly depth: number;
  /** Makes the next step on a batch of the size that training has. */
  readonly step: (inputs: BatchElements) => Promise<MachineStep>;
  /** The loss and the output that is looked at, as used and not as trained, for `count` examples. */
  readonly evaluate: (inputs: BatchElements, count: number) => Promise<{ readonly loss: number; readonly output: ArrayLike<number> }>;
  /** The output alone, which needs no labels. */
  readonly predict: (inputs: BatchElements, count: number) => Promise<ArrayLike<number>>;
  /** Parameters and buffers as they are now. */
  readonly weights: () => Promise<Elements>;
  readonly dispose: () => void;
}
