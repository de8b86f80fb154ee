// What every panel has around its content: that it is worked on, that it is of an older text, or why there is nothing.
import type { ComponentChildren, JSX } from 'preact';
import type { Followed } from '../state/answers.js';
import type { CallName } from '../worker/protocol.js';
import type { Playground } from '../state/playground.js';

interface FollowedProps {
  readonly playground: Playground;
  readonly followed: Followed<CallName>;
  readonly children: ComponentChildren;
}

export function FollowedPanel({ playground, followed, children }: FollowedProps): JSX.Element {
  const { isWorking, problem, answer } = followed;
  const isStale = playground.isStale.value;
  return (
    <div class={isStale ? 'panel stale' : 'panel'} aria-busy={isWorking}>
      {problem === undefined ? null : <p role="alert">{problem}</p>}
      {isWorking && answer === undefined && playground.settled.value !== undefined ? <p class="working">Working it out</p> : null}
      {children}
    </div>
  );
}
