// One training under way: steps, looks at where it stands, and why it cannot go on. Not what it runs on.
import { batchOf, elementsOf, type ExampleSet } from '@trammel/datasets';
import type { GradientView, Plane, PlanePoints, Refusal, RunView } from '../protocol.js';
import { learningCharts, withMoment, type Moment } from './history.js';
import type { Machine, MachineStep } from './machine.js';
import type { GradientMeter } from './measured-gradients.js';
import { planeOf } from './plane.js';
import { numberOf, type Prepared } from './prepared.js';
import { probabilitiesIn } from './probabilities.js';
import { whyNotFinite } from './not-finite.js';

/** What a training consists of. */
export interface RunningParts {
  readonly prepared: Prepared;
  readonly set: ExampleSet;
  readonly machine: Machine;
  readonly points: PlanePoints | undefined;
  readonly meter: GradientMeter | undefined;
}

/** How far to go before the next view. */
export interface AdvanceOptions {
  readonly milliseconds: number;
  readonly mostSteps: number;
  readonly isWhole: boolean;
}

/** A training that can go on. */
export interface Running {
  readonly view: () => Promise<RunView>;
  readonly advance: (options: AdvanceOptions) => Promise<RunView>;
  readonly dispose: () => void;
}

/** As many of those held out are asked about; more would take longer than the steps. */
const mostHeld = 250;
/** Looking may take one part in so many of the time, and is done no more often than so. */
const lookShare = 5;
const leastPause = 250;

/** The largest 32-bit number: what is larger is infinite wherever else the network is trained. */
const largest = 3.4028234663852886e38;

/** Of the rounds and steps that the text asks for, the end that comes first. */
export function endOf({ training, batch }: Prepared, set: ExampleSet): number | undefined {
  const [epochs, steps] = [numberOf(training, 'epochs'), numberOf(training, 'steps')];
  const rounds = epochs === undefined ? undefined : epochs * roundOf(set, batch);
  const ends = [rounds, steps].flatMap((end) => end ?? []);
  return ends.length === 0 ? undefined : Math.min(...ends);
}

const roundOf = ({ training }: ExampleSet, batch: number): number => Math.max(1, Math.floor(training / batch));

interface State {
  step: number;
  rate: number;
  /** The sum of the losses since the last look, and of how many steps. */
  losses: { sum: number; count: number };
  lastLoss: number;
  moments: readonly Moment[];
  speed: number;
  stopped: Refusal | undefined;
  looked: { at: number; cost: number; held: RunView['held']; plane: Plane | undefined; gradients: GradientView | undefined };
}

/** A training before its first step. */
export function runningOf(parts: RunningParts): Running {
  const state: State = {
    step: 0,
    rate: Number.NaN,
    losses: { sum: 0, count: 0 },
    lastLoss: Number.NaN,
    moments: [],
    speed: Number.NaN,
    stopped: undefined,
    looked: { at: -Infinity, cost: 0, held: undefined, plane: undefined, gradients: undefined },
  };
  return {
    view: async () => {
      const view = await viewOf(parts, state, { isWhole: true });
      // The first look compiles what it runs.
      state.looked = { ...state.looked, cost: 0 };
      return view;
    },
    advance: async (options) => {
      await makeSteps(parts, state, options);
      return viewOf(parts, state, options);
    },
    dispose: () => parts.machine.dispose(),
  };
}

async function makeSteps(
  { prepared, set, machine }: RunningParts,
  state: State,
  { milliseconds, mostSteps }: AdvanceOptions,
): Promise<void> {
  const { batch, fit, seed } = prepared;
  const begun = performance.now();
  const underway: Promise<MachineStep>[] = [];
  let made = 0;
  const settle = async (): Promise<void> => {
    const done = await underway.shift();
    if (done === undefined || state.stopped !== undefined) return;
    state.step += 1;
    state.rate = done.rate;
    state.lastLoss = done.loss;
    state.losses = { sum: state.losses.sum + done.loss, count: state.losses.count + 1 };
    if (!(Math.abs(done.loss) <= largest))
      state.stopped = whyNotFinite(prepared, { step: state.step, loss: done.loss, weights: await machine.weights() });
  };
  while (state.stopped === undefined && made < mostSteps && (made === 0 || performance.now() - begun < milliseconds)) {
    const examples = batchOf(set, { size: batch, step: state.step + underway.length, seed });
    underway.push(machine.step(elementsOf(set, fit, examples)));
    made += 1;
    if (underway.length >= machine.depth) await settle();
  }
  while (underway.length > 0) await settle();
  const took = performance.now() - begun;
  if (made > 1 || took > 1) state.speed = (1000 * made) / took;
}

async function viewOf(parts: RunningParts, state: State, { isWhole }: Pick<AdvanceOptions, 'isWhole'>): Promise<RunView> {
  const { prepared, set } = parts;
  const { looked } = state;
  const isDue = performance.now() - looked.at > Math.max(leastPause, lookShare * looked.cost);
  const isLook = isWhole || isDue || state.stopped !== undefined;
  if (isLook) await look(parts, state);
  return {
    step: state.step,
    round: Math.floor(state.step / roundOf(set, prepared.batch)),
    loss: state.losses.count > 0 ? state.losses.sum / state.losses.count : (state.moments.at(-1)?.loss ?? state.lastLoss),
    rate: state.rate,
    held: state.looked.held,
    stepsPerSecond: state.speed,
    charts: isLook ? learningCharts(state.moments) : [],
    plane: isLook ? state.looked.plane : undefined,
    gradients: isLook ? state.looked.gradients : undefined,
    stopped: state.stopped,
  };
}

async function look(parts: RunningParts, state: State): Promise<void> {
  const begun = performance.now();
  const { machine, points, prepared, meter, set } = parts;
  const held = state.stopped === undefined ? await heldOut(parts) : undefined;
  const plane = points === undefined || state.stopped !== undefined ? state.looked.plane : await planeOf(machine, prepared.fit, points);
  const gradients =
    meter === undefined || state.stopped !== undefined
      ? state.looked.gradients
      : meter(
          elementsOf(set, prepared.fit, batchOf(set, { size: prepared.batch, step: state.step, seed: prepared.seed })),
          await machine.weights(),
        );
  const loss = state.losses.count === 0 ? state.lastLoss : state.losses.sum / state.losses.count;
  if (state.losses.count > 0 || state.moments.length === 0)
    state.moments = withMoment(state.moments, { step: state.step, loss, heldLoss: held?.loss, heldAccuracy: held?.accuracy });
  state.losses = { sum: 0, count: 0 };
  const now = performance.now();
  state.looked = { at: now, cost: now - begun, held: held ?? state.looked.held, plane, gradients };
}

/** On the first of those that were not learned from. */
async function heldOut({ prepared: { fit }, set, machine }: RunningParts): Promise<RunView['held']> {
  const all = set.count - set.training;
  const fixed = 'fixed' in fit.batch ? fit.batch.fixed : undefined;
  if (all < (fixed ?? 1)) return undefined;
  const count = fixed ?? Math.min(all, mostHeld);
  const examples = Uint32Array.from({ length: count }, (_, at) => set.training + at);
  const { loss, output } = await machine.evaluate(elementsOf(set, fit, examples), count);
  if (set.target.kind !== 'classes') return { loss, accuracy: undefined, count };
  const { width } = fit.output;
  const right = examples.filter((example, at) => {
    const shares = probabilitiesIn(output, at * width, width);
    return shares.indexOf(Math.max(...shares)) === set.targets[example];
  });
  return { loss, accuracy: right.length / count, count };
}
