// The playground in a real browser, used as people use it: at every width, offline, with mistakes, with links of strangers.
import { axeViolations, overflowing, type OpenPage, type View } from '@trammel/browser';
import { describe, expect, test } from 'vitest';
import { readFileSync } from 'node:fs';
import { unzipSync } from 'fflate';
import { inBrowser } from './in-browser.js';

const used = inBrowser(60_000);

/** Opened and analysed; a state may be given, as in a link. */
async function opened(view: View = {}, state?: object): Promise<OpenPage> {
  const open = await used.open(view, state);
  await open.page.locator('.status', { hasText: /findings|line/i }).waitFor({ state: 'attached' });
  return open;
}
const figures = ({ page }: OpenPage): Promise<readonly string[]> => page.locator('.figures dd').allTextContents();
const text = ({ page }: OpenPage): Promise<readonly string[]> => page.locator('.cm-line').allTextContents();
const show = ({ page }: OpenPage, view: string): Promise<void> => page.locator('.tabs button', { hasText: view }).click();

const chain = 'net A {\n  input x: [N, C=3, H=8, W=8]\n  conv(4, 3x3)\n  relu\n}\n';
const blocks = `block B(k) {\n  conv(k, 3x3, pad=1) -> bn -> relu\n  conv(k, 3x3, pad=1) -> bn -> relu\n}\nnet A(depth = 4) {\n  input x: [N, C=3, H=8, W=8]\n  conv(8, 1x1)\n  repeat depth { B(8) }\n  residual { B(8) -> B(8) }\n  B(16) -> B(32) -> B(64)\n  flatten -> dense(10) as logits\n}\n`;

describe.each([
  [360, 740],
  [1024, 768],
  [1920, 1080],
] as const)('a window of %s pixels', (width, height) => {
  test.each(['light', 'dark'] as const)('fits, is accessible, and has nothing to complain of, in %s', async (colorScheme) => {
    const open = await opened({ width, height, colorScheme }, { text: blocks, view: 'graph' });
    await open.page.locator('svg.graph').waitFor();
    const seen = width === 360 ? ['Text', 'Graph', 'Costs', 'Findings'] : ['Costs', 'Gradients', 'Findings', 'Compare'];
    for (const view of seen) {
      await show(open, view);
      await open.page.locator('.pane:not([hidden])').first().waitFor();
      await expect.poll(() => open.page.locator('[aria-busy=true]').count(), { timeout: 20_000 }).toBe(0);
      expect(await overflowing(open.page)).toEqual([]);
    }
    expect(await axeViolations(open.page)).toEqual([]);
    expect(open.complaints).toEqual([]);
    await open.close();
  });
});

test('every view shows what it is for, without a complaint', async () => {
  const open = await opened({}, { text: blocks });
  for (const [view, part] of [
    ['Graph', 'svg.graph .box'],
    ['Costs', '.cost-table tfoot'],
    ['Fields', '.field svg'],
    ['Gradients', 'figure .narrow svg'],
    ['Memory', 'figure .narrow svg'],
    ['Findings', '.findings h2'],
    ['Advice', '.advice-pane h2'],
    ['Compare', '.numbers'],
    ['Code', 'pre.code'],
    ['Momentum', '.training-pane h2'],
  ] as const) {
    await show(open, view);
    await open.page.locator(part).first().waitFor();
    expect(await open.page.locator('[role=alert]').count()).toBe(0);
  }
  expect(open.complaints).toEqual([]);
  await open.close();
});

test('a mistake is told with its mending, the graph stays dimmed, and the page goes on', async () => {
  const open = await opened({}, { text: chain });
  await open.page.locator('svg.graph').waitFor();
  expect((await figures(open))[0]).toBe('112');
  await open.page.locator('.cm-line', { hasText: 'relu' }).click();
  await open.page.keyboard.press('End');
  await open.page.keyboard.type(' -> dens(7)');
  await open.page.locator('.panel.stale svg.graph').waitFor();
  expect(await open.page.locator('.stale-note').innerText()).toContain('as it was before');
  expect(await open.page.locator('.line-shape').count()).toBe(3);
  await show(open, 'Findings');
  await open.page.getByRole('button', { name: 'Apply' }).click();
  await open.page.locator('.status', { hasText: 'dense' }).waitFor();
  expect((await text(open)).join('\n')).toContain('dense(7)');
  await open.close();
});

