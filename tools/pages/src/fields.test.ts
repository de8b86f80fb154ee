// Receptive fields of a page: what its data says of any unit is what the unit reads, and who chooses a unit sees that.
import { devices, fieldGrowths, planeOf, unitBoxes, type Analysis, type LayerField } from '@trammel/analysis';
import { bundledEngine, fieldBoxes, reportPage, type FieldBox, type ReportedNetwork } from '@trammel/page';
import { describe, expect, test } from 'vitest';
import { findUnit } from 'trammel';
import { inBrowser } from './in-browser.js';
import { pageOf, reportedOf } from './pages.js';

/** Every way in which places of one layer can lead to places of another. */
const networks = {
  strided: { steps: 'conv(4, 5x5, stride=2, pad=2) -> relu -> conv(4, 3x3, stride=3, pad=1) -> maxpool(2)', axes: 'H=20, W=12' },
  'with holes': { steps: 'conv(4, 3x3, dilation=3) -> conv(4, 2x2, stride=2) -> conv(4, 1x2)', axes: 'H=20, W=12' },
  'upsampled again': {
    steps: 'conv(4, 3x3, pad=same) -> maxpool(2) -> conv(4, 3x3, pad=same) -> upsample(2) -> conv_transpose(4, 2x2, stride=2)',
    axes: 'H=20, W=12',
  },
  lopsided: { steps: 'conv(4, 1x5, pad=same) -> conv(4, 5x1, stride=1x2) -> avgpool(2, stride=1)', axes: 'H=20, W=12' },
  branching: {
    steps: 'concat(C) {\n | conv(2, 1x1)\n | conv(2, 5x5, pad=same)\n | maxpool(3, stride=1, pad=same)\n } -> conv(3, 3x3)',
    axes: 'H=20, W=12',
  },
  'with a skip': {
    steps: 'residual { conv(3, 3x3, pad=same) -> relu -> conv(3, 3x3, pad=same) } -> conv(2, 2x2, stride=2)',
    axes: 'H=20, W=12',
  },
  'in one dimension': { steps: 'conv(4, 7, stride=2) -> conv(4, 3, dilation=4)', axes: 'T=240' },
} as const;

const sourceOf = ({ steps, axes }: { readonly steps: string; readonly axes: string }): string =>
  `net Fields() {\n  input x: [N, C=3, ${axes}]\n  ${steps} as y\n}\n`;

function reportedNetwork(network: { readonly steps: string; readonly axes: string }): ReportedNetwork {
  const [reported] = reportedOf('fields.net', sourceOf(network));
  if (reported === undefined) throw new Error(`not a network: ${network.steps}`);
  return reported;
}

/** The cells of boxes, each as a text. */
const cellsOf = (boxes: readonly FieldBox[]): ReadonlySet<string> =>
  new Set(
    boxes.flatMap(({ down, across }) =>
      down.flatMap(([top, bottom]) =>
        across.flatMap(([first, last]) => {
          const cells: string[] = [];
          for (let row = top; row <= bottom; row += 1) for (let column = first; column <= last; column += 1) cells.push(`${row},${column}`);
          return cells;
        }),
      ),
    ),
  );

/** What units of any channel at that place read. */
function exactCells(analysis: Analysis, { node }: LayerField, at: { readonly down: number; readonly across: number }): ReadonlySet<string> {
  const [tensor] = node.outputs;
  const [input] = analysis.graph.inputs;
  const plane = tensor === undefined ? undefined : planeOf(tensor, analysis)?.positions;
  if (tensor === undefined || input === undefined || plane === undefined) throw new Error('no plane');
  const channels = Number(tensor.type.shape.find(({ name }) => name === 'C')?.size ?? 1);
  const cells = Array.from({ length: channels }, (_, channel) => {
    const index = tensor.type.shape.map(({ name }, position) =>
      position === plane.down ? at.down : position === plane.across ? at.across : name === 'C' ? channel : 0,
    );
    return [...cellsOf(unitBoxes(analysis, { tensor, index }, input)?.boxes ?? [])];
  });
  return new Set(cells.flat());
}

