// All findings, also those about gradients, which take longer: what is wrong, why, and the edits that mend it.
import type { JSX } from 'preact';
import { useFollowed } from '../state/answers.js';
import type { Playground } from '../state/playground.js';
import type { Finding } from '../worker/protocol.js';
import { applyEdits } from '../state/edit.js';
import { FollowedPanel } from './followed-panel.js';
import { Words } from './words.js';

export function FindingPanel({ playground }: { readonly playground: Playground }): JSX.Element {
  const { checked, settled, isStale } = playground;
  const followed = useFollowed(playground, 'findings', () => (isStale.value ? undefined : settled.value));
  const quick = checked.value?.findings ?? [];
  const findings = isStale.value ? quick : (followed.value.answer ?? quick);
  return (
    <div class="findings" aria-busy={followed.value.isWorking}>
      <h2>Findings</h2>
      {findings.length === 0 ? <p>Nothing is wrong with this network, as far as can be told.</p> : null}
      {findings.map((finding, index) => (
        <FindingEntry key={index} finding={finding} playground={playground} />
      ))}
      {followed.value.isWorking && !isStale.value ? (
        <FollowedPanel playground={playground} followed={followed.value} children={null} />
      ) : null}
    </div>
  );
}

function FindingEntry({ finding, playground }: { readonly finding: Finding; readonly playground: Playground }): JSX.Element {
  const { severity, message, code, place, isElsewhere, notes, helps, from, to } = finding;
  const { text, revealed } = playground;
  const written = text.value;
  const apply = (edits: Finding['helps'][number]['edits']): void => applyEdits(playground, written, edits);
  return (
    <article class={`finding ${severity}`}>
      <p class="message">
        <span class="tag">{severity}</span> <Words text={message} />
      </p>
      <p class="place">
        <code>{code}</code>{' '}
        {isElsewhere ? (
          place
        ) : (
          <button type="button" class="to-text" onClick={() => (revealed.value = { from, to })}>
            {place}
          </button>
        )}
      </p>
      {notes.length === 0 ? null : (
        <ul class="notes">
          {notes.map((note) => (
            <li key={note}>
              <Words text={note} />
            </li>
          ))}
        </ul>
      )}
      {helps.map(({ text: words, edits }) => (
        <p class="help" key={words}>
          <Words text={words} />{' '}
          {edits.length === 0 ? null : (
            <button type="button" onClick={() => apply(edits)}>
              Apply
            </button>
          )}
        </p>
      ))}
    </article>
  );
}
