// The page's side of a worker: calls with answers, one at a time, the latest text first; a worker that runs away is ended.
import type { AnswerOf, AskOf, CallName, Reply } from './worker/protocol.js';

/** What comes of a call: its answer, or why there is none. `superseded` where the same was asked again before it was its turn. */
export type Outcome<N extends CallName> =
  | { readonly kind: 'answer'; readonly answer: AnswerOf<N> }
  | { readonly kind: 'superseded' }
  | { readonly kind: 'stopped'; readonly milliseconds: number }
  | { readonly kind: 'fault'; readonly message: string };

/** Asks a worker. */
export interface Analyst {
  readonly call: <N extends CallName>(name: N, ask: AskOf<N>) => Promise<Outcome<N>>;
  /** Ends the worker; a call after that starts another. */
  readonly stop: () => void;
}

/** A worker that runs, as far as it is used here. */
export interface RunningWorker {
  readonly post: (request: PlainRequest) => void;
  readonly terminate: () => void;
}

/** A call as it is sent. */
export interface PlainRequest {
  readonly id: number;
  readonly name: CallName;
  readonly ask: unknown;
}

/** What is heard of a worker. */
export interface WorkerListener {
  readonly onReply: (reply: Reply) => void;
  readonly onFault: (message: string) => void;
}

/** How long one call may take. */
export interface AnalystLimits {
  readonly mostMilliseconds: number;
}

interface Waiting extends PlainRequest {
  readonly settle: (outcome: Outcome<CallName>) => void;
}

/** Calls wait in line; of the same call only the last one that waits is made. */
export function createAnalyst(start: (listener: WorkerListener) => RunningWorker, { mostMilliseconds }: AnalystLimits): Analyst {
  let worker: RunningWorker | undefined;
  let busy: Waiting | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let last = 0;
  const waiting = new Map<CallName, Waiting>();

  const finish = (outcome: Outcome<CallName>): void => {
    clearTimeout(timer);
    const done = busy;
    busy = undefined;
    done?.settle(outcome);
    next();
  };
  const end = (outcome: Outcome<CallName>): void => {
    worker?.terminate();
    worker = undefined;
    finish(outcome);
  };
  const listener: WorkerListener = {
    onReply: (reply) => {
      if (reply.id !== busy?.id) return;
      finish('fault' in reply ? { kind: 'fault', message: reply.fault } : { kind: 'answer', answer: answerIn(reply) });
    },
    onFault: (message) => end({ kind: 'fault', message }),
  };
  const next = (): void => {
    const [first] = waiting.values();
    if (busy !== undefined || first === undefined) return;
    waiting.delete(first.name);
    busy = first;
    worker ??= start(listener);
    timer = setTimeout(() => end({ kind: 'stopped', milliseconds: mostMilliseconds }), mostMilliseconds);
    worker.post({ id: first.id, name: first.name, ask: first.ask });
  };
  return {
    call: (name, ask) =>
      new Promise((resolve) => {
        waiting.get(name)?.settle({ kind: 'superseded' });
        last += 1;
        // The reply to a call is that of its name: the worker is made of the same types.
        const settle = (outcome: Outcome<CallName>): void => resolve(narrowed(outcome));
        waiting.set(name, { id: last, name, ask, settle });
        next();
      }),
    stop: () => end({ kind: 'superseded' }),
  };
}

/** The one place where what a worker sends is given its type. */
function narrowed<N extends CallName>(outcome: Outcome<CallName>): Outcome<N>;
function narrowed(outcome: unknown): unknown {
  return outcome;
}

function answerIn(reply: Extract<Reply, { readonly answer: unknown }>): AnswerOf<CallName>;
function answerIn({ answer }: { readonly answer: unknown }): unknown {
  return answer;
}
