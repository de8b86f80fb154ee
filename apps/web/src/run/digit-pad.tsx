// A place to draw a digit, and what the network takes it for. Not the network.
import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import { createPen, padSide } from './pen.js';
import type { Classified, RunState } from './run-state.js';

const shownClasses = 4;

export function DigitPad({ state }: { readonly state: RunState }): JSX.Element {
  const canvas = useRef<HTMLCanvasElement>(null);
  const told = useSignal<Classified>(undefined);
  const ask = async (): Promise<void> => {
    const data = canvas.current?.getContext('2d')?.getImageData(0, 0, padSide, padSide).data;
    if (data === undefined) return;
    const ink = Uint8Array.from({ length: padSide * padSide }, (_, at) => data[4 * at + 3] ?? 0);
    told.value = await state.classify(ink, padSide);
  };
  const pen = useMemo(() => createPen(() => void ask()), []);
  const wipe = (): void => {
    canvas.current?.getContext('2d')?.clearRect(0, 0, padSide, padSide);
    told.value = undefined;
  };
  // Weights that have learned more may see another digit.
  const step = state.view.value?.step;
  useEffect(() => {
    if (told.peek() !== undefined) void ask();
  }, [step]);
  return (
    <figure class="digit-pad">
      <figcaption>Draw a digit</figcaption>
      <canvas
        ref={canvas}
        width={padSide}
        height={padSide}
        role="img"
        aria-label="Where a digit is drawn with a pointer"
        onPointerDown={pen.down}
        onPointerMove={pen.move}
        onPointerUp={pen.up}
      />
      <button type="button" onClick={wipe}>
        Wipe
      </button>
      <ol class="taken-for" aria-live="polite">
        {(told.value ?? []).slice(0, shownClasses).map(({ name, share }) => (
          <li key={name}>
            <strong>{name}</strong> <meter min={0} max={1} value={share} aria-label={`share of ${name}`} /> {(100 * share).toFixed(0)} %
          </li>
        ))}
      </ol>
    </figure>
  );
}
