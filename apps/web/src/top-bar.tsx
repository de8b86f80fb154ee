// The bar at the top: which net is looked at, where to begin, how to share. Not the networks.
import { useSignal, type Signal } from '@preact/signals';
import type { JSX } from 'preact';
import { BeginDialog } from './presets/begin-dialog.js';
import { addressOf } from './state/address.js';
import type { Playground } from './state/playground.js';

interface TopBarProps {
  readonly playground: Playground;
  readonly notice: Signal<string>;
}

export function TopBar({ playground, notice }: TopBarProps): JSX.Element {
  const { checked, net, parameters } = playground;
  const isBeginning = useSignal(false);
  const nets = checked.value?.nets ?? [];
  const share = async (): Promise<void> => {
    const address = new URL(await addressOf(playground.saved.peek()), location.href).href;
    try {
      await navigator.clipboard.writeText(address);
      notice.value = `The link is on the clipboard: ${address.length.toLocaleString('en')} characters, with the whole text in it. Nothing was sent anywhere.`;
    } catch {
      history.replaceState(null, '', address);
      notice.value = 'The link is in the address bar, with the whole text in it. Nothing was sent anywhere.';
    }
  };
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
      <button type="button" onClick={() => void share()}>
        Share
      </button>
      <BeginDialog playground={playground} isOpen={isBeginning} />
    </header>
  );
}
