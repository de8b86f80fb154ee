// Networks that learn in the page: what they learn from, how it goes, and what keeps them from it.
import { axeViolations, openBrowser, overflowing, type OpenBrowser, type OpenPage, type View } from '@trammel/browser';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { deflateRawSync } from 'node:zlib';
import { servePlayground, type Served } from './serve.js';

// A browser on a busy machine is slow, and nothing here is a matter of time.
vi.setConfig({ testTimeout: 60_000 });
const patience = { timeout: 40_000 };

let served: Served;
let browser: OpenBrowser;
beforeAll(async () => {
  [served, browser] = await Promise.all([servePlayground(), openBrowser()]);
});
afterAll(async () => {
  await browser.close();
  await served.close();
});

/** The view that runs networks, open on a text. */
async function running(text: string, view: View = {}): Promise<OpenPage> {
  const hash = deflateRawSync(Buffer.from(JSON.stringify({ text, view: 'run' }))).toString('base64url');
  const open = await browser.open(`${served.address}#v1.${hash}`, { width: 1280, height: 800, ...view });
  open.page.setDefaultTimeout(20_000);
  await open.page.locator('.run select').first().waitFor();
  return open;
}
const press = ({ page }: OpenPage, name: string | RegExp): Promise<void> => page.getByRole('button', { name }).click();
const figure = async ({ page }: OpenPage, name: string): Promise<number> => {
  const text = await page
    .locator('.run-figures > div', { has: page.locator('dt', { hasText: new RegExp(`^${name}$`) }) })
    .locator('dd')
    .innerText();
  return Number(text.replace(/ of .*|[,% ]/g, ''));
};

const training = 'train A {\n  loss = cross_entropy(logits, labels)\n  optimizer = adam(lr=0.01)\n}\n';
const net =
  'net A {\n  input x: [N, C=2]\n  dense(16, init=he_normal) -> relu\n  dense(16, init=he_normal) -> relu\n  dense(3) as logits\n}\n';

test('spirals are learned, told with their device, and what is seen of it changes', async () => {
  const open = await running(net + training);
  await press(open, 'Step');
  await open.page.locator('.run-figures dd', { hasText: '1' }).first().waitFor();
  expect(await figure(open, 'steps')).toBe(1);
  const first = await figure(open, 'loss, held out');
  await press(open, 'Play');
  await expect.poll(() => figure(open, 'right, held out'), patience).toBeGreaterThan(80);
  await press(open, 'Pause');
  await open.page.getByRole('button', { name: 'Play' }).waitFor();
  expect(await figure(open, 'loss, held out')).toBeLessThan(first / 2);
  expect(await open.page.locator('.run .note', { hasText: 'runs on' }).innerText()).toContain(
    'the processor: 400 examples to learn from in batches of 32',
  );
  expect(await open.page.locator('.run path.stroke.held').count()).toBeGreaterThan(0);
  const steps = await figure(open, 'steps');
  await press(open, 'Step');
  await expect.poll(() => figure(open, 'steps'), patience).toBe(steps + 1);
  await press(open, 'Begin anew');
  await expect.poll(() => figure(open, 'steps'), patience).toBe(0);
  expect(open.complaints).toEqual([]);
  await open.close();
});

test('a net without a training gets one with a press, and other data are told why they do not fit', async () => {
  const open = await running(net);
  expect(await open.page.locator('.refusal').innerText()).toContain('Nothing says how A is trained');
  await press(open, /Add a training/);
  await press(open, 'Step');
  await open.page.locator('.run-figures dd').first().waitFor();
  await open.close();
  const other = await running(net.replace('C=2', 'C=7') + training);
  expect(await other.page.locator('.refusal').innerText()).toContain('x takes 7 numbers, and an example is 2 numbers.');
  await other.close();
});

test('steps that are too long are told with what mends them', async () => {
  const open = await running(
    'net A {\n  input x: [N, C=2]\n  dense(3) as y\n}\ntrain A {\n  loss = mse(y, t)\n  optimizer = sgd(lr=10)\n}\n',
  );
  await press(open, 'Play');
  await open.page.locator('.refusal', { hasText: 'the steps are too long' }).waitFor();
  await press(open, /a tenth of the rate/);
  await open.page.locator('.cm-line', { hasText: 'sgd(lr=1)' }).waitFor();
  await open.close();
});

test('a text that changes while it is trained begins anew with what it says then', async () => {
  const open = await running(net + training);
  await press(open, 'Play');
  await expect.poll(() => figure(open, 'steps'), patience).toBeGreaterThan(20);
  await open.page.locator('.cm-line', { hasText: 'dense(3)' }).click();
  await open.page.keyboard.press('End');
  await open.page.keyboard.type(' // more');
  await open.page.locator('.run [role=status]', { hasText: 'began anew' }).waitFor();
  await expect.poll(() => figure(open, 'steps'), patience).toBeGreaterThan(0);
  await open.close();
});

test('what runs goes on while other views are looked at', async () => {
  const open = await running(net + training);
  await press(open, 'Play');
  await expect.poll(() => figure(open, 'steps'), patience).toBeGreaterThan(5);
  const before = await figure(open, 'steps');
  await open.page.locator('.tabs button', { hasText: 'Costs' }).click();
  await open.page.locator('.cost-table tfoot').waitFor();
  await open.page.locator('.tabs button', { hasText: 'Run' }).click();
  expect(await figure(open, 'steps')).toBeGreaterThan(before);
  await open.close();
});

test('a network that is far too large is refused before memory is taken', async () => {
  const open = await running('net A {\n  input x: [N, C=2]\n  dense(9000) -> dense(9000) -> dense(2) as logits\n}\n' + training);
  await press(open, 'Play');
  expect(await open.page.locator('.refusal').innerText()).toContain('at most 5,000,000 can be trained here');
  expect(open.complaints).toEqual([]);
  await open.close();
});

test.each([360, 1024, 1920])('a window of %s pixels holds it and is accessible, in light and in dark', async (width) => {
  const open = await running(net + training, { width, height: 800 });
  await press(open, 'Step');
  await open.page.locator('.run figure').first().waitFor();
  await expect.poll(() => open.page.locator('[aria-busy=true]').count(), patience).toBe(0);
  expect(await overflowing(open.page)).toEqual([]);
  for (const colorScheme of ['light', 'dark'] as const) {
    await open.page.emulateMedia({ colorScheme });
    expect(await axeViolations(open.page, '.run')).toEqual([]);
  }
  expect(open.complaints).toEqual([]);
  await open.close();
});
