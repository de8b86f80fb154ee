// A recurrence over time as as many steps of one rule: states forward, gradients back. Weights of different steps are taken as independent.
import { averagedAlong, evenField, isEven, meanOfField, type Field } from './field.js';
import { everyMask, maskIn, meanOf, meanSquare, type GradientMoments, type Moments, type PositionGroup } from './moments.js';
import { step, type SignalStep, type StepBack } from './step.js';

/** What is repeated, and what comes of it. */
export interface Recurrence {
  /** The axis of time. */
  readonly time: string;
  readonly direction: 'forward' | 'backward';
  /** The first state of every step, or of the last one, which has no time. */
  readonly returns: 'sequence' | 'last';
  /** The states before the first step, on the axes of the inputs with time. */
  readonly initial: readonly Moments[];
  /** From the inputs of one step, then the states, to the next states. */
  readonly cell: (inputs: readonly Moments[], states: readonly Moments[]) => CellStep;
}

/** One step of a cell. */
export interface CellStep {
  readonly step: SignalStep;
  /** By state: the mean part of a unit of it that is the same unit of the next one; 0 where weights mix units. */
  readonly kept: readonly number[];
  /** The mean square of that part. */
  readonly keptSquares: readonly number[];
}

/**
 * States are told as if all times ran side by side: pairs along time are those of two states of which the earlier has come so far. Where they
 * move no more they are not worked out again. A unit that keeps a part k of itself is like itself by k^l after l steps, and so is its gradient;
 * this is put in where the outputs and the inputs are told, and not passed on, since it does not add up.
 */
export function recurrence(inputs: readonly Moments[], how: Recurrence): SignalStep {
  const [first] = inputs;
  const count = first?.axes.find(({ name }) => name === how.time)?.size ?? 1;
  const even = inputs.map((input) => evenAlong(input, how.time));
  const steps: Taken[] = [];
  let states = how.initial;
  for (let at = 0; at < count; at += 1) {
    const { step: next, kept, keptSquares } = how.cell(even, states);
    const keeps = kept.some((part) => part !== 0);
    // What weights mix is as like itself as what it is made of.
    const before = steps.at(-1)?.seen.outputs;
    const lasting = states.map((state, index) => {
      const part = meanLikeness(kept[index] ?? 0, count);
      return part === 0 ? (before?.[index] ?? state) : lastingState(state, { time: how.time, part });
    });
    steps.push({ next, kept, keptSquares, seen: keeps ? how.cell(even, lasting).step : next });
    if (next.outputs.every((state, index) => isNear(state, states[index]))) break;
    states = next.outputs;
  }
  const run: Run = { inputs, how, count, steps };
  const last = steps.at(-1)?.next;
  return step({
    outputs: [how.returns === 'last' ? withoutTime(stateAt(run, count - 1), how.time) : sequenceOf(run)],
    backward: ([gradient]) => (gradient === undefined ? { inputs: [], parameters: new Map() } : wayBack(run, gradient)),
    isWeighted: true,
    noise: last?.noise ?? 0,
    noiseOfOne: last?.noiseOfOne ?? 0,
    doubts: [...new Set(steps.flatMap(({ next }) => next.doubts))],
  });
}

interface Run {
  readonly inputs: readonly Moments[];
  readonly how: Recurrence;
  /** How many steps there are. */
  readonly count: number;
  /** The steps up to the one behind which states stay. */
  readonly steps: readonly Taken[];
}

/** A step from states as they pass on, and as others see them. */
interface Taken {
  readonly next: SignalStep;
  readonly seen: SignalStep;
  readonly kept: readonly number[];
  readonly keptSquares: readonly number[];
}

/** The mean of k^l over pairs of `count` times that are l apart. */
function meanLikeness(kept: number, count: number): number {
  let [sum, power] = [0, 1];
  for (let apart = 1; apart < count && power > 1e-12; apart += 1) {
    power *= kept;
    sum += partOfPairs(count - apart, count) * power;
  }
  return sum;
}

