// The bar at the top: which net is looked at, where to begin, how to share. Not the networks.
import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { BeginDialog } from './presets/begin-dialog.js';
import { ShareDialog } from './share/share-dialog.js';
import type { Playground } from './state/playground.js';

interface TopBarProps {
  readonly playground: Playground;
}

export function TopBar({ playground }: TopBarProps): JSX.Element {
  const { checked, net, parameters } = playground;
  const isBeginning = useSignal(false);
  const isSharing = useSignal(false);
  const nets = checked.value?.nets ?? [];
  return (
    <header class="top-bar">
      <h1>
        Trammel <span>playground</span>
      </h1>
      <label class="net">
        <span>Network</span>
        <select
          aria-label="Network"
          value={checked.value?.network?.name ?? net.value ?? nets[0] ?? ''}
          onChange={(event) => {
            parameters.value = {};
            net.value = event.currentTarget.value;
          }}
        >
          {nets.map((name) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <button type="button" class="main" onClick={() => (isBeginning.value = true)}>
        Course and examples
      </button>
      <button type="button" onClick={() => (isSharing.value = true)}>
        Share
      </button>
      <BeginDialog playground={playground} isOpen={isBeginning} />
      <ShareDialog playground={playground} isOpen={isSharing} />
    </header>
  );
}
