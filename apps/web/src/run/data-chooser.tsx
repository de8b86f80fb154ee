// Choosing what is learned from. Not the examples.
import type { JSX } from 'preact';
import type { ChosenData, RunState } from './run-state.js';

export function DataChooser({ state }: { readonly state: RunState }): JSX.Element {
  const { chosen, offers, offer, phase } = state;
  const isFixed = phase.value !== 'still';
  const change = (part: Partial<ChosenData>): void => {
    chosen.value = { ...chosen.peek(), ...part };
    if (state.begun.peek() !== undefined || part.name === undefined) state.reset();
  };
  return (
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
    </div>
  );
}
