// The view that runs the network, loaded when it is first opened. Not the view.
import { useSignal } from '@preact/signals';
import type { FunctionComponent, JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import type { Playground } from '../state/playground.js';
import type { HeldRun } from './held-run.js';
import type { RunState } from './run-state.js';

interface LazyRunProps {
  readonly playground: Playground;
  readonly held: HeldRun;
}

interface Loaded {
  readonly Panel: FunctionComponent<{ readonly playground: Playground; readonly state: RunState }>;
  readonly state: RunState;
}

export function LazyRun({ playground, held }: LazyRunProps): JSX.Element {
  const loaded = useSignal<Loaded | undefined>(undefined);
  const problem = useSignal('');
  useEffect(() => {
    import('./run-view.js').then(
      ({ RunPanel, createRunState }) => {
        held.state ??= createRunState(playground);
        loaded.value = { Panel: RunPanel, state: held.state };
      },
      () => (problem.value = 'This part of the page could not be loaded: there is no network, and it was not opened here before.'),
    );
  }, []);
  if (problem.value !== '') return <p role="alert">{problem.value}</p>;
  if (loaded.value === undefined)
    return (
      <p class="working" aria-busy="true">
        Loading what runs networks
      </p>
    );
  const { Panel, state } = loaded.value;
  return <Panel playground={playground} state={state} />;
}