test('what a mistake leaves of the graph is drawn: within the last whole one, above it, or alone', async () => {
  const open = await opened({}, { text: blocks });
  const { page } = open;
  const names = (marks: string): Promise<readonly string[]> => page.locator(`svg.graph g.node${marks} .box-name`).allTextContents();
  await page.locator('.cm-line', { hasText: 'flatten' }).click({ position: { x: 30, y: 8 } });
  await page.keyboard.press('Home');
  await page.keyboard.type('dens(3) -> ');
  await page.locator('svg.graph g.node.lost', { hasText: 'flatten' }).waitFor();
  expect(await names('.lost')).toEqual(['flatten', 'dense(10) as logits']);
  expect(await names(':not(.lost)')).toContain('B(k=64)');
  await page.keyboard.press('Control+a');
  await page.keyboard.insertText(chain.replace('relu', 'sigmoid -> dens(7)'));
  await page.locator('svg.graph g.node', { hasText: 'sigmoid' }).waitFor();
  expect(await names(':not(.lost)')).toEqual(['conv(4, 3x3)', 'sigmoid']);
  expect(await names('.lost')).toContain('B(k=64)');
  await page.getByRole('button', { name: 'As a list' }).click();
  expect(await page.getByText('as it was before the mistake').count()).toBeGreaterThan(5);
  await open.close();
  const begun = await opened({}, { text: chain.replace('relu', 'sigmoid -> dens(7)') });
  await begun.page.locator('svg.graph g.node', { hasText: 'sigmoid' }).waitFor();
  expect(await begun.page.locator('.stale-note').innerText()).toContain('the part that could be built');
  await begun.close();
});

test.each([
  ['is made of itself', 'block B(k) { B(k + 1) -> B(k + 2) }\nnet A { input x: [N, C=3]\n  B(2) }\n', 'made of itself'],
  ['repeats without end', 'net A { input x: [N, C=3]\n  repeat 1000000000 { dense(3) } }\n', 'more than'],
  ['never ends', 'net A { input x: [N, C=3]\n  for a in 1..3000 { for b in 1..3000 { dense(a + b) } } }\n', 'was stopped|more than'],
] as const)('a network that %s is told so, and the page lives on', async (_, hostile, why) => {
  const open = await opened({}, { text: chain });
  const { page } = open;
  const replaceWith = async (next: string): Promise<void> => {
    await page.locator('.cm-content').click();
    await page.keyboard.press('Control+a');
    await page.keyboard.insertText(next);
  };
  await replaceWith(hostile);
  await page.locator('.status', { hasText: new RegExp(why) }).waitFor();
  await replaceWith(chain);
  await page.locator('.status', { hasText: 'No findings' }).waitFor();
  expect((await figures(open))[0]).toBe('112');
  await open.close();
});

test('the caret leads to the box, and the box to its line', async () => {
  const open = await opened({}, { text: chain });
  await open.page.locator('.cm-line', { hasText: 'conv(4' }).click();
  await open.page.locator('g.node.current', { hasText: 'conv' }).waitFor();
  await open.page.locator('g.node', { hasText: 'relu' }).click();
  await expect.poll(() => open.page.locator('.cm-activeLine').innerText()).toContain('relu');
  await open.close();
});

test('folds open in place, are searched, and stand in the list as well', async () => {
  const open = await opened({}, { text: blocks });
  const boxes = open.page.locator('svg.graph .box');
  await open.page.locator('g.node', { hasText: 'x 4' }).waitFor();
  const closed = await boxes.count();
  const fold = open.page.locator('g.node', { hasText: 'x 4' }).locator('.toggle');
  const before = await fold.boundingBox();
  await fold.click();
  await expect.poll(() => boxes.count()).toBeGreaterThan(closed);
  const after = await open.page.locator('g.node', { hasText: 'x 4' }).locator('.toggle').boundingBox();
  expect(Math.abs((after?.y ?? 0) - (before?.y ?? 0))).toBeLessThan(3);
  await open.page.getByLabel('Find').fill('dense');
  await open.page.locator('.found', { hasText: 'dense' }).waitFor();
  await open.page.getByLabel('Find').fill('bn');
  await open.page.locator('.found', { hasText: 'bn' }).first().waitFor();
  expect(await open.page.getByText('12 found').count()).toBe(1);
  await open.page.getByRole('button', { name: 'As a list' }).click();
  expect(await open.page.locator('.graph-list .found').count()).toBeGreaterThan(3);
  expect(await axeViolations(open.page, '.graph-pane')).toEqual([]);
  await open.close();
});

