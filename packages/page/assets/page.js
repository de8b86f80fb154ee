// What the page does beyond what it shows: sorting and searching the tables of layers. It is whole without this.
(() => {
  'use strict';
  const numberOf = (row, index) => {
    const value = row.cells[index].dataset.value;
    return value === undefined ? Number.NEGATIVE_INFINITY : Number(value);
  };
  /** Rows as a tree, by their depth: blocks stay together, however they are sorted. */
  const treeOf = (rows) => {
    const root = { row: undefined, children: [] };
    const path = [root];
    for (const row of rows) {
      const node = { row, children: [] };
      path.length = Number(row.dataset.depth) + 1;
      path.at(-1).children.push(node);
      path.push(node);
    }
    return root;
  };
  const rowsIn = (node) => node.children.flatMap((child) => [child.row, ...rowsIn(child)]);
  const sortTree = (node, compare) => {
    node.children.sort((a, b) => compare(a.row, b.row));
    for (const child of node.children) sortTree(child, compare);
  };
  for (const table of document.querySelectorAll('table[data-table]')) {
    const body = table.tBodies[0];
    const original = [...body.rows];
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
    table.parentElement.before(tools);

    input.addEventListener('input', () => {
      const words = input.value.toLowerCase();
      const mark = (node) => {
        const inside = node.children.map(mark).some(Boolean);
        const isFound = words === '' || inside || (node.row !== undefined && node.row.textContent.toLowerCase().includes(words));
        if (node.row !== undefined) node.row.hidden = !isFound;
        return isFound;
      };
      mark(treeOf([...body.rows]));
      const shown = original.filter((row) => !row.hidden).length;
      found.textContent = words === '' ? '' : shown + ' of ' + original.length + ' rows';
    });

    const headers = [...table.tHead.rows[0].cells];
    const sortBy = (index, direction) => {
      const tree = treeOf(original);
      const sign = direction === 'ascending' ? 1 : -1;
      if (direction !== undefined) {
        sortTree(tree, (a, b) => {
          const [x, y] = [numberOf(a, index), numberOf(b, index)];
          return x === y ? 0 : sign * (x < y ? -1 : 1);
        });
      }
      body.append(...rowsIn(tree));
      for (const [at, header] of headers.entries()) {
        if (at === index && direction !== undefined) header.setAttribute('aria-sort', direction);
        else header.removeAttribute('aria-sort');
      }
      order.hidden = direction === undefined;
    };
    order.addEventListener('click', () => {
      sortBy(0, undefined);
      input.focus();
    });
    for (const [index, header] of headers.entries()) {
      if (!original.some((row) => row.cells[index].dataset.value !== undefined)) continue;
      const button = document.createElement('button');
      button.type = 'button';
      button.textContent = header.textContent;
      header.replaceChildren(button);
      button.addEventListener('click', () => {
        sortBy(index, header.getAttribute('aria-sort') === 'descending' ? 'ascending' : 'descending');
      });
    }
  }
})();