interface Lasting {
  readonly time: string;
  readonly part: number;
}

/** Pairs along time, where a part of what one time has for itself is that of another. */
function lastingPairs({ groups, pairs }: Pick<Moments, 'groups' | 'pairs'>, { time, part }: Lasting): readonly number[] {
  const bit = timeBit(groups, time);
  return pairs.map((pair, mask) => ((mask & bit) === 0 ? pair : pair + part * ((pairs[mask & ~bit] ?? 0) - pair)));
}

const lastingState = (state: Moments, lasting: Lasting): Moments => ({ ...state, pairs: lastingPairs(state, lasting) });

const stepAt = ({ steps }: Run, at: number): Taken | undefined => steps[Math.min(at, steps.length - 1)];

/** The state that is put out, as others see it: its own memory is in the pairs of what it is made of, or is its own. */
function stateAt(run: Run, at: number): Moments {
  const taken = stepAt(run, at);
  const state = taken?.seen.outputs[0] ?? run.how.initial[0] ?? nothing;
  const kept = taken?.kept[0] ?? 0;
  return kept === 0 ? state : lastingState(taken?.next.outputs[0] ?? state, { time: run.how.time, part: meanLikeness(kept, run.count) });
}

const nothing: Moments = { axes: [], groups: [], mean: evenField(0, 0), square: evenField(0, 0), pairs: [0] };

/** The same at all times, as on average. */
function evenAlong(x: Moments, time: string): Moments {
  const axis = x.axes.findIndex(({ name }) => name === time);
  if (axis < 0 || (isEven(x.square) && isEven(x.mean))) return x;
  return { ...x, mean: averagedAlong(x.mean, axis), square: averagedAlong(x.square, axis), density: undefined, byPosition: undefined };
}

/** What moves by less than this part of the whole stays. */
const stillness = 1e-7;

function isNear(state: Moments, before: Moments | undefined): boolean {
  const size = meanSquare(state);
  return before !== undefined && state.pairs.every((pair, mask) => Math.abs(pair - (before.pairs[mask] ?? 0)) <= stillness * size);
}

const timeBit = (groups: readonly PositionGroup[], time: string): number =>
  groups.reduce((mask, { axes }, index) => (axes.includes(time) ? mask | (1 << index) : mask), 0);

/** Pairs of two times, by the part of all pairs whose earlier (or later) one is this. */
const partOfPairs = (others: number, count: number): number => (count > 1 ? (2 * others) / (count * (count - 1)) : 0);

/** The states of all steps, each in its place. */
function sequenceOf(run: Run): Moments {
  const { count, how } = run;
  const states = Array.from({ length: count }, (_, at) => stateAt(run, at));
  const [{ axes, groups }] = [states[0] ?? nothing];
  const bit = timeBit(groups, how.time);
  const pairs = everyMask(groups, (mask) =>
    states.reduce((sum, state, at) => {
      const part = (mask & bit) === 0 ? 1 / count : partOfPairs(count - 1 - at, count);
      return sum + part * (state.pairs[mask] ?? 0);
    }, 0),
  );
  return {
    axes,
    groups,
    mean: laid(run, axes, states.map(meanOf)),
    square: laid(run, axes, states.map(meanSquare)),
    pairs,
  };
}

/** Numbers of the steps as a field along time. */
function laid({ how }: Run, axes: Moments['axes'], values: readonly number[]): Field {
  const inOrder = how.direction === 'forward' ? values : [...values].reverse();
  return { extents: axes.map(({ name }) => (name === how.time ? values.length : 1)), values: Float64Array.from(inOrder) };
}

function withoutTime(state: Moments, time: string): Moments {
  const axes = state.axes.filter(({ name }) => name !== time);
  const groups = state.groups.filter((group) => !group.axes.includes(time));
  return {
    axes,
    groups,
    mean: evenField(meanOf(state), axes.length),
    square: evenField(meanSquare(state), axes.length),
    pairs: everyMask(groups, (mask) => state.pairs[maskIn(state.groups, groups, mask)] ?? 0),
  };
}

