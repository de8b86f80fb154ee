// The graph beside the text: drawn in the worker, folded and opened here, found, coloured, moved. Not where its boxes lie.
import { useComputed, useSignal, useSignalEffect } from '@preact/signals';
import type { JSX } from 'preact';
import { useRef } from 'preact/hooks';
import { FollowedPanel } from '../panels/followed-panel.js';
import { useFollowed } from '../state/answers.js';
import type { Playground } from '../state/playground.js';
import type { DrawnBox, DrawnGraph } from '../worker/protocol.js';
import { useBoxes } from './boxes-at.js';
import { GraphDrawing } from './graph-drawing.js';
import { GraphList } from './graph-list.js';
import { createPanZoom, type PanZoom } from './pan-zoom.js';
import { useShown } from './shown.js';

export function GraphPane({ playground }: { readonly playground: Playground }): JSX.Element {
  const { settled, net, revealed, folding } = playground;
  const shownNet = useSignal(net.peek());
  const colour = useSignal('m');
  const isList = useSignal(false);
  const pan = useSignal<PanZoom | undefined>(undefined);
  const anchor = useRef<DrawnBox | undefined>(undefined);
  const followed = useFollowed(playground, 'graph', () => {
    const asked = settled.value;
    return asked === undefined ? undefined : { asked, folding: folding.value };
  });
  useSignalEffect(() => {
    // Boxes of another network have nothing to do with these.
    if (net.value !== shownNet.peek()) folding.value = { ...folding.peek(), toggled: [] };
    shownNet.value = net.value;
  });
  // Only a new drawing, and not that one is worked on.
  const whole = useComputed(() => followed.value.answer);
  const shown = useShown(playground, whole);
  const newest = useComputed(() => shown.value?.drawn);
  useSignalEffect(() => {
    const drawn = newest.value;
    if (drawn === undefined || pan.value === undefined) return;
    const before = anchor.current;
    const after = drawn.boxes.find(({ id }) => id === before?.id);
    if (before !== undefined && after !== undefined) pan.value.keepInPlace(before, after);
    anchor.current = undefined;
    pan.value.sizeOf({ width: drawn.width, height: drawn.height });
  });
  const { writtenOf, current } = useBoxes(playground, newest);
  const toggle = (box: DrawnBox): void => {
    anchor.current = box;
    const { toggled, search } = folding.peek();
    folding.value = { search, toggled: toggled.includes(box.id) ? toggled.filter((id) => id !== box.id) : [...toggled, box.id] };
  };
  const reveal = (box: DrawnBox): void => {
    const [first] = writtenOf(box);
    if (first !== undefined) revealed.value = { from: first.from, to: first.to };
  };
  const { drawn, lost = new Set<string>() } = shown.value ?? {};
  return (
    <FollowedPanel playground={playground} followed={followed.value}>
      <GraphTools drawn={drawn} folding={folding} colour={colour} isList={isList} pan={pan} />
      {drawn === undefined ? null : isList.value ? (
        <GraphList boxes={drawn.boxes} current={current.value} lost={lost} onToggle={toggle} onReveal={reveal} />
      ) : (
        <Viewport drawn={drawn} pan={pan}>
          <GraphDrawing drawn={drawn} colour={colour.value} current={current.value} lost={lost} onToggle={toggle} onReveal={reveal} />
        </Viewport>
      )}
    </FollowedPanel>
  );
}

interface ToolsProps {
  readonly drawn: DrawnGraph | undefined;
  readonly folding: Playground['folding'];
  readonly colour: { value: string };
  readonly isList: { value: boolean };
  readonly pan: { readonly value: PanZoom | undefined };
}

function GraphTools({ drawn, folding, colour, isList, pan }: ToolsProps): JSX.Element {
  const { search } = folding.value;
  return (
    <>
      <div class="tools">
        <label>
          Find{' '}
          <input
            type="search"
            value={search}
            onInput={(event) => (folding.value = { ...folding.peek(), search: event.currentTarget.value })}
          />
        </label>
        <span role="status">{search === '' ? '' : `${drawn?.found ?? 0} found`}</span>
        <label>
          Colour{' '}
          <select value={colour.value} onChange={(event) => (colour.value = event.currentTarget.value)}>
            {drawn?.columns.map(({ value, name }) => (
              <option key={value} value={value}>
                {name}
              </option>
            ))}
          </select>
        </label>
        <span class="buttons">
          <button type="button" aria-pressed={isList.value} onClick={() => (isList.value = !isList.value)}>
            As a list
          </button>
          {isList.value ? null : (
            <>
              <button type="button" aria-label="Smaller" onClick={() => pan.value?.zoom(1 / 1.3)}>
                &minus;
              </button>
              <button type="button" aria-label="Larger" onClick={() => pan.value?.zoom(1.3)}>
                +
              </button>
              <button type="button" onClick={() => pan.value?.fit()}>
                Fit
              </button>
            </>
          )}
        </span>
      </div>
      {isList.value || !'mpba'.includes(colour.value) ? null : (
        <ul class="steps" aria-label="Colours">
          {drawn?.legend.map(({ className, text }) => (
            <li key={className}>
              <span class={`sample ${className}`} />
              {text}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

interface ViewportProps {
  readonly drawn: DrawnGraph;
  readonly pan: { value: PanZoom | undefined };
  readonly children: JSX.Element;
}

/** The window onto the drawing. */
function Viewport({ drawn, pan, children }: ViewportProps): JSX.Element {
  const place = useRef<HTMLDivElement>(null);
  useSignalEffect(() => {
    const element = place.current;
    if (element === null) return undefined;
    const made = createPanZoom(element);
    pan.value = made;
    return () => made.remove();
  });
  return (
    <div
      class="viewport"
      ref={place}
      tabIndex={0}
      role="group"
      aria-label={`Drawing of ${drawn.boxes.filter(({ kind }) => kind !== 'end').length} boxes. Arrows move it, plus and minus change its size, 0 fits it; the list tells the same.`}
    >
      <div class="drawn" style={{ width: `${drawn.width}px`, height: `${drawn.height}px` }}>
        {children}
      </div>
    </div>
  );
}
