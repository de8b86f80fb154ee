// A training as the page follows it: what is learned from, whether it plays, and the last view of it. Not the training, which a worker makes.
import { batch, computed, effect, signal, type ReadonlySignal, type Signal } from '@preact/signals';
import { createAnalyst, type Analyst, type Outcome } from '../analyst.js';
import { startWorker } from '../start-worker.js';
import type { Playground } from '../state/playground.js';
import type { Asked } from '../worker/protocol.js';
import type { DataChoice, DeviceWish, GivenData, Refusal, RunBegun, RunView, SetOffer } from './protocol.js';

/** What the person chose of the examples. */
export interface ChosenData {
  /** Undefined: the first that the network can learn from. */
  readonly name: string | undefined;
  readonly noise: number;
  readonly seed: number;
  readonly device: DeviceWish;
}

/** What a drawing is taken for, the surest first. */
export type Classified = readonly { readonly name: string; readonly share: number }[] | undefined;

/** What stands between pressing a button and its end. */
export type RunPhase = 'still' | 'beginning' | 'playing' | 'stepping';

/** Everything that the view of running shows and changes. */
export interface RunState {
  readonly chosen: Signal<ChosenData>;
  /** A table and pictures of one's own. */
  readonly given: Signal<readonly GivenData[]>;
  readonly offers: ReadonlySignal<readonly SetOffer[]>;
  /** The set that is chosen, or that would be. */
  readonly offer: ReadonlySignal<SetOffer | undefined>;
  readonly phase: ReadonlySignal<RunPhase>;
  readonly begun: ReadonlySignal<RunBegun | undefined>;
  readonly view: ReadonlySignal<RunView | undefined>;
  /** Why it does not run, with the text that the edits are for. */
  readonly refusal: ReadonlySignal<(Refusal & { readonly written: string }) | undefined>;
  /** What happened to a training that somebody may have looked at. */
  readonly note: ReadonlySignal<string>;
  /** Whether the text is not the one any more that is trained. */
  readonly isOlder: ReadonlySignal<boolean>;
  readonly play: () => void;
  readonly pause: () => void;
  readonly step: () => void;
  readonly reset: () => void;
  /** Asks the network what a drawing is; undefined where it has no answer. */
  readonly classify: (ink: Uint8Array, side: number) => Promise<Classified>;
}

/** Beginning compiles programs; a step that takes longer than this is no use in a page. */
const mostMilliseconds = 60_000;
/** Steps are asked for in turns of about this, so that a press is heard at once. */
const turnMilliseconds = 60;

/** The training of one page. */
export function createRunState(playground: Playground): RunState {
  const analyst = createAnalyst(startWorker, { mostMilliseconds });
  const state = {
    chosen: signal<ChosenData>({ name: undefined, noise: 0.2, seed: 1, device: 'any' }),
    given: signal<readonly GivenData[]>([]),
    offers: signal<readonly SetOffer[]>([]),
    phase: signal<RunPhase>('still'),
    begun: signal<RunBegun | undefined>(undefined),
    view: signal<RunView | undefined>(undefined),
    refusal: signal<(Refusal & { readonly written: string }) | undefined>(undefined),
    note: signal(''),
    asked: signal<Asked | undefined>(undefined),
  };
  const offer = computed(() => {
    const all = state.offers.value;
    return all.find(({ name }) => name === state.chosen.value.name) ?? all.find(({ refusal }) => refusal === undefined) ?? all[0];
  });
  const isOlder = computed(
    () =>
      state.begun.value !== undefined && playground.settled.value !== undefined && !sameAsked(state.asked.value, playground.settled.value),
  );
  const inner: Inner = { ...state, offer, isOlder, playground, analyst };
  followText(inner);
  return {
    ...state,
    offer,
    isOlder,
    play: () => void play(inner),
    pause: () => {
      if (state.phase.peek() === 'playing') state.phase.value = 'still';
    },
    step: () => void stepOnce(inner),
    reset: () => void begin(inner),
    classify: async (ink, side) => {
      const outcome = await analyst.call('runClassify', { ink, side });
      return outcome.kind === 'answer' ? outcome.answer : undefined;
    },
  };
}

const sameAsked = (one: Asked | undefined, other: Asked): boolean => JSON.stringify(one) === JSON.stringify(other);

interface Inner {
  readonly chosen: Signal<ChosenData>;
  readonly given: Signal<readonly GivenData[]>;
  readonly offers: Signal<readonly SetOffer[]>;
  readonly phase: Signal<RunPhase>;
  readonly begun: Signal<RunBegun | undefined>;
  readonly view: Signal<RunView | undefined>;
  readonly refusal: Signal<(Refusal & { readonly written: string }) | undefined>;
  readonly note: Signal<string>;
  readonly asked: Signal<Asked | undefined>;
  readonly offer: ReadonlySignal<SetOffer | undefined>;
  readonly isOlder: ReadonlySignal<boolean>;
  readonly playground: Playground;
  readonly analyst: Analyst;
}