/** Weights that are the same at every step move all steps alike: logarithms spread about twice as far as over independent ones (sampled). */
const tiedSpread = 4;

/** Sums over the steps of the way back. */
interface Collected {
  /** By input, by step. */
  readonly squares: readonly Float64Array[];
  readonly pairs: readonly Float64Array[];
  readonly parameters: Map<string, number>;
  /** The variance of logarithms, weighed by energy, and that weight. */
  spread: number;
  energy: number;
}

/** From the last step to the first: to each state comes what its output gets, and what the next step gives back. */
function wayBack(run: Run, gradient: GradientMoments): StepBack {
  const { inputs, how, count } = run;
  const outside = arriving(run, gradient);
  const collected: Collected = {
    squares: inputs.map(() => new Float64Array(count)),
    pairs: inputs.map(({ groups }) => new Float64Array(1 << groups.length)),
    parameters: new Map(),
    spread: 0,
    energy: 0,
  };
  let carried: readonly (GradientMoments | undefined)[] = how.initial.map(() => undefined);
  let known: { readonly back: StepBack; readonly at: number } | undefined;
  for (let at = count - 1; at >= 0; at -= 1) {
    const isRepeated = known !== undefined && at >= run.steps.length && outside.levelAt(at) === outside.levelAt(known.at);
    const arrived = carried.map((each, index) => (index === 0 ? plus(outside.at(at), each) : each));
    const taken = stepAt(run, at);
    if (taken === undefined) break;
    if (isRepeated && known !== undefined) {
      collect(run, collected, { at, back: known.back });
      continue;
    }
    const passed = taken.next.backward(arrived);
    const back = taken.seen === taken.next ? passed : seenBack(run, taken, { at, arrived, passed: passed.inputs.slice(inputs.length) });
    collect(run, collected, { at, back });
    const next = how.initial.map((_, index) => passed.inputs[inputs.length + index]);
    known = next.every((each, index) => isSame(each, carried[index])) ? { back, at } : undefined;
    carried = next;
  }
  const spread = collected.energy > 0 ? collected.spread / collected.energy : gradient.logVariance;
  const logVariance = gradient.logVariance + tiedSpread * Math.max(0, spread - gradient.logVariance);
  return {
    inputs: inputs.map((input, index) => gathered(run, input, { ...collected, index, logVariance })),
    parameters: collected.parameters,
  };
}

interface Place {
  readonly at: number;
  readonly arrived: readonly (GradientMoments | undefined)[];
  /** What goes back to the states before. */
  readonly passed: readonly (GradientMoments | undefined)[];
}

/**
 * Back to inputs and weights: gradients of earlier times are like this one by k^l. The first state gets all its gradient from outside of the
 * step; others get some inside, so that what they have in all is told by what they pass on, which is E k^2 of it.
 */
function seenBack({ how, count }: Run, { seen, kept, keptSquares }: Taken, { at, arrived, passed }: Place): StepBack {
  const lasting = arrived.map((gradient, index) => {
    const part = kept[index] ?? 0;
    const whole = index === 0 ? gradient : passed[index];
    if (whole === undefined || part === 0 || count < 2) return gradient;
    const likeness = part < 1 ? (part * (1 - part ** at)) / (1 - part) : at;
    const lasting = { time: how.time, part: Math.min(1, (2 * likeness) / (count - 1)) };
    const share = index === 0 ? 1 : 1 / Math.max(1e-12, keptSquares[index] ?? 1);
    const more = lastingPairs(whole, lasting).map((pair, mask) => share * (pair - (whole.pairs[mask] ?? 0)));
    const own = gradient ?? { ...whole, square: evenField(0, whole.axes.length), pairs: whole.pairs.map(() => 0) };
    return {
      axes: own.axes,
      groups: own.groups,
      square: own.square,
      pairs: own.pairs.map((pair, mask) => pair + (more[mask] ?? 0)),
      logVariance: own.logVariance,
    };
  });
  return seen.backward(lasting);
}

