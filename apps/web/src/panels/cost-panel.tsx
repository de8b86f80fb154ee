// The costs layer by layer: sorted within their blocks, searched, each row leading to its line; sums equal the totals.
import { useComputed, useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import type { CostView } from '@trammel/page';
import { useFollowed } from '../state/answers.js';
import type { Playground } from '../state/playground.js';
import { CostRow } from './cost-row.js';
import { FollowedPanel } from './followed-panel.js';
import { matching, sortedRows, type Order } from './row-order.js';

/** Told where a table has more rows than a page should hold. */
const partOfTable = 'Blocks of this deep network are closed here; the command line tells every layer.';

export function CostPanel({ playground }: { readonly playground: Playground }): JSX.Element {
  const followed = useFollowed(playground, 'costs', () => playground.settled.value);
  const search = useSignal('');
  const order = useSignal<Order | undefined>(undefined);
  const rows = useComputed(() => {
    const costs = followed.value.answer;
    return costs === undefined ? [] : matching(sortedRows(costs, order.value), search.value);
  });
  const costs = followed.value.answer;
  return (
    <FollowedPanel playground={playground} followed={followed.value}>
      {costs === undefined ? null : (
        <>
          <div class="tools">
            <label>
              Search layers <input type="search" value={search.value} onInput={(event) => (search.value = event.currentTarget.value)} />
            </label>
            {order.value === undefined ? null : (
              <button type="button" onClick={() => (order.value = undefined)}>
                In the order of the source
              </button>
            )}
          </div>
          <div class="scroll" tabIndex={0} role="group" aria-label="The cost of each layer">
            <table class="cost-table">
              <Head costs={costs} order={order.value} onOrder={(next) => (order.value = next)} />
              <tbody>
                {rows.value.map((row, index) => (
                  <CostRow key={index} row={row} playground={playground} />
                ))}
              </tbody>
              <tfoot>
                <CostRow row={costs.total} playground={playground} />
              </tfoot>
            </table>
          </div>
          {costs.long === undefined ? null : <p class="note">{partOfTable}</p>}
          <p class="note">{costs.legend}</p>
        </>
      )}
    </FollowedPanel>
  );
}

interface HeadProps {
  readonly costs: CostView;
  readonly order: Order | undefined;
  readonly onOrder: (order: Order) => void;
}

function Head({ costs, order, onOrder }: HeadProps): JSX.Element {
  const isSortable = (index: number): boolean => costs.rows.some(({ cells }) => (cells[index - 1]?.value ?? '') !== '');
  return (
    <thead>
      <tr>
        {costs.columns.map(({ key, title, className, meaning }, index) => (
          <th key={key} scope="col" class={className} title={meaning} aria-sort={order?.column === index ? order.direction : undefined}>
            {isSortable(index) && index > 0 ? (
              <button
                type="button"
                onClick={() =>
                  onOrder({
                    column: index,
                    direction: order?.column === index && order.direction === 'descending' ? 'ascending' : 'descending',
                  })
                }
              >
                {title}
              </button>
            ) : (
              title
            )}
          </th>
        ))}
      </tr>
    </thead>
  );
}
