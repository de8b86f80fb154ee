// Tables as data, and as text that fits a width. What stands in them is decided elsewhere.
import stringWidth from 'string-width';

/** One column. */
export interface Column {
  readonly key: string;
  readonly title: string;
  readonly align: 'left' | 'right';
  /** Columns with the highest numbers are left out first where the width does not suffice; 0 always stays. */
  readonly priority: number;
}

/** One row; a cell that is absent is empty. */
export interface Row {
  readonly cells: Readonly<Record<string, string>>;
  /** How deep the row stands below its group. */
  readonly depth: number;
  readonly kind: 'group' | 'item' | 'total';
}

export interface Table {
  readonly columns: readonly Column[];
  readonly rows: readonly Row[];
}

/** What an app may colour. */
export interface TableStyle {
  readonly heading: (text: string) => string;
  readonly group: (text: string) => string;
  readonly total: (text: string) => string;
  readonly faint: (text: string) => string;
}

/** The least that is left of a shortened first column. */
const leastNameWidth = 12;
const gap = 2;

/** The table as lines of at most `width` columns: columns are left out by priority, then the first one is shortened. */
export function renderTable(table: Table, width: number, style: TableStyle): string {
  const columns = fittingColumns(table, width);
  const natural = columns.map((column) => columnWidth(table, column));
  const others = natural.slice(1).reduce((sum, columnWidthOf) => sum + columnWidthOf + gap, 0);
  const nameWidth = Math.min(natural[0] ?? 0, Math.max(leastNameWidth, width - others));
  const widths = [nameWidth, ...natural.slice(1)];
  const paint = { group: style.group, item: (text: string) => text, total: style.total };
  const line = (cells: readonly string[], apply: (text: string) => string): string => {
    const padded = cells.map((cell, index) => pad(shorten(cell, widths[index] ?? 0), widths[index] ?? 0, columns[index]?.align ?? 'left'));
    return apply(padded.join(' '.repeat(gap)).trimEnd());
  };
  const heading = line(
    columns.map((column) => column.title),
    style.heading,
  );
  return [
    heading,
    ...table.rows.map((row) =>
      line(
        columns.map((column) => cellText(row, column, columns[0])),
        paint[row.kind],
      ),
    ),
  ].join('\n');
}

/** The table for Markdown: all columns, the names indented by non-breaking spaces. */
export function renderMarkdownTable({ columns, rows }: Table): string {
  const head = `| ${columns.map((column) => column.title).join(' | ')} |`;
  const rule = `| ${columns.map((column) => (column.align === 'right' ? '---:' : '---')).join(' | ')} |`;
  const body = rows.map((row) => {
    const cells = columns.map((column, index) => {
      const text = escapeMarkdown(row.cells[column.key] ?? '');
      const indented = index === 0 ? '&nbsp;'.repeat(2 * row.depth) + text : text;
      return row.kind === 'item' || indented === '' ? indented : `**${indented}**`;
    });
    return `| ${cells.join(' | ')} |`;
  });
  return [head, rule, ...body].join('\n');
}

/** Characters that Markdown or HTML would read as their own. */
export function escapeMarkdown(text: string): string {
  return text.replace(/[\\`*_{}[\]<>|#]/g, (character) => `\\${character}`).replace(/\s+/g, ' ');
}

function cellText(row: Row, column: Column, first: Column | undefined): string {
  const text = row.cells[column.key] ?? '';
  return column === first ? '  '.repeat(row.depth) + text : text;
}

/** Columns on a terminal. Most cells are plain ASCII, for which a table of widths need not be asked. */
function widthOf(text: string): number {
  return /^[\x20-\x7E]*$/.test(text) ? text.length : stringWidth(text);
}

function columnWidth({ rows, columns }: Table, column: Column): number {
  return rows.reduce((widest, row) => Math.max(widest, widthOf(cellText(row, column, columns[0]))), widthOf(column.title));
}

/** The columns that fit beside a name of reasonable width. */
function fittingColumns(table: Table, width: number): readonly Column[] {
  const wanted = Math.min(
    table.columns[0] === undefined ? 0 : columnWidth(table, table.columns[0]),
    Math.max(leastNameWidth, Math.floor(width / 3)),
  );
  let kept = table.columns;
  const needed = (columns: readonly Column[]): number =>
    columns.slice(1).reduce((sum, column) => sum + gap + columnWidth(table, column), wanted);
  while (needed(kept) > width && kept.some((column) => column.priority > 0)) {
    const dropped = kept.reduce((worst, column) => (column.priority > worst.priority ? column : worst));
    kept = kept.filter((column) => column !== dropped);
  }
  return kept;
}

function pad(text: string, width: number, align: 'left' | 'right'): string {
  const blanks = ' '.repeat(Math.max(0, width - widthOf(text)));
  return align === 'right' ? blanks + text : text + blanks;
}

/** The text cut to `width` columns, with an ellipsis where something is missing. */
export function shorten(text: string, width: number): string {
  if (widthOf(text) <= width) return text;
  let kept = '';
  for (const character of text) {
    if (widthOf(kept + character) > width - 1) break;
    kept += character;
  }
  return `${kept}\u2026`;
}
