// Sorting and searching the tables of layers, however long they are.
import { rowsOf } from './rows.js';
import { windowOn } from './window.js';

/** Tables in what is folded are read when that opens. */
export function startTables() {
  for (const table of document.querySelectorAll('table[data-table]')) {
    const fold = table.closest('details:not([open])');
    if (fold === null) startTable(table);
    else fold.addEventListener('toggle', () => startTable(table), { once: true });
  }
}

function startTable(table) {
  const rows = rowsOf(table);
  const show = windowOn(table);
  table.parentElement.querySelector('.rest')?.remove();
  const state = { column: 0, direction: undefined, words: '' };
  const { tools, found, order, input } = toolsOf();
  table.parentElement.before(tools);

  const headers = [...table.tHead.rows[0].cells];
  const update = () => {
    const kept = keptOf(rows, state.words);
    show(sorted(kept, state));
    found.textContent = state.words === '' ? '' : kept.length + ' of ' + rows.length + ' rows';
    for (const [at, header] of headers.entries()) {
      if (at === state.column && state.direction !== undefined) header.setAttribute('aria-sort', state.direction);
      else header.removeAttribute('aria-sort');
    }
    order.hidden = state.direction === undefined;
  };
  input.addEventListener('input', () => {
    state.words = input.value.toLowerCase();
    update();
  });
  order.addEventListener('click', () => {
    state.direction = undefined;
    update();
    input.focus();
  });
  for (const [index, header] of headers.entries()) {
    if (header.textContent === '' || !rows.some((row) => row.number(index) > Number.NEGATIVE_INFINITY)) continue;
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = header.textContent;
    header.replaceChildren(button);
    button.addEventListener('click', () => {
      state.direction = state.column === index && state.direction === 'descending' ? 'ascending' : 'descending';
      state.column = index;
      update();
    });
  }
  if (rows.length > table.tBodies[0].rows.length) update();
}

function toolsOf() {
  const tools = document.createElement('div');
  tools.className = 'tools';
  const label = document.createElement('label');
  const input = document.createElement('input');
  input.type = 'search';
  label.append('Search layers ', input);
  const found = document.createElement('span');
  found.setAttribute('role', 'status');
  const order = document.createElement('button');
  order.type = 'button';
  order.textContent = 'In the order of the source';
  order.hidden = true;
  tools.append(label, found, order);
  return { tools, found, order, input };
}

/** Rows with the words, and the blocks around them. */
function keptOf(rows, words) {
  if (words === '') return rows;
  const kept = new Set();
  const around = [];
  for (const row of rows) {
    around.length = row.depth;
    around[row.depth] = row;
    if (row.words().includes(words)) for (const each of around) if (each !== undefined) kept.add(each);
  }
  return rows.filter((row) => kept.has(row));
}

/** Blocks stay together, however they are sorted. */
function sorted(rows, { column, direction }) {
  if (direction === undefined) return rows;
  const sign = direction === 'ascending' ? 1 : -1;
  const root = { children: [] };
  const path = [root];
  for (const row of rows) {
    const node = { row, children: [], number: row.number(column) };
    path.length = Math.min(path.length, row.depth + 1);
    path.at(-1).children.push(node);
    path.push(node);
  }
  const flat = (node) => {
    node.children.sort((a, b) => (a.number === b.number ? 0 : sign * (a.number < b.number ? -1 : 1)));
    return node.children.flatMap((child) => [child.row, ...flat(child)]);
  };
  return flat(root);
}
