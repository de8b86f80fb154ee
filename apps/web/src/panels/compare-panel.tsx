// The network beside another: of the same text, of a kept one, or of a preset. The reason in sentences, then the tables.
import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { presets } from '../presets/presets.js';
import { useFollowed } from '../state/answers.js';
import type { Playground } from '../state/playground.js';
import { FollowedPanel } from './followed-panel.js';
import { Marked } from './marked.js';
import { NumbersTable } from './section-panel.js';

export function ComparePanel({ playground }: { readonly playground: Playground }): JSX.Element {
  const { settled, other, checked } = playground;
  const followed = useFollowed(playground, 'compare', () => {
    const left = settled.value;
    if (left === undefined) return undefined;
    const { text, net } = other.value;
    return {
      left,
      right: {
        text: text ?? left.text,
        net: net ?? (text === undefined ? otherNet(checked.peek()?.nets ?? [], left.net) : undefined),
        parameters: {},
        sizes: left.sizes,
      },
    };
  });
  const { answer } = followed.value;
  return (
    <FollowedPanel playground={playground} followed={followed.value}>
      <OtherText playground={playground} />
      {answer === undefined ? null : 'why' in answer ? (
        <p class="why">{answer.why}</p>
      ) : (
        <>
          <h2>{answer.title}</h2>
          {answer.paragraphs.map(({ prose }) => (
            <Marked key={prose} as="p" markup={prose} />
          ))}
          {answer.tables.map((table, index) => (
            <div class="scroll" key={index} tabIndex={0} role="group" aria-label={`Differences, table ${index + 1}`}>
              <NumbersTable numbers={table} />
            </div>
          ))}
        </>
      )}
    </FollowedPanel>
  );
}

/** Where nothing is chosen, the first net of the text that is not looked at. */
const otherNet = (nets: readonly string[], net: string | undefined): string | undefined =>
  nets.find((name) => name !== (net ?? nets[0])) ?? nets[0];

function OtherText({ playground }: { readonly playground: Playground }): JSX.Element {
  const { other, text, checked, net } = playground;
  const chosen = useSignal('own');
  const isOwn = other.value.text === undefined;
  const nets = checked.value?.nets ?? [];
  const choose = async (value: string): Promise<void> => {
    chosen.value = value;
    const preset = presets.find(({ id }) => id === value);
    if (preset !== undefined) other.value = { text: await preset.load(), net: preset.net };
    else other.value = value === 'now' ? { text: text.peek(), net: net.peek() ?? nets[0] } : { text: undefined, net: undefined };
  };
  return (
    <div class="tools">
      <label>
        Compared with{' '}
        <select value={isOwn ? 'own' : chosen.value} onChange={(event) => void choose(event.currentTarget.value)}>
          <option value="own">another net of this text</option>
          <option value="now">this text as it is now</option>
          {presets.map(({ id, title }) => (
            <option key={id} value={id}>
              {title}
            </option>
          ))}
        </select>
      </label>
      {isOwn && nets.length > 1 ? (
        <label>
          Net{' '}
          <select
            value={other.value.net ?? otherNet(nets, net.value)}
            onChange={(event) => (other.value = { text: undefined, net: event.currentTarget.value })}
          >
            {nets.map((name) => (
              <option key={name} value={name}>
                {name}
              </option>
            ))}
          </select>
        </label>
      ) : null}
    </div>
  );
}
