// The two forms of momentum step by step on the network, as it says that it is trained.
import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useFollowed } from '../state/answers.js';
import type { Playground } from '../state/playground.js';
import { FollowedPanel } from './followed-panel.js';

export function MomentumPanel({ playground }: { readonly playground: Playground }): JSX.Element {
  const steps = useSignal(12);
  const followed = useFollowed(playground, 'momentum', () => {
    const asked = playground.settled.value;
    return asked === undefined ? undefined : { asked, steps: steps.value };
  });
  const { answer } = followed.value;
  return (
    <FollowedPanel playground={playground} followed={followed.value}>
      <h2>Momentum in two forms</h2>
      <p>
        Both forms take the same steps as long as the rate stays the same. The network is run with each, from the same weights and examples.
      </p>
      <div class="sliders">
        <label>
          <span>steps</span>
          <input type="range" min={2} max={40} value={steps.value} onInput={(event) => (steps.value = Number(event.currentTarget.value))} />
          <output>{steps.value}</output>
        </label>
      </div>
      {answer === undefined ? null : 'why' in answer ? <p class="why">{answer.why}</p> : <pre tabIndex={0}>{answer.text}</pre>}
    </FollowedPanel>
  );
}