interface Arriving {
  readonly at: (step: number) => GradientMoments | undefined;
  readonly levelAt: (step: number) => number;
}

/** What comes from outside to the state of each step, as if all times ran side by side. */
function arriving(run: Run, gradient: GradientMoments): Arriving {
  const { how, count } = run;
  const { axes, groups } = stateAt(run, 0);
  const bit = timeBit(groups, how.time);
  const levels = new Float64Array(count);
  if (how.returns === 'last') levels[count - 1] = meanSquare(gradient);
  else {
    const axis = gradient.axes.findIndex(({ name }) => name === how.time);
    const along = gradient.axes.reduce((field, _, index) => (index === axis ? field : averagedAlong(field, index)), gradient.square);
    for (let at = 0; at < count; at += 1) {
      const place = how.direction === 'forward' ? at : count - 1 - at;
      levels[at] = along.values.length === 1 ? (along.values[0] ?? 0) : (along.values[place] ?? 0);
    }
  }
  const mean = levels.reduce((sum, level) => sum + level, 0) / (how.returns === 'last' ? 1 : count);
  return {
    levelAt: (at) => levels[at] ?? 0,
    at: (at) => {
      const level = levels[at] ?? 0;
      if (level === 0 || mean === 0) return undefined;
      const pairOf = (mask: number): number => {
        if (how.returns === 'last' && (mask & bit) !== 0) return 0;
        return ((gradient.pairs[maskIn(gradient.groups, groups, mask)] ?? 0) * level) / mean;
      };
      return { axes, groups, square: evenField(level, axes.length), pairs: everyMask(groups, pairOf), logVariance: gradient.logVariance };
    },
  };
}

/** Both come to one state, by ways that are independent. */
function plus(a: GradientMoments | undefined, b: GradientMoments | undefined): GradientMoments | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  const [one, other] = [meanSquare(a), meanSquare(b)];
  return {
    axes: a.axes,
    groups: a.groups,
    square: evenField(one + other, a.axes.length),
    pairs: a.pairs.map((pair, mask) => pair + (b.pairs[mask] ?? 0)),
    logVariance: one + other > 0 ? (a.logVariance * one + b.logVariance * other) / (one + other) : 0,
  };
}

function isSame(a: GradientMoments | undefined, b: GradientMoments | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return a.pairs.every((pair, mask) => Math.abs(pair - (b.pairs[mask] ?? 0)) <= stillness * meanSquare(a));
}

function collect({ inputs, count }: Run, into: Collected, { at, back }: { readonly at: number; readonly back: StepBack }): void {
  for (const index of inputs.keys()) {
    const gradient = back.inputs[index];
    const [squares, pairs] = [into.squares[index], into.pairs[index]];
    if (gradient === undefined || squares === undefined || pairs === undefined) continue;
    const level = meanSquare(gradient);
    squares[at] = level;
    for (let mask = 1; mask < pairs.length; mask += 1) {
      pairs[mask] = (pairs[mask] ?? 0) + (gradient.pairs[mask] ?? 0) / count;
    }
    into.spread += level * gradient.logVariance;
    into.energy += level;
  }
  // Each step tells of as many positions as there are times.
  for (const [name, energy] of back.parameters) into.parameters.set(name, (into.parameters.get(name) ?? 0) + energy / count);
}

interface Gathering {
  readonly squares: Collected['squares'];
  readonly pairs: Collected['pairs'];
  readonly index: number;
  readonly logVariance: number;
}

function gathered(run: Run, input: Moments, { squares, pairs, index, logVariance }: Gathering): GradientMoments {
  const square = laid(run, input.axes, [...(squares[index] ?? [])]);
  const level = meanOfField(square);
  return {
    axes: input.axes,
    groups: input.groups,
    square,
    pairs: everyMask(input.groups, (mask) => (mask === 0 ? level : (pairs[index]?.[mask] ?? 0))),
    logVariance,
  };
}
