// The totals of the network at a glance, what can be moved, and what its assertions say.
import type { JSX } from 'preact';
import type { Playground } from '../state/playground.js';
import { Knobs } from './knobs.js';

export function Summary({ playground }: { readonly playground: Playground }): JSX.Element {
  const network = playground.checked.value?.network ?? undefined;
  if (network === undefined) return <p class="stale-note">{staleNote(playground)}</p>;
  const { figures, assertions } = network.summary;
  return (
    <header class="summary">
      <dl class="figures">
        {figures.map(({ name, value, note }) => (
          <div key={name} title={note}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {assertions.length === 0 ? null : (
        <ul class="assertions" aria-label="Assertions">
          {assertions.map(({ text, verdict, className }) => (
            <li key={text} class={className}>
              <span class="verdict">{verdict}</span> <code>{text}</code>
            </li>
          ))}
        </ul>
      )}
      <Knobs playground={playground} knobs={network.knobs} />
    </header>
  );
}

function staleNote({ progress, checked, settled }: Playground): string {
  if (progress.value.kind === 'failed') return progress.value.message;
  if (checked.value === undefined) return 'Reading the text.';
  const isBegun = checked.value.begun.length > 0;
  if (settled.value === undefined) {
    return isBegun
      ? 'There is a mistake in the text: the graph has the part that could be built, and the rest is told once it is mended.'
      : 'There is a mistake in the text: the network is told once it is mended.';
  }
  return `There is a mistake in the text. Below is the network as it was before${isBegun ? '; of its graph, what the mistake leaves stands out.' : '.'}`;
}