test('the drawing is moved by keys, and shows less or more', async () => {
  const open = await opened({}, { text: chain });
  await open.page.locator('svg.graph').waitFor();
  const place = (): Promise<string> => open.page.evaluate('document.querySelector(".drawn").style.transform');
  const first = await place();
  await open.page.locator('.viewport').focus();
  await open.page.keyboard.press('ArrowDown');
  const moved = await place();
  await open.page.keyboard.press('-');
  expect(new Set([first, moved, await place()]).size).toBe(3);
  await open.page.keyboard.press('0');
  expect(await place()).toContain('scale(1)');
  await open.close();
});

test('generated code tells which line it was written for, and follows the caret', async () => {
  const open = await opened({}, { text: chain, view: 'code' });
  const { page } = open;
  const line = page.locator('.code-line', { hasText: 'tf.layers.conv2d' });
  await line.waitFor();
  expect(await line.locator('.source').innerText()).toBe('3  conv(4, 3x3)');
  await page.locator('.cm-line', { hasText: 'relu' }).click();
  await page.locator('.code-line.current', { hasText: 'relu' }).waitFor();
  await line.locator('.source').click();
  await expect.poll(() => page.locator('.cm-activeLine').innerText()).toContain('conv(4');
  await page.locator('.code-line.current', { hasText: 'conv2d' }).waitFor();
  expect(await axeViolations(page, '.code-pane')).toEqual([]);
  await open.close();
});

test('costs are sorted within their blocks, searched, and sum to the totals', async () => {
  const open = await opened({}, { text: blocks, view: 'costs' });
  await open.page.locator('.cost-table tfoot').waitFor();
  const sums = await open.page.evaluate<{ readonly sum: number; readonly total: string }>(`(() => {
    const at = [...document.querySelectorAll('.cost-table thead th')].findIndex((header) => header.textContent === 'MACs');
    const number = (row) => Number(row.cells[at].textContent.replaceAll(',', ''));
    const rows = [...document.querySelectorAll('.cost-table tbody tr.layer')];
    return { sum: rows.reduce((total, row) => total + number(row), 0), total: document.querySelector('.cost-table tfoot tr').cells[at].textContent };
  })()`);
  expect(sums.sum.toLocaleString('en')).toBe(sums.total);
  const names = (): Promise<readonly string[]> => open.page.locator('.cost-table tbody tr th').allTextContents();
  const source = await names();
  await open.page.getByRole('button', { name: 'MACs' }).click();
  const sorted = await names();
  expect(sorted).not.toEqual(source);
  expect([...sorted].sort()).toEqual([...source].sort());
  await open.page.getByLabel('Search layers').fill('logits');
  expect(await names()).toEqual(['dense(10) as logits']);
  await open.close();
});

test('advice is applied with one press, and saves what it says', async () => {
  const open = await opened(
    {},
    { text: 'net A {\n  input x: [N, C=256, H=32, W=32]\n  conv(96, 5x5, pad=same) -> relu\n}\n', view: 'advice' },
  );
  await open.page.locator('.advice').first().waitFor();
  const then = await open.page.locator('.advice').first().locator('tr', { hasText: 'parameters' }).locator('td').nth(1).innerText();
  await open.page.locator('.advice').first().getByRole('button', { name: 'Apply' }).click();
  const told = open.page.locator('.figures > div', { hasText: 'parameters' });
  await expect.poll(() => told.getAttribute('title')).toBe(then);
  await open.close();
});

