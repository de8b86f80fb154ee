// The graph as a nested list: the same boxes for those who do not see the drawing, and for keyboards.
import type { JSX } from 'preact';
import type { DrawnBox } from '../worker/protocol.js';

interface ListProps {
  readonly boxes: readonly DrawnBox[];
  readonly current: ReadonlySet<string>;
  /** The boxes that stand for nothing in the text as it is. */
  readonly lost: ReadonlySet<string>;
  readonly onToggle: (box: DrawnBox) => void;
  readonly onReveal: (box: DrawnBox) => void;
}

export function GraphList({ boxes, current, lost, onToggle, onReveal }: ListProps): JSX.Element {
  const inside = childrenOf(boxes);
  const items = (parent: string): JSX.Element => (
    <ul class="graph-list">
      {inside.get(parent)?.map((box) => (
        <li key={box.id} class={`${current.has(box.id) ? 'current' : ''}${box.isFound ? ' found' : ''}`}>
          {box.isFold ? (
            <button
              type="button"
              class="opener"
              aria-expanded={box.isOpen}
              aria-label={`${box.name}, ${box.isOpen ? 'open' : 'closed'}`}
              onClick={() => onToggle(box)}
            >
              {box.isOpen ? '\u2212' : '+'}
            </button>
          ) : null}
          <button type="button" class="to-text" onClick={() => onReveal(box)}>
            {box.name}
          </button>{' '}
          <span class="shape">{box.shape}</span> <span class="words">{lost.has(box.id) ? 'as it was before the mistake' : box.words}</span>
          {box.isOpen ? items(box.id) : null}
        </li>
      ))}
    </ul>
  );
  return (
    <div class="list" tabIndex={0} role="group" aria-label="The layers of the network">
      {items('')}
    </div>
  );
}

/** By the id of what holds them; ids tell that themselves. */
function childrenOf(boxes: readonly DrawnBox[]): ReadonlyMap<string, readonly DrawnBox[]> {
  const inside = new Map<string, DrawnBox[]>();
  for (const box of boxes) {
    if (box.kind === 'end') continue;
    const parent = box.id.includes('.') ? box.id.slice(0, box.id.lastIndexOf('.')) : '';
    const known = inside.get(parent);
    if (known === undefined) inside.set(parent, [box]);
    else known.push(box);
  }
  return inside;
}
