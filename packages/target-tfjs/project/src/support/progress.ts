// What a training says while it runs: a bar that moves on a terminal, and a line for each round through the data.
import { SingleBar } from 'cli-progress';

/** A bar for one round. */
export interface Bar {
  readonly update: (step: number, loss: number) => void;
  readonly stop: () => void;
}

/** A bar of so many steps; nothing where the output is no terminal. */
export function startBar(title: string, steps: number): Bar {
  const bar = new SingleBar({
    format: `${title} {bar} {value}/{total}  loss {loss}  {eta_formatted} left`,
    hideCursor: true,
    clearOnComplete: true,
    barsize: 24,
  });
  bar.start(steps, 0, { loss: '-' });
  return { update: (step, loss) => bar.update(step, { loss: loss.toFixed(4) }), stop: () => bar.stop() };
}

/** What one round came to. */
export interface Round {
  readonly epoch: number;
  readonly epochs: number;
  /** The mean of the losses of its steps. */
  readonly loss: number;
  readonly validationLoss: number;
  /** The part of the validation examples that is right; undefined where there are no labels. */
  readonly accuracy: number | undefined;
  readonly seconds: number;
}

/** `epoch 3/10  loss 0.0512  validation loss 0.0461  accuracy 98.52 %  41.3 s` */
export function printRound({ epoch, epochs, loss, validationLoss, accuracy, seconds }: Round): string {
  const right = accuracy === undefined ? '' : `  accuracy ${(100 * accuracy).toFixed(2)} %`;
  return `epoch ${epoch}/${epochs}  loss ${loss.toFixed(4)}  validation loss ${validationLoss.toFixed(4)}${right}  ${seconds.toFixed(1)} s`;
}