test('sliders move the numbers and leave the text', async () => {
  const open = await opened({}, { text: blocks });
  const before = await figures(open);
  const written = await text(open);
  await open.page.getByText('Move parameters and sizes').click();
  await open.page.locator('.sliders input').first().fill('9');
  await expect.poll(() => figures(open)).not.toEqual(before);
  expect(await text(open)).toEqual(written);
  await open.page.getByRole('button', { name: 'As it is written' }).click();
  await expect.poll(() => figures(open)).toEqual(before);
  await open.close();
});

test('completion, hover, renaming and formatting work in the text', async () => {
  const open = await opened({}, { text: 'net A {\n  input x: [N, C=3]\n  dense(4) as first\n  first   ->   relu\n}\n' });
  const { page } = open;
  await page.locator('.cm-line', { hasText: 'relu' }).click();
  await page.keyboard.press('End');
  await page.keyboard.type(' -> sigm');
  await page.locator('.cm-tooltip-autocomplete', { hasText: 'sigmoid' }).waitFor();
  // The list takes no key in its first moment, so that nobody chooses what they did not see.
  await page.waitForTimeout(150);
  await page.keyboard.press('Enter');
  await page.locator('.status', { hasText: 'No findings' }).waitFor();
  await page.locator('.cm-line', { hasText: 'dense' }).getByText('dense').hover();
  await page.locator('.told', { hasText: 'parameters' }).waitFor();
  await page.mouse.move(5, 5);
  await page.locator('.cm-line', { hasText: 'sigmoid' }).click({ position: { x: 30, y: 8 } });
  await page.keyboard.press('F2');
  await page.getByLabel('New name').fill('hidden');
  await page.keyboard.press('Enter');
  await page.locator('.cm-line', { hasText: 'as hidden' }).waitFor();
  await page.getByRole('button', { name: 'Format' }).click();
  await page.locator('.cm-line', { hasText: 'hidden -> relu -> sigmoid' }).waitFor();
  expect(open.complaints).toEqual([]);
  await open.close();
});

test('a scene of the course leads through its tries', async () => {
  const open = await opened();
  await open.page.getByRole('button', { name: 'Course and examples' }).click();
  expect(await axeViolations(open.page, 'dialog[open]')).toEqual([]);
  await open.page.getByRole('button', { name: /Why deep sigmoid/ }).click();
  await open.page.locator('.doubtful', { hasText: 'gradient(image)' }).waitFor();
  await open.page.getByRole('button', { name: 'Take relu instead' }).click();
  await open.page.locator('.good', { hasText: 'gradient(image)' }).waitFor();
  expect(await open.page.locator('.look').innerText()).toContain('comes back');
  await open.close();
});

test('the text is there after a reload, and without a network', async () => {
  const open = await opened();
  const { page } = open;
  await page.locator('.cm-line', { hasText: 'flatten' }).click();
  await page.keyboard.press('End');
  await page.keyboard.type(' // kept');
  await page.locator('.cm-line', { hasText: '// kept' }).waitFor();
  await page.evaluate('navigator.serviceWorker.ready');
  await expect.poll(() => page.evaluate('caches.keys().then((names) => names.length)')).toBe(1);
  await page.context().setOffline(true);
  await page.reload();
  await page.locator('.cm-line', { hasText: '// kept' }).waitFor();
  await page.locator('.status', { hasText: 'No findings' }).waitFor();
  await show(open, 'Code');
  await page.locator('pre.code').waitFor();
  await open.close();
});

test('a link holds the whole state, and runs nothing of what a stranger wrote in it', async () => {
  const wicked = `/// <img src=x onerror="document.title='run'"> <script>document.title='run'</script>\n${chain}`;
  const open = await opened({}, { text: wicked, view: 'costs', net: '<b>', parameters: { '"><script>': '1' }, sizes: { N: 3 } });
  await open.page.locator('.cost-table tfoot').waitFor();
  expect(await open.page.title()).toBe('Trammel playground');
  expect(await open.page.locator('img:not(.cm-widgetBuffer), b, script:not([src])').count()).toBe(0);
  expect(open.requests.every((address) => address.startsWith(used.served.address))).toBe(true);
  expect(new URL(open.page.url()).hash).toBe('');
  await open.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await open.page.getByRole('button', { name: 'Share', exact: true }).click();
  await open.page.getByRole('button', { name: 'Copy: Link' }).click();
  await open.page.locator('.said', { hasText: 'clipboard' }).waitFor();
  const link = await open.page.evaluate<string>('navigator.clipboard.readText()');
  const other = await used.browser.open(link, { width: 1280, height: 800 });
  await other.page.locator('.cost-table tfoot').waitFor();
  expect(await text(other)).toEqual(await text(open));
  await other.close();
  await open.close();
});

