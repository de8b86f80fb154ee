// Edits that pay, each measured on its own, with the lines that change; one press makes them. Not how they are found.
import type { JSX } from 'preact';
import { useFollowed } from '../state/answers.js';
import { applyEdits } from '../state/edit.js';
import type { Playground } from '../state/playground.js';
import type { Advised } from '../worker/protocol.js';
import { FollowedPanel } from './followed-panel.js';
import { NumbersTable } from './section-panel.js';
import { Words } from './words.js';

export function AdvicePanel({ playground }: { readonly playground: Playground }): JSX.Element {
  const followed = useFollowed(playground, 'advise', () => playground.settled.value);
  const { answer } = followed.value;
  const written = playground.settled.value?.text ?? '';
  return (
    <FollowedPanel playground={playground} followed={followed.value}>
      <h2>Advice</h2>
      {answer === undefined ? null : 'why' in answer ? (
        <p class="why">{answer.why}</p>
      ) : answer.length === 0 ? (
        <p>No edit that is known here would pay.</p>
      ) : (
        answer.map((advised) => (
          <AdviceEntry key={advised.what} advised={advised} apply={() => applyEdits(playground, written, advised.edits)} />
        ))
      )}
    </FollowedPanel>
  );
}

function AdviceEntry({ advised, apply }: { readonly advised: Advised; readonly apply: () => void }): JSX.Element {
  const { what, why, table, costs, hunks } = advised;
  return (
    <article class="advice">
      <h3>
        <Words text={what} />
      </h3>
      <p>
        <Words text={why} />
      </p>
      <pre class="diff" tabIndex={0} aria-label="The lines that change">
        {hunks.map(({ line, removed, added }) => (
          <span key={line}>
            {removed.map((text) => (
              <del key={text}>{`- ${text}\n`}</del>
            ))}
            {added.map((text) => (
              <ins key={text}>{`+ ${text}\n`}</ins>
            ))}
          </span>
        ))}
      </pre>
      {costs.map((cost) => (
        <p class="cost" key={cost}>
          <Words text={cost} />
        </p>
      ))}
      <button type="button" onClick={apply}>
        Apply
      </button>
      <div class="scroll" tabIndex={0} role="group" aria-label={`What it measures: ${what}`}>
        <NumbersTable numbers={table} />
      </div>
    </article>
  );
}