/** What a text can learn from is asked anew whenever it changes; a training that plays goes on with the new one. */
function followText(inner: Inner): void {
  const { playground, offers, refusal, analyst, phase } = inner;
  let known = inner.given.peek();
  effect(() => {
    const asked = playground.settled.value;
    const given = inner.given.value;
    // What was learned from other examples of one's own is nothing to go on with.
    if (given !== known) inner.begun.value = undefined;
    known = given;
    if (asked === undefined) return;
    const wasPlaying = phase.peek() === 'playing' && inner.isOlder.peek();
    if (wasPlaying) phase.value = 'still';
    void analyst.call('runOffers', { asked, given }).then(async (outcome) => {
      if (outcome.kind !== 'answer' || playground.settled.peek() !== asked || inner.given.peek() !== given) return;
      const { answer } = outcome;
      batch(() => {
        offers.value = 'why' in answer ? [] : answer;
        refusal.value = 'why' in answer ? { ...answer, helps: [], written: asked.text } : undefined;
      });
      if (!wasPlaying || 'why' in answer) return;
      await begin(inner);
      inner.note.value = 'The text changed: this training began anew with it.';
      await play(inner);
    });
  });
}

/** A training of the text as it is now, before its first step. Gives whether there is one. */
async function begin(inner: Inner): Promise<boolean> {
  const { playground, chosen, analyst } = inner;
  const asked = playground.settled.peek();
  const data = choiceOf(inner);
  if (asked === undefined || data === undefined) return false;
  inner.phase.value = 'beginning';
  const outcome = await analyst.call('runBegin', { asked, data, device: chosen.peek().device });
  return batch(() => {
    inner.phase.value = 'still';
    inner.note.value = '';
    const answer = outcome.kind === 'answer' ? outcome.answer : undefined;
    const isBegun = answer?.kind === 'begun';
    inner.begun.value = isBegun ? answer : undefined;
    inner.view.value = isBegun ? answer.view : undefined;
    inner.asked.value = asked;
    inner.refusal.value = isBegun ? undefined : { ...(answer ?? failureOf(outcome)), written: asked.text };
    return isBegun;
  });
}

/** Undefined where nothing can be chosen yet. */
function choiceOf({ offer, chosen, given }: Inner): DataChoice | undefined {
  const wanted = offer.peek();
  if (wanted === undefined) return undefined;
  const { noise, seed } = chosen.peek();
  if (wanted.kind === 'points') return { kind: 'points', name: wanted.name, noise, seed };
  if (wanted.kind === 'digits') return { kind: 'digits', address: new URL('./digits.bin', document.baseURI).href };
  return given.peek().find(({ kind }) => kind === wanted.kind);
}

function failureOf(outcome: Outcome<'runBegin' | 'runAdvance'>): Refusal {
  const why =
    outcome.kind === 'stopped'
      ? `This takes longer than ${outcome.milliseconds / 1000} s at once and was stopped: take a smaller network, or a smaller batch.`
      : outcome.kind === 'fault'
        ? `It failed, which is a mistake of the playground: ${outcome.message}`
        : 'It was stopped.';
  return { why, helps: [] };
}

/** Where there is none, or one of an older text, a training begins first. */
async function ready(inner: Inner): Promise<boolean> {
  const isThere = inner.begun.peek() !== undefined && !inner.isOlder.peek();
  return isThere || begin(inner);
}

async function play(inner: Inner): Promise<void> {
  const { phase, begun, view } = inner;
  if (phase.peek() !== 'still' || !(await ready(inner))) return;
  phase.value = 'playing';
  while (phase.peek() === 'playing') {
    const done = view.peek()?.step ?? 0;
    const end = begun.peek()?.end;
    const left = end !== undefined && done < end ? end - done : Number.MAX_SAFE_INTEGER;
    if (!(await advance(inner, { mostSteps: left, milliseconds: turnMilliseconds, isWhole: false }))) break;
    if (view.peek()?.step === end) {
      inner.note.value = 'The training that the text asks for ends here. Play goes on with it.';
      break;
    }
  }
  // A view between two looks has no charts.
  if (view.peek()?.stopped === undefined && begun.peek() !== undefined)
    await advance(inner, { mostSteps: 0, milliseconds: 0, isWhole: true });
  if (phase.peek() === 'playing') phase.value = 'still';
}

async function stepOnce(inner: Inner): Promise<void> {
  if (inner.phase.peek() !== 'still' || !(await ready(inner))) return;
  inner.phase.value = 'stepping';
  await advance(inner, { mostSteps: 1, milliseconds: 0, isWhole: true });
  inner.phase.value = 'still';
}

/** Gives whether more can follow. */
async function advance(
  { analyst, view, begun, refusal, asked }: Inner,
  options: { readonly mostSteps: number; readonly milliseconds: number; readonly isWhole: boolean },
): Promise<boolean> {
  const outcome = await analyst.call('runAdvance', options);
  if (outcome.kind !== 'answer' || outcome.answer === undefined) {
    refusal.value = { ...failureOf(outcome), written: asked.peek()?.text ?? '' };
    begun.value = undefined;
    return false;
  }
  const { answer } = outcome;
  const before = view.peek();
  // What was not looked at anew stays as it was.
  view.value = {
    ...answer,
    charts: answer.charts.length > 0 ? answer.charts : (before?.charts ?? []),
    plane: answer.plane ?? before?.plane,
    gradients: answer.gradients ?? before?.gradients,
  };
  return answer.stopped === undefined;
}
