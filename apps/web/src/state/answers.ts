// What the worker says to a view, as a signal that follows the text: the last answer stays until there is a new one.
import { useSignal, useSignalEffect, type ReadonlySignal } from '@preact/signals';
import type { Outcome } from '../analyst.js';
import type { AnswerOf, AskOf, CallName } from '../worker/protocol.js';
import type { Playground } from './playground.js';

/** The last answer, and why there is none for what is asked now. */
export interface Followed<N extends CallName> {
  readonly answer: AnswerOf<N> | undefined;
  readonly isWorking: boolean;
  readonly problem: string | undefined;
}

/** Asks again whenever what `asking` reads changes; nothing while it gives undefined. */
export function useFollowed<N extends CallName>(
  playground: Playground,
  name: N,
  asking: () => AskOf<N> | undefined,
): ReadonlySignal<Followed<N>> {
  const followed = useSignal<Followed<N>>({ answer: undefined, isWorking: true, problem: undefined });
  useSignalEffect(() => {
    const ask = asking();
    if (ask === undefined) return undefined;
    const following = { isWanted: true };
    followed.value = { ...followed.peek(), isWorking: true };
    void playground.ask(name, ask).then((outcome) => {
      if (following.isWanted && outcome.kind !== 'superseded') followed.value = followedBy(outcome, followed.peek());
    });
    return () => {
      following.isWanted = false;
    };
  });
  return followed;
}

function followedBy<N extends CallName>(outcome: Exclude<Outcome<N>, { readonly kind: 'superseded' }>, before: Followed<N>): Followed<N> {
  switch (outcome.kind) {
    case 'answer':
      return { answer: outcome.answer, isWorking: false, problem: undefined };
    case 'stopped':
    case 'fault':
      return { ...before, isWorking: false, problem: problemOf(outcome) };
  }
}

/** Why there is no answer, as a sentence. */
export function problemOf(outcome: Exclude<Outcome<CallName>, { readonly kind: 'answer' }>): string {
  switch (outcome.kind) {
    case 'superseded':
      return 'Something newer was asked for meanwhile.';
    case 'stopped':
      return `It took longer than ${outcome.milliseconds / 1000} s and was stopped.`;
    case 'fault':
      return `It failed, which is a mistake of the playground: ${outcome.message}`;
  }
}