describe('what is taken away', () => {
  const downloaded = async (open: OpenPage, name: string): Promise<{ readonly file: string; readonly bytes: Buffer }> => {
    const waiting = open.page.waitForEvent('download');
    await open.page.getByRole('button', { name: `Download: ${name}` }).click();
    const download = await waiting;
    return { file: download.suggestedFilename(), bytes: readFileSync(await download.path()) };
  };
  const sharing = async (state: object): Promise<OpenPage> => {
    const open = await opened({}, state);
    await open.page.getByRole('button', { name: 'Share', exact: true }).click();
    return open;
  };

  test('is made in the page: texts, pictures, a report that opens, and projects', async () => {
    const open = await sharing({ text: blocks });
    const before = open.requests.length;
    expect(await axeViolations(open.page, 'dialog[open]')).toEqual([]);
    for (const [name, file, begin] of [
      ['Markdown', 'A.md', '## A'],
      ['Mermaid', 'A.mmd', 'flowchart TD'],
      ['SVG', 'A-graph.svg', '<svg xmlns="http://www.w3.org/2000/svg"'],
      ['Report', 'A.html', '<!doctype html>'],
    ] as const) {
      const found = await downloaded(open, name);
      expect(found.file).toBe(file);
      expect(found.bytes.toString().toLowerCase()).toContain(begin.toLowerCase());
    }
    const png = await downloaded(open, 'PNG');
    expect(png.bytes.subarray(1, 4).toString()).toBe('PNG');
    expect(png.bytes.readUInt32BE(16)).toBeGreaterThan(200);
    const project = unzipSync(new Uint8Array((await downloaded(open, 'TensorFlow.js')).bytes));
    expect(Object.keys(project)).toEqual(expect.arrayContaining(['A-tfjs/package.json', 'A-tfjs/src/model.ts']));
    expect(Object.keys(unzipSync(new Uint8Array((await downloaded(open, 'WebGPU')).bytes))).length).toBeGreaterThan(0);
    expect(
      open.requests.slice(before).filter((address) => !/^(blob|data):/.test(address) && !address.startsWith(used.served.address)),
    ).toEqual([]);
    expect(open.complaints).toEqual([]);
    await open.close();
  });

  test('is copied where the browser lets it be, and told where it does not', async () => {
    const open = await sharing({ text: chain });
    await open.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await open.page.getByRole('button', { name: 'Copy: Mermaid' }).click();
    await open.page.locator('.said', { hasText: 'Mermaid is on the clipboard' }).waitFor();
    expect(await open.page.evaluate('navigator.clipboard.readText()')).toContain('flowchart TD');
    await open.page.getByRole('button', { name: 'Copy: PNG' }).click();
    await open.page.locator('.said', { hasText: 'The picture is on the clipboard' }).waitFor();
    await open.page.evaluate(`navigator.clipboard.writeText = () => Promise.reject(new Error('no'))`);
    await open.page.getByRole('button', { name: 'Copy: Markdown' }).click();
    await open.page.locator('.said', { hasText: 'did not let the clipboard be written' }).waitFor();
    await open.close();
  });

  test('is nothing while the text is broken, which is told', async () => {
    const open = await sharing({ text: 'net A {' });
    await open.page.getByRole('button', { name: 'Download: SVG' }).click();
    await open.page.locator('.said', { hasText: 'once it is mended' }).waitFor();
    await open.close();
  });
});

test('a link that cannot be read is told so', async () => {
  const open = await used.browser.open(`${used.served.address}#v1.broken`);
  await open.page.locator('.notice', { hasText: 'could not be read' }).waitFor();
  expect(open.complaints).toEqual([]);
  await open.close();
});
