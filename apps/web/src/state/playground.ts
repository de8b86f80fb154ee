// The state of the playground and what changes it: signals that views read. Not the views, and no analysis.
import { batch, computed, effect, signal, type ReadonlySignal, type Signal } from '@preact/signals';
import type { Analyst, Outcome } from '../analyst.js';
import type { AnswerOf, Asked, AskOf, CallName, Checked, Folding, Stretch } from '../worker/protocol.js';
import type { Saved } from './saved.js';
import { isViewName, type ViewName } from './view-names.js';

/** Where the analysis of the text stands; it is `working` once that takes long enough to be told. */
export type Progress = { readonly kind: 'ready' } | { readonly kind: 'working' } | { readonly kind: 'failed'; readonly message: string };

/** Everything that the views of the page read and change. */
export interface Playground {
  readonly text: Signal<string>;
  readonly net: Signal<string | undefined>;
  readonly parameters: Signal<Readonly<Record<string, string>>>;
  readonly sizes: Signal<Readonly<Record<string, number>>>;
  readonly view: Signal<ViewName>;
  readonly other: Signal<{ readonly text: string | undefined; readonly net: string | undefined }>;
  readonly scene: Signal<string | undefined>;
  readonly caret: Signal<number>;
  /** How the graph is folded. */
  readonly folding: Signal<Folding>;
  /** Asks the editor to show a stretch; a new object each time. */
  readonly revealed: Signal<Stretch | undefined>;
  readonly checked: Signal<Checked | undefined>;
  readonly progress: Signal<Progress>;
  /** The last text whose network could be built: what panels tell of. */
  readonly settled: Signal<Asked | undefined>;
  /** The text as it is, where it has a mistake and something of its network could be built. */
  readonly begun: Signal<Asked | undefined>;
  /** Whether panels tell of an older text than the one that is written. */
  readonly isStale: ReadonlySignal<boolean>;
  readonly saved: ReadonlySignal<Saved>;
  /** Asks the worker for what takes longer than a keystroke. */
  readonly ask: <N extends CallName>(name: N, ask: AskOf<N>) => Promise<Outcome<N>>;
  /** Asks the worker for what must be there at once; undefined where there is no answer. */
  readonly askNow: <N extends CallName>(name: N, ask: AskOf<N>) => Promise<AnswerOf<N> | undefined>;
  /** Begins to check what is about to be the text. */
  readonly expectText: (text: string) => void;
  readonly open: (saved: Saved) => void;
  readonly asked: () => Asked;
}

/** From a change of the text to the findings, totals and graph of it, in the timeline of the browser. */
export const checkMeasure = 'trammel check';

/** Panels follow when the text has been left alone for so long. */
const pauseMilliseconds = 180;
/** What takes longer is told to be worked on. */
const longMilliseconds = 400;

/** A playground that begins with what was saved; it checks its text at every change. */
export function createPlayground(saved: Saved, { quick, thorough }: { readonly quick: Analyst; readonly thorough: Analyst }): Playground {
  const signals = signalsOf(saved);
  const { text, net, parameters, sizes, view, other, scene } = signals;
  const asked = computed((): Asked => ({ text: text.value, net: net.value, parameters: parameters.value, sizes: sizes.value }));
  const { checkedText, expectText } = followChecks(asked, signals, quick);
  effect(() => {
    const now = asked.value;
    return checkedText.value === now ? afterPause(now, signals) : undefined;
  });
  return {
    ...signals,
    isStale: computed(() => signals.checked.value?.network === undefined || signals.progress.value.kind === 'failed'),
    saved: computed(() => ({
      ...asked.value,
      view: view.value,
      other: other.value.text,
      otherNet: other.value.net,
      scene: scene.value,
    })),
    asked: () => asked.peek(),
    ask: (name, ask) => thorough.call(name, ask),
    askNow: async (name, ask) => {
      const outcome = await quick.call(name, ask);
      return outcome.kind === 'answer' ? outcome.answer : undefined;
    },
    expectText,
    open: (next) =>
      batch(() => {
        text.value = next.text;
        net.value = next.net;
        parameters.value = next.parameters;
        sizes.value = next.sizes;
        other.value = { text: next.other, net: next.otherNet };
        scene.value = next.scene;
        if (next.view !== undefined && isViewName(next.view)) view.value = next.view;
      }),
  };
}

