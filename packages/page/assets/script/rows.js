// The rows of a table, those that stand in it and those that it holds as data alike. Not how they are shown.

/** What a row is asked: its depth, its words in small letters, the number that a column is sorted by, and its element. */
export function rowsOf(table) {
  const data = table.parentElement.querySelector('script[type="application/json"]');
  return data === null ? rowsIn(table.tBodies[0]) : rowsFrom(JSON.parse(data.textContent));
}

function rowsIn(body) {
  return [...body.rows].map((row) => ({
    depth: Number(row.dataset.depth ?? 0),
    words: () => row.textContent.toLowerCase(),
    number: (column) => numberIn(row.cells[column].textContent, row.cells[column].dataset.value),
    element: () => row,
  }));
}

/** The counterpart of long-table.ts. */
function rowsFrom(data) {
  const names = unpacked(data.names);
  const [depths, kinds, titles, hrefs] = [data.depths, data.kinds, data.titles, data.hrefs].map(unpacked);
  const columns = data.cells.map(({ name, texts, values }) => ({
    name,
    text: unpacked(texts),
    value: values === undefined ? () => undefined : unpacked(values),
  }));
  return Array.from({ length: data.count }, (_, at) => ({
    depth: depths(at),
    words: () => [names(at), ...columns.map(({ text }) => text(at))].join(' ').toLowerCase(),
    number: (column) => (column === 0 ? Number.NEGATIVE_INFINITY : numberIn(columns[column - 1].text(at), columns[column - 1].value(at))),
    element: () => made(at, { names, depths, kinds, titles, hrefs, columns }),
  }));
}

const unpacked = (packed) => (packed.all !== undefined ? (at) => packed.all[at] : (at) => packed.of[packed.at[at] ?? 0]);

function made(at, { names, depths, kinds, titles, hrefs, columns }) {
  const row = document.createElement('tr');
  row.className = kinds(at);
  const head = document.createElement('th');
  head.scope = 'row';
  head.className = 'name d' + depths(at);
  if (titles(at) !== '') head.title = titles(at);
  const name = document.createElement('bdi');
  name.textContent = names(at);
  if (hrefs(at) === '') head.append(name);
  else {
    const link = document.createElement('a');
    link.href = hrefs(at);
    link.append(name);
    head.append(link);
  }
  row.append(head);
  for (const column of columns) {
    const cell = document.createElement('td');
    cell.className = column.name;
    if (column.name === 'share' && column.text(at) !== '') cell.append(barOf(Number(column.value(at))));
    cell.append(column.text(at));
    row.append(cell);
  }
  return row;
}

const svg = 'http://www.w3.org/2000/svg';

function barOf(share) {
  const bar = document.createElementNS(svg, 'svg');
  for (const [key, value] of [
    ['class', 'bar'],
    ['width', 60],
    ['height', 8],
    ['aria-hidden', 'true'],
  ])
    bar.setAttribute(key, value);
  for (const [name, width] of [
    ['bar-ground', 60],
    ['bar-part', Math.max(0.5, 60 * share)],
  ]) {
    const part = document.createElementNS(svg, 'rect');
    part.setAttribute('class', name);
    part.setAttribute('width', width);
    part.setAttribute('height', 8);
    bar.append(part);
  }
  return bar;
}

/** A cell without a number is smaller than any. */
function numberIn(text, value) {
  const number = value !== undefined && value !== '' ? Number(value) : text === '' ? Number.NaN : Number(text.replaceAll(/[, %]/g, ''));
  return Number.isNaN(number) ? Number.NEGATIVE_INFINITY : number;
}
