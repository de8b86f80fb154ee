// One row of the table of costs; its name leads to the line where the layer is written.
import type { JSX } from 'preact';
import type { CostRowView } from '@trammel/page';
import type { Playground } from '../state/playground.js';
import { Marked } from './marked.js';

interface CostRowProps {
  readonly row: CostRowView;
  readonly playground: Playground;
}

export function CostRow({ row, playground }: CostRowProps): JSX.Element {
  const { name, title, href, kind, depth, cells } = row;
  const offset = Number(/^#at-(\d+)$/.exec(href ?? '')?.[1]);
  const label = <bdi>{name}</bdi>;
  return (
    <tr class={kind}>
      <th scope="row" class={`name d${depth}`} title={title === '' ? undefined : title}>
        {Number.isNaN(offset) ? (
          label
        ) : (
          <button type="button" class="to-text" onClick={() => (playground.revealed.value = { from: offset, to: offset })}>
            {label}
          </button>
        )}
      </th>
      {cells.map(({ text, className, bar }, index) => (
        <td key={index} class={className}>
          {bar === undefined ? null : <Marked as="span" markup={bar} />}
          {text}
        </td>
      ))}
    </tr>
  );
}