describe.each(Object.entries(networks))('of layers %s', (_, network) => {
  test('the data tells of any unit exactly what it reads', () => {
    const { analysis } = reportedNetwork(network);
    const [growth] = fieldGrowths(analysis);
    expect(growth?.layers.length).toBeGreaterThan(1);
    for (const layer of growth?.layers ?? []) {
      for (const down of new Set([0, 1, Math.floor(layer.down.size / 2), layer.down.size - 1])) {
        for (const across of new Set([0, 2, layer.across.size - 1])) {
          if (down >= layer.down.size || across >= layer.across.size || growth === undefined) continue;
          const told = cellsOf(fieldBoxes(layer.map, { layer: 0, down, across }, growth));
          const exact = exactCells(analysis, layer, { down, across });
          expect([...exact].filter((cell) => !told.has(cell))).toEqual([]);
          if (layer.map.isExact) expect(told.size).toBe(exact.size);
        }
      }
    }
    expect(growth?.layers.filter(({ map }) => map.isExact).length).toBeGreaterThan(1);
  });
});

describe('on the page', () => {
  const used = inBrowser();
  const text = sourceOf(networks['with holes']);

  test('a unit is chosen by its layer and its place, and drawn again with its holes', async () => {
    const opened = await used.browser.open(used.folder.put('fields', await pageOf('fields.net', text)));
    const fields = opened.page.locator('[data-fields] .field');
    expect(await fields.count()).toBe(3);
    await opened.page.getByLabel('Unit of').selectOption({ index: 0 });
    expect(await fields.count()).toBe(1);
    expect(await fields.locator('.read').count()).toBe(9);
    await opened.page.getByLabel('H', { exact: true }).fill('0');
    await opened.page.getByLabel('W', { exact: true }).fill('5');
    expect(await fields.locator('.field-size').textContent()).toBe('unit [0, 5] reads H 0 to 6 with holes, W 5 to 11 with holes');
    expect(await opened.page.locator('figure', { has: fields }).locator('figcaption').textContent()).toBe(
      'Unit [0, 5] of conv(4, 3x3, dilation=3) and units on the way to it, on x with H = 20, W = 12',
    );
    // What is no place is not drawn, and put right when the field is left.
    await opened.page.getByLabel('W', { exact: true }).fill('99');
    await opened.page.getByLabel('H', { exact: true }).focus();
    expect(await opened.page.getByLabel('W', { exact: true }).inputValue()).toBe('5');
    expect(opened.complaints).toEqual([]);
    await opened.close();
  });

  test('the script draws what the page shows without it', async () => {
    const address = used.folder.put('same', await pageOf('fields.net', text));
    const [on, off] = [await used.browser.open(address), await used.browser.open(address, { javaScript: 'off' })];
    await on.page.getByLabel('Unit of').selectOption({ index: 0 });
    await on.page.getByLabel('Unit of').selectOption({ index: 2 });
    const shown = await Promise.all([on, off].map(({ page }) => page.locator('[data-fields] .fields').innerHTML()));
    expect(shown[0]).toBe(shown[1]);
    await on.close();
    await off.close();
  });

  test('a unit that was asked for is drawn as it is, its channel too', async () => {
    const reported = reportedNetwork({ ...networks.branching, steps: networks.branching.steps.replace(' -> conv(3, 3x3)', '') });
    const found = findUnit(reported.analysis, 'y[0, 6, 3]', 0);
    if (!('unit' in found)) throw new Error(found.why);
    const { name, tensor } = found.unit.tensor;
    const unit = { name, tensor, index: found.unit.index.map(({ value }) => value) };
    const content = { networks: [{ ...reported, unit }], findings: [], comparison: undefined };
    const page = await reportPage({ ...content, device: devices.a100, engine: bundledEngine() });
    // Channel 0 is of the path that looks at one place only; other channels see more.
    expect(page).toContain('unit [0, 0, 6, 3] reads H 6, W 3<');
    expect(page).toContain('Unit y[0, 0, 6, 3] and units on the way to it');
  });
});
