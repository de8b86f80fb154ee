// A unit is chosen, and its receptive field drawn again from what the page holds of it.
import { middleUnit, unitFields, unitReads, unitTitle } from '../../src/charts/unit-fields.ts';

export function startFields() {
  for (const holder of document.querySelectorAll('[data-fields]')) {
    const { maps, chosen, ...data } = JSON.parse(holder.querySelector('script').textContent);
    const layers = data.layers.map((layer) => ({ ...layer, map: maps[layer.map] }));
    startField(holder, { ...data, layers }, chosen);
  }
}

function startField(holder, data, chosen) {
  const form = document.createElement('div');
  form.className = 'tools unit';
  const layer = document.createElement('select');
  layer.append(
    ...data.layers.map(({ name, down, across }, index) => {
      const sizes = [down, across].filter((axis) => axis.name !== '').map((axis) => axis.name + '=' + axis.size);
      return new Option(index + 1 + '. ' + name + '  [' + sizes.join(', ') + ']', index);
    }),
  );
  const indices = ['down', 'across'].map((along) => ({ along, ...numberField() }));
  // Who does not see the picture is told what it shows.
  const told = document.createElement('span');
  told.setAttribute('role', 'status');
  form.append(labelled('Unit of ', layer), ...indices.map(({ label }) => label), told);
  holder.before(form);

  let unit = chosen ?? middleUnit(data, data.layers.length - 1);
  const update = () => {
    layer.value = unit.layer;
    for (const { along, label, name, input } of indices) {
      const axis = data.layers[unit.layer][along];
      label.hidden = axis.name === '';
      name.textContent = axis.name + ' ';
      input.max = axis.size - 1;
      input.value = unit[along];
    }
  };
  const draw = () => {
    holder.querySelector('.fields').outerHTML = unitFields(data, unit).markup;
    const title = holder.closest('figure')?.querySelector('figcaption');
    if (title !== null) title.textContent = unitTitle(data, unit);
    told.textContent = unitReads(data, unit);
  };
  layer.addEventListener('change', () => {
    unit = middleUnit(data, Number(layer.value));
    update();
    draw();
  });
  for (const { along, input } of indices) {
    input.addEventListener('input', () => {
      const index = Math.round(Number(input.value));
      if (input.value === '' || !(index >= 0 && index <= Number(input.max))) return;
      unit = { ...unit, [along]: index };
      draw();
    });
    input.addEventListener('change', update);
  }
  update();
}

function numberField() {
  const input = document.createElement('input');
  input.type = 'number';
  input.min = 0;
  const name = document.createElement('span');
  const label = document.createElement('label');
  label.append(name, input);
  return { input, name, label };
}

function labelled(text, control) {
  const label = document.createElement('label');
  label.append(text, control);
  return label;
}
