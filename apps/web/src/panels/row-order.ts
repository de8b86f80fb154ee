// Rows of layers sorted by a column, blocks staying together, and narrowed down to what is searched for. Not the table.
import type { CostRowView, CostView } from '@trammel/page';

export interface Order {
  /** As in the columns of the table; 0 is the name. */
  readonly column: number;
  readonly direction: 'ascending' | 'descending';
}

interface Branch {
  readonly row: CostRowView | undefined;
  readonly children: Branch[];
}

/** In the order of the source where none is asked for. */
export function sortedRows({ rows }: Pick<CostView, 'rows'>, order: Order | undefined): readonly CostRowView[] {
  if (order === undefined) return rows;
  const sign = order.direction === 'ascending' ? 1 : -1;
  const valueOf = ({ row }: Branch): number => {
    const value = row?.cells[order.column - 1]?.value ?? '';
    return value === '' ? Number.NEGATIVE_INFINITY : Number(value);
  };
  const sort = ({ children }: Branch): void => {
    children.sort((one, other) => (valueOf(one) === valueOf(other) ? 0 : sign * (valueOf(one) < valueOf(other) ? -1 : 1)));
    children.forEach(sort);
  };
  const tree = treeOf(rows);
  sort(tree);
  return flat(tree);
}

/** Rows that have the words, and the blocks around them. */
export function matching(rows: readonly CostRowView[], search: string): readonly CostRowView[] {
  const words = search.trim().toLowerCase();
  if (words === '') return rows;
  const keep = (branch: Branch): readonly CostRowView[] => {
    const inside = branch.children.flatMap(keep);
    const isFound = branch.row?.name.toLowerCase().includes(words) ?? false;
    return branch.row === undefined ? inside : isFound ? [branch.row, ...inside] : inside.length > 0 ? [branch.row, ...inside] : [];
  };
  return keep(treeOf(rows));
}

function treeOf(rows: readonly CostRowView[]): Branch {
  const root: Branch = { row: undefined, children: [] };
  const path = [root];
  for (const row of rows) {
    const branch: Branch = { row, children: [] };
    path.length = row.depth + 1;
    path.at(-1)?.children.push(branch);
    path.push(branch);
  }
  return root;
}

const flat = ({ children }: Branch): readonly CostRowView[] =>
  children.flatMap((child) => [...(child.row === undefined ? [] : [child.row]), ...flat(child)]);
