// Receptive fields: the charts, and exactly what one unit reads, as somebody asks.
import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useFollowed } from '../state/answers.js';
import type { Playground } from '../state/playground.js';
import { FollowedPanel } from './followed-panel.js';
import { SectionPanel } from './section-panel.js';

export function FieldPanel({ playground }: { readonly playground: Playground }): JSX.Element {
  return (
    <>
      <UnitQuestion playground={playground} />
      <SectionPanel playground={playground} keys={['fields']} />
    </>
  );
}

function UnitQuestion({ playground }: { readonly playground: Playground }): JSX.Element {
  const written = useSignal('');
  const base = useSignal<0 | 1>(0);
  const followed = useFollowed(playground, 'unit', () => {
    const [asked, unit] = [playground.settled.value, written.value.trim()];
    return asked === undefined || unit === '' ? undefined : { asked, unit, base: base.value };
  });
  const { answer } = followed.value;
  const hasQuestion = written.value.trim() !== '';
  return (
    <section class="question">
      <div class="tools">
        <label>
          What does this unit read?{' '}
          <input
            value={written.value}
            placeholder="y4[k, 3, 5]"
            spellcheck={false}
            onInput={(event) => (written.value = event.currentTarget.value)}
          />
        </label>
        <label>
          <input type="checkbox" checked={base.value === 1} onChange={(event) => (base.value = event.currentTarget.checked ? 1 : 0)} />{' '}
          counted from 1
        </label>
      </div>
      {hasQuestion ? (
        <FollowedPanel playground={playground} followed={followed.value}>
          {answer === undefined ? null : 'why' in answer ? <p class="why">{answer.why}</p> : <pre tabIndex={0}>{answer.text}</pre>}
        </FollowedPanel>
      ) : null}
    </section>
  );
}
