// Choosing what is learned from, and on what it runs. Not the examples.
import type { JSX } from 'preact';
import { GivenDataEntry } from './given-data-entry.js';
import type { DeviceWish } from './protocol.js';
import type { ChosenData, RunState } from './run-state.js';

const devices: Readonly<Record<DeviceWish, string>> = { any: 'WebGPU if there is', webgpu: 'WebGPU', processor: 'the processor' };

export function DataChooser({ state }: { readonly state: RunState }): JSX.Element {
  const { chosen, offers, offer, phase } = state;
  const isFixed = phase.value !== 'still';
  const change = (part: Partial<ChosenData>): void => {
    chosen.value = { ...chosen.peek(), ...part };
    if (state.begun.peek() !== undefined) state.reset();
  };
  return (
    <>
      <div class="tools">
        <label>
          Learn from{' '}
          <select value={offer.value?.name ?? ''} disabled={isFixed} onChange={(event) => change({ name: event.currentTarget.value })}>
            {offers.value.map(({ name, title, refusal }) => (
              <option key={name} value={name}>
                {refusal === undefined ? title : `${title} (does not fit)`}
              </option>
            ))}
          </select>
        </label>
        {offer.value?.kind === 'points' ? (
          <>
            <label>
              Noise{' '}
              <input
                type="range"
                min={0}
                max={1}
                step={0.05}
                disabled={isFixed}
                value={chosen.value.noise}
                onChange={(event) => change({ noise: Number(event.currentTarget.value) })}
              />
            </label>
            <button type="button" disabled={isFixed} onClick={() => change({ seed: chosen.peek().seed + 1 })}>
              Draw others
            </button>
          </>
        ) : null}
        <label>
          On{' '}
          <select
            value={chosen.value.device}
            disabled={isFixed}
            onChange={(event) => change({ device: wishOf(event.currentTarget.value) })}
          >
            {Object.entries(devices).map(([wish, title]) => (
              <option key={wish} value={wish}>
                {title}
              </option>
            ))}
          </select>
        </label>
      </div>
      <GivenDataEntry state={state} isFixed={isFixed} />
    </>
  );
}

const wishOf = (value: string): DeviceWish => (value === 'webgpu' || value === 'processor' ? value : 'any');
