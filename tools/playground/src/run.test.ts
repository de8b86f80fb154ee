// Networks that learn in the page: what they learn from, how it goes, and what keeps them from it.
import { axeViolations, overflowing, type OpenPage, type View } from '@trammel/browser';
import { expect, test } from 'vitest';
import { inBrowser } from './in-browser.js';

const used = inBrowser(120_000);
const patience = { timeout: 90_000 };

/** The view that runs networks, open on a text. */
async function running(text: string, view: View = {}): Promise<OpenPage> {
  const open = await used.open(view, { text, view: 'run' });
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
  // Where there is no graphics device, why WebGPU is not taken stands behind it.
  expect(await open.page.locator('.run .note', { hasText: 'runs on' }).innerText()).toMatch(
    /on (the processor|WebGPU).*: 400 examples to learn from in batches of 32/,
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

test('the course shows a gradient that is measured vanish in sigmoids, and come back with relu; a drawn digit is told', async () => {
  const open = await running(net);
  const { page } = open;
  await page.getByRole('button', { name: 'Course and examples' }).click();
  await page.getByRole('button', { name: /See a deep network learn/ }).click();
  await page.locator('.cm-line', { hasText: 'sigmoid' }).first().waitFor();
  const decades = async (): Promise<number> =>
    Number(/output, (-?[\d.]+) decades/.exec(await page.locator('.gradient-sentence').innerText())?.[1]);
  await page.locator('.run-buttons button:not([disabled])', { hasText: 'Step' }).click();
  await page.locator('.gradient-sentence').waitFor();
  expect(await decades()).toBeLessThan(-3);
  await page.getByRole('button', { name: 'Take relu instead' }).click();
  await page.locator('.run [role=status]', { hasText: 'older text' }).waitFor();
  await press(open, 'Step');
  await expect.poll(decades, patience).toBeGreaterThan(-1);
  const box = await page.locator('.digit-pad canvas').boundingBox();
  if (box === null) throw new Error('there is nowhere to draw');
  await page.locator('.digit-pad canvas').scrollIntoViewIfNeeded();
  await page.locator('.digit-pad canvas').hover({ position: { x: 80, y: 20 } });
  await page.mouse.down();
  await page.locator('.digit-pad canvas').hover({ position: { x: 80, y: 130 } });
  await page.mouse.up();
  await page.locator('.taken-for li').first().waitFor();
  const shares = await page.evaluate<readonly number[]>(`[...document.querySelectorAll('.taken-for meter')].map(({ value }) => value)`);
  expect([...shares].sort((one, other) => other - one)).toEqual(shares);
  expect(open.complaints).toEqual([]);
  await open.close();
});

test('WebGPU is taken where it is asked for, and gives what the processor gives', async () => {
  const open = await running(net + training);
  await press(open, 'Step');
  const lossAfter = async (): Promise<number> => {
    await expect.poll(() => figure(open, 'steps'), patience).toBe(1);
    return figure(open, 'loss, held out');
  };
  const expected = await lossAfter();
  await open.page.locator('.run select').nth(1).selectOption('webgpu');
  await open.page.locator('.run .note', { hasText: /runs on WebGPU/ }).waitFor();
  await press(open, 'Step');
  expect(await lossAfter()).toBeCloseTo(expected, 2);
  expect(open.complaints).toEqual([]);
  await open.close();
});

test('a pasted table is learned from, and its bad rows are told by their lines', async () => {
  const open = await running(net.replace('dense(3)', 'dense(2)') + training);
  const rows = Array.from({ length: 60 }, (_, row) => `${row % 7},${row % 5},${row % 7 > 3 ? 'many' : 'few'}`);
  await open.page.locator('.given summary').click();
  await open.page.locator('.given textarea').fill(`a,b,kind\n${rows.join('\n')}\n3,,few\n1,two,few\n`);
  await press(open, 'Learn from this table');
  await expect
    .poll(() => open.page.locator('.given .notes li').allInnerTexts(), patience)
    .toEqual(['line 62: b is empty', 'line 63: b is two, which is no number']);
  await press(open, 'Play');
  await expect.poll(() => figure(open, 'right, held out').catch(() => 0), patience).toBeGreaterThan(80);
  await press(open, 'Pause');
  await open.page.getByLabel('Told from the others').selectOption('b');
  await open.page.locator('.refusal', { hasText: 'an example is one number' }).waitFor();
  expect(await axeViolations(open.page, '.run')).toEqual([]);
  expect(open.complaints).toEqual([]);
  await open.close();
});

test('pictures are learned from, of the classes that their names tell', async () => {
  const images = 'net A {\n  input image: [N, C=3, H=8, W=8]\n  flatten -> dense(2) as logits\n}\n';
  const open = await running(images + training);
  const { page } = open;
  const bytes = await page.evaluate<readonly number[]>(`new Promise((resolve) => {
    const canvas = document.createElement('canvas');
    canvas.toBlob((blob) => blob.arrayBuffer().then((bytes) => resolve([...new Uint8Array(bytes)])));
  })`);
  const file = (name: string): { name: string; mimeType: string; buffer: Buffer } => ({
    name,
    mimeType: 'image/png',
    buffer: Buffer.from(bytes),
  });
  await page.locator('.given summary').click();
  await page
    .locator('.given input[type=file]')
    .setInputFiles([
      file('cat_1.png'),
      file('cat_2.png'),
      file('dog_1.png'),
      file('dog_2.png'),
      { ...file('bad_1.png'), buffer: Buffer.from('none') },
    ]);
  await page.locator('.run .note', { hasText: '4 of your own, of 2 classes: cat, dog' }).waitFor();
  expect(await page.locator('.given [role=status]').innerText()).toContain('bad_1.png is no picture');
  await press(open, 'Step');
  await expect.poll(() => figure(open, 'steps').catch(() => 0), patience).toBe(1);
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
