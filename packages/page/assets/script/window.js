// Shows a list of rows in a table: all of them, or of very many those that can be seen. Not which rows, nor in which order.

/** More rows than this are not laid out at once. */
const mostRows = 400;
/** So many more than can be seen are there, above and below. */
const margin = 12;

/** `show` takes rows as `rowsOf` gives them. */
export function windowOn(table) {
  const body = table.tBodies[0];
  const scroll = table.parentElement;
  let rows = [];
  let first = -1;
  let rowHeight = 0;
  let shown = new Map();
  const spacers = [document.createElement('tr'), document.createElement('tr')];
  for (const spacer of spacers) {
    spacer.setAttribute('aria-hidden', 'true');
    spacer.className = 'spacer';
    const cell = document.createElement('td');
    cell.colSpan = table.tHead.rows[0].cells.length;
    spacer.append(cell);
  }
  const update = () => {
    if (rows.length <= mostRows || scroll.clientHeight === 0) return;
    const count = Math.ceil(scroll.clientHeight / rowHeight) + 2 * margin;
    const top = Math.max(0, Math.min(rows.length - count, Math.floor(scroll.scrollTop / rowHeight) - margin));
    if (top === first && count === shown.size) return;
    first = top;
    const seen = rows.slice(top, top + count);
    spacers[0].firstChild.style.height = top * rowHeight + 'px';
    spacers[1].firstChild.style.height = Math.max(0, rows.length - top - seen.length) * rowHeight + 'px';
    place(seen, top);
  };
  // A row that stays is not touched: what has the focus in it would lose it.
  const place = (seen, top) => {
    const before = shown;
    shown = new Map(seen.map((row) => [row, before.get(row) ?? row.element()]));
    for (const [row, element] of before) if (!shown.has(row)) element.remove();
    let last = spacers[0];
    for (const [index, element] of [...shown.values()].entries()) {
      element.setAttribute('aria-rowindex', top + index + 2);
      if (last.nextSibling !== element) last.after(element);
      last = element;
    }
  };
  const draw = () => {
    first = -1;
    if (rows.length <= mostRows) {
      body.replaceChildren(...rows.map((row) => row.element()));
      return;
    }
    scroll.classList.add('tall');
    table.setAttribute('aria-rowcount', rows.length + 1);
    body.replaceChildren(...rows.slice(0, 1).map((row) => row.element()));
    rowHeight = body.rows[0].getBoundingClientRect().height || 24;
    // As tall as it will be, so that what can be seen of it is known.
    spacers[0].firstChild.style.height = 0;
    spacers[1].firstChild.style.height = rows.length * rowHeight + 'px';
    body.replaceChildren(...spacers);
    shown = new Map();
    update();
  };
  scroll.addEventListener('scroll', update, { passive: true });
  // On paper nobody scrolls.
  addEventListener('beforeprint', () => {
    if (rows.length > mostRows) body.replaceChildren(...rows.map((row) => row.element()));
  });
  addEventListener('afterprint', draw);
  return (list) => {
    rows = list;
    scroll.scrollTop = 0;
    draw();
  };
}
