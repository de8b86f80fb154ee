// Sliders for the parameters of the net and for open sizes: the text stays as it is, and the network is told with these.
import type { JSX } from 'preact';
import type { Playground } from '../state/playground.js';
import type { Knob } from '../worker/protocol.js';

interface KnobsProps {
  readonly playground: Playground;
  readonly knobs: readonly Knob[];
}

export function Knobs({ playground, knobs }: KnobsProps): JSX.Element | null {
  const { parameters, sizes } = playground;
  if (knobs.length === 0) return null;
  const isMoved = Object.keys(parameters.value).length + Object.keys(sizes.value).length > 0;
  const move = ({ kind, name }: Knob, value: number): void => {
    if (kind === 'parameter') parameters.value = { ...parameters.peek(), [name]: String(value) };
    else sizes.value = { ...sizes.peek(), [name]: value };
  };
  const reset = (): void => {
    parameters.value = {};
    sizes.value = {};
  };
  return (
    <details class="knobs" open={isMoved}>
      <summary>{isMoved ? 'Moved: the network is told with these, and the text stays as it is' : 'Move parameters and sizes'}</summary>
      <div class="sliders">
        {knobs.map((knob) => (
          <label key={`${knob.kind} ${knob.name}`}>
            <span>{knob.name}</span>
            <input
              type="range"
              min={knob.minimum}
              max={Math.max(knob.maximum, knob.value)}
              value={knob.value}
              onInput={(event) => move(knob, Number(event.currentTarget.value))}
            />
            <output>{knob.value.toLocaleString('en')}</output>
          </label>
        ))}
        {isMoved ? (
          <button type="button" onClick={reset}>
            As it is written
          </button>
        ) : null}
      </div>
    </details>
  );
}
