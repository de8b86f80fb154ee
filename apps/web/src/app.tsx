// The page: a bar, the text, and the views of its network beside it, as many as there is room for. Not what is in them.
import { useComputed, useSignal, useSignalEffect, type ReadonlySignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import { EditorPane } from './editor/editor-pane.js';
import { GraphPane } from './graph/graph-pane.js';
import { AdvicePanel } from './panels/advice-panel.js';
import { CodePanel } from './panels/code-panel.js';
import { ComparePanel } from './panels/compare-panel.js';
import { CostPanel } from './panels/cost-panel.js';
import { FieldPanel } from './panels/field-panel.js';
import { FindingPanel } from './panels/finding-panel.js';
import { MomentumPanel } from './panels/momentum-panel.js';
import { SectionPanel } from './panels/section-panel.js';
import { Patterns } from './panels/patterns.js';
import { Summary } from './panels/summary.js';
import { createHeldRun, type HeldRun } from './run/held-run.js';
import { LazyRun } from './run/lazy-run.js';
import { ScenePanel } from './presets/scene-panel.js';
import { TopBar } from './top-bar.js';
import type { Keeping } from './state/kept.js';
import type { Playground } from './state/playground.js';
import { views, type ViewName } from './state/view-names.js';

interface AppProps {
  readonly playground: Playground;
  /** Whether the address held something that could not be read. */
  readonly isUnreadable: boolean;
  readonly keeping: ReadonlySignal<Keeping>;
}

/** How many panes stand beside each other. */
type Room = 1 | 2 | 3;

export function App({ playground, isUnreadable, keeping }: AppProps): JSX.Element {
  const room = useRoom();
  const held = useMemo(createHeldRun, []);
  const shown = useComputed(() => shownViews(room.value, playground.view.value));
  const notice = useSignal(
    isUnreadable ? 'The link could not be read: it is cut off, or of another version. This is the text of the last visit.' : '',
  );
  useSignalEffect(() => {
    if (keeping.value === 'failed')
      notice.value = 'The browser keeps nothing for this page: the text is lost when it is closed. A link keeps it.';
  });
  return (
    <>
      <TopBar playground={playground} />
      <ViewTabs playground={playground} room={room} />
      {notice.value === '' ? null : (
        <p class="notice" role="status">
          {notice.value}{' '}
          <button type="button" onClick={() => (notice.value = '')}>
            Close
          </button>
        </p>
      )}
      <main class={`panes room-${room.value}`}>
        <section class="pane text-pane" hidden={!shown.value.includes('text')} aria-label="Text">
          <ScenePanel playground={playground} />
          <EditorPane playground={playground} />
        </section>
        {shown.value
          .filter((view) => view !== 'text')
          .map((view) => (
            <section class={`pane ${view}-pane`} key={view} aria-label={views[view]}>
              {view === 'graph' || room.value === 3 ? null : <Summary playground={playground} />}
              {view === 'graph' && <Summary playground={playground} />}
              <View view={view} playground={playground} held={held} />
            </section>
          ))}
      </main>
      <Patterns />
    </>
  );
}

/** On a wide screen the graph stands always beside the text, and on a middle one whatever is chosen. */
function shownViews(room: Room, chosen: ViewName): readonly ViewName[] {
  if (room === 1) return [chosen];
  const beside = chosen === 'text' ? 'graph' : chosen;
  if (room === 2) return ['text', beside];
  return ['text', 'graph', beside === 'graph' ? 'costs' : beside];
}

function ViewTabs({ playground, room }: { readonly playground: Playground; readonly room: ReadonlySignal<Room> }): JSX.Element {
  const { view, checked } = playground;
  const always: readonly ViewName[] = room.value === 1 ? [] : room.value === 2 ? ['text'] : ['text', 'graph'];
  const shown = shownViews(room.value, view.value).at(-1);
  const wrong = checked.value?.findings.length ?? 0;
  const names = Object.keys(views)
    .filter((name): name is ViewName => Object.hasOwn(views, name))
    .filter((name) => !always.includes(name));
  return (
    <nav class="tabs" aria-label="Views of the network">
      {names.map((name) => (
        <button type="button" key={name} aria-current={name === shown ? 'page' : undefined} onClick={() => (view.value = name)}>
          {views[name]}
          {name === 'findings' && wrong > 0 ? <span class="count"> {wrong}</span> : null}
        </button>
      ))}
    </nav>
  );
}

interface ViewProps {
  readonly view: ViewName;
  readonly playground: Playground;
  readonly held: HeldRun;
}

function View({ view, playground, held }: ViewProps): JSX.Element | null {
  switch (view) {
    case 'graph':
      return <GraphPane playground={playground} />;
    case 'costs':
      return <CostPanel playground={playground} />;
    case 'fields':
      return <FieldPanel playground={playground} />;
    case 'gradients':
      return <SectionPanel playground={playground} keys={['gradients']} />;
    case 'memory':
      return <SectionPanel playground={playground} keys={['memory', 'roofline']} />;
    case 'findings':
      return <FindingPanel playground={playground} />;
    case 'advice':
      return <AdvicePanel playground={playground} />;
    case 'compare':
      return <ComparePanel playground={playground} />;
    case 'run':
      return <LazyRun playground={playground} held={held} />;
    case 'code':
      return <CodePanel playground={playground} />;
    case 'training':
      return <MomentumPanel playground={playground} />;
    case 'text':
      return null;
  }
}

/** By the width of the window, as it changes. */
function useRoom(): ReadonlySignal<Room> {
  const roomNow = (): Room => (matchMedia('(min-width: 105rem)').matches ? 3 : matchMedia('(min-width: 52rem)').matches ? 2 : 1);
  const room = useSignal<Room>(roomNow());
  useSignalEffect(() => {
    const follow = (): void => {
      room.value = roomNow();
    };
    addEventListener('resize', follow);
    return () => removeEventListener('resize', follow);
  });
  return room;
}