/** Checks whatever is asked; gives what was checked last, and what begins a check of a text that is about to be there. */
function followChecks(
  asked: ReadonlySignal<Asked>,
  { folding, checked, progress }: Pick<Playground, 'folding' | 'checked' | 'progress'>,
  quick: Analyst,
): { readonly checkedText: ReadonlySignal<Asked | undefined>; readonly expectText: Playground['expectText'] } {
  const checkedText = signal<Asked | undefined>(undefined);
  const begin = (now: Asked): BegunCheck => ({
    asked: now,
    start: performance.now(),
    outcome: quick.call('check', { asked: now, folding: folding.peek() }),
  });
  let begun: BegunCheck | undefined;
  effect(() => {
    const now = asked.value;
    const { start, outcome } = begun !== undefined && isSame(begun.asked, now) ? begun : begin(now);
    begun = undefined;
    const timer = setTimeout(() => (progress.value = { kind: 'working' }), longMilliseconds);
    void outcome.then((told) => {
      if (told.kind === 'superseded' || asked.peek() !== now) return;
      clearTimeout(timer);
      batch(() => {
        if (told.kind === 'answer') {
          checked.value = told.answer;
          checkedText.value = now;
        }
        progress.value = progressOf(told);
      });
      // What is measured is told to whoever looks: the tools of browsers, and the bench.
      performance.measure(checkMeasure, { start });
    });
    return () => clearTimeout(timer);
  });
  return {
    checkedText,
    expectText: (next) => {
      const expected = { ...asked.peek(), text: next };
      if (!isSame(expected, asked.peek())) begun = begin(expected);
    },
  };
}

/** A check on its way, which may have begun before its text was the text. */
interface BegunCheck {
  readonly asked: Asked;
  readonly start: number;
  readonly outcome: Promise<Outcome<'check'>>;
}

function isSame(one: Asked, other: Asked): boolean {
  return one.text === other.text && one.net === other.net && one.parameters === other.parameters && one.sizes === other.sizes;
}

/** Tells what panels tell of once the text is left alone; gives what puts that off. */
function afterPause(now: Asked, { checked, settled, begun }: Pick<Playground, 'checked' | 'settled' | 'begun'>): () => void {
  const follow = (): void =>
    batch(() => {
      const { network, begun: layers = [] } = checked.peek() ?? {};
      if (network !== undefined) settled.value = now;
      begun.value = network === undefined && layers.length > 0 ? now : undefined;
    });
  const timer = setTimeout(follow, settled.peek() === undefined ? 0 : pauseMilliseconds);
  return () => clearTimeout(timer);
}

function signalsOf(saved: Saved): Omit<Playground, 'isStale' | 'saved' | 'ask' | 'askNow' | 'expectText' | 'open' | 'asked'> {
  return {
    text: signal(saved.text),
    net: signal(saved.net),
    parameters: signal(saved.parameters),
    sizes: signal(saved.sizes),
    view: signal<ViewName>(saved.view !== undefined && isViewName(saved.view) ? saved.view : 'graph'),
    other: signal({ text: saved.other, net: saved.otherNet }),
    scene: signal(saved.scene),
    caret: signal(0),
    folding: signal<Folding>({ toggled: [], search: '' }),
    revealed: signal<Stretch | undefined>(undefined),
    checked: signal<Checked | undefined>(undefined),
    progress: signal<Progress>({ kind: 'working' }),
    settled: signal<Asked | undefined>(undefined),
    begun: signal<Asked | undefined>(undefined),
  };
}

/** As long as it stays the same, views need not be told. */
const ready: Progress = { kind: 'ready' };

function progressOf(outcome: Exclude<Outcome<'check'>, { readonly kind: 'superseded' }>): Progress {
  switch (outcome.kind) {
    case 'answer':
      return ready;
    case 'stopped':
      return {
        kind: 'failed',
        message: `This network took longer than ${outcome.milliseconds / 1000} s and was stopped. Make it smaller, or repeat less; the command line has no such limit.`,
      };
    case 'fault':
      return { kind: 'failed', message: `The analysis failed, which is a mistake of the playground: ${outcome.message}` };
  }
}
