// Schedules: the rate of each step, from how many steps were made before.

/** The rate at a step. */
export type Schedule = (step: number) => number;

/** Over how many steps the rate first rises to its full size. */
export interface Warmup {
  readonly warmup?: number;
}

/** A way down from the full rate. */
export interface Descent extends Warmup {
  /** After how many steps, those of the warmup included, the rate is at its lowest. */
  readonly steps: number;
  /** The rate at the end, as a part of the full one. */
  readonly lowest?: number;
}

export function constant(rate: number, { warmup = 0 }: Warmup = {}): Schedule {
  return warmed(rate, warmup, () => 1);
}

/** The rate times `factor` after every so many steps. */
export function stepwise(
  rate: number,
  { every, factor, warmup = 0 }: Warmup & { readonly every: number; readonly factor: number },
): Schedule {
  return warmed(rate, warmup, (step) => factor ** Math.floor(step / every));
}

/** The rate times `factor` after each step. */
export function exponential(rate: number, { factor, warmup = 0 }: Warmup & { readonly factor: number }): Schedule {
  return warmed(rate, warmup, (step) => factor ** step);
}

/** Half a wave of a cosine (Loshchilov and Hutter 2017). */
export function cosine(rate: number, descent: Descent): Schedule {
  return descending(rate, descent, (progress) => (1 + Math.cos(Math.PI * progress)) / 2);
}

export function linear(rate: number, descent: Descent): Schedule {
  return descending(rate, descent, (progress) => 1 - progress);
}

export function polynomial(rate: number, { power, ...descent }: Descent & { readonly power: number }): Schedule {
  return descending(rate, descent, (progress) => (1 - progress) ** power);
}

/** Falls with the root of the steps after the warmup (Vaswani et al. 2017). */
export function inverseRoot(rate: number, { warmup = 0 }: Warmup = {}): Schedule {
  return warmed(rate, warmup, (step) => Math.sqrt((warmup + 1) / (step + warmup + 1)));
}

/** `part` of the progress from 0 at the end of the warmup to 1 at the last step. */
function descending(rate: number, { steps, warmup = 0, lowest = 0 }: Descent, part: (progress: number) => number): Schedule {
  const length = Math.max(steps - warmup, 1);
  return warmed(rate, warmup, (step) => lowest + (1 - lowest) * part(Math.min(step / length, 1)));
}

/** First up to the full rate, from a part of it, so that no step is lost; then `part` of the steps since. */
function warmed(rate: number, warmup: number, part: (step: number) => number): Schedule {
  return (step) => rate * (step < warmup ? (step + 1) / (warmup + 1) : part(step - warmup));
}
