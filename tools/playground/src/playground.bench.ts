// How fast the playground is: its first view, from a keystroke to what is shown of it, and whether typing ever stalls.
import { openBrowser, type OpenBrowser, type OpenPage } from '@trammel/browser';
import { afterAll, beforeAll, test } from 'vitest';
import { servePlayground, type Served } from './serve.js';

let served: Served;
let browser: OpenBrowser;
beforeAll(async () => {
  served = await servePlayground();
  browser = await openBrowser();
});
afterAll(async () => {
  await browser.close();
  await served.close();
});

const rounds = 5;
const keystrokes = 80;
/** Of a word, before it is taken back: more than the worker remembers texts. */
const lettersAtOnce = 10;
/** Fast typing. */
const pauseMilliseconds = 90;

interface Entry {
  readonly name: string;
  readonly duration: number;
  readonly startTime: number;
}

const entriesOf = ({ page }: OpenPage, type: string): Promise<readonly Entry[]> =>
  page.evaluate(`performance.getEntriesByType('${type}').map(({ name, duration, startTime }) => ({ name, duration, startTime }))`);

const percentile = (values: readonly number[], share: number): number =>
  [...values].sort((one, other) => one - other)[Math.min(values.length - 1, Math.floor(share * values.length))] ?? Number.NaN;

test('the first view, with nothing kept', async () => {
  const views: { readonly paint: number; readonly totals: number; readonly bytes: number }[] = [];
  for (let round = 0; round < rounds; round += 1) {
    served.takeBytes();
    const open = await browser.open(served.address, { width: 1280, height: 800 });
    await open.page.locator('.figures dd').first().waitFor();
    const bytes = served.takeBytes();
    const [paint] = (await entriesOf(open, 'paint')).filter(({ name }) => name === 'first-contentful-paint');
    const [check] = (await entriesOf(open, 'measure')).map(({ startTime, duration }) => startTime + duration);
    views.push({ paint: paint?.startTime ?? Number.NaN, totals: check ?? Number.NaN, bytes });
    await open.close();
  }
  const least = (key: 'paint' | 'totals' | 'bytes'): number => Math.min(...views.map((view) => view[key]));
  console.log(
    `first view: painted after ${least('paint').toFixed(0)} ms, totals after ${least('totals').toFixed(0)} ms (least of ${rounds})`,
  );
  console.log(`first view: ${Math.round(least('bytes') / 1000)} kB compressed until the totals are there`);
});

/** Writes the name of what a line gives: every text is a whole network, and none was there before. */
async function typing(open: OpenPage, line: string, begun: string): Promise<void> {
  const { page } = open;
  await page.locator('.cm-line', { hasText: line }).first().click();
  await page.keyboard.press('End');
  await page.keyboard.type(begun);
  await page.waitForTimeout(1000);
  await page.evaluate(
    `performance.clearMeasures(); window.long = []; new PerformanceObserver((list) => window.long.push(...list.getEntries().map(({ duration }) => duration))).observe({ type: 'longtask' }); window.keys = []; addEventListener('keydown', ({ timeStamp }) => window.keys.push(timeStamp), true)`,
  );
  for (let stroke = 0; stroke < keystrokes; stroke += 1) {
    await page.keyboard.press('abcdefghij'.charAt(stroke % (2 * lettersAtOnce)) || 'Backspace');
    await page.waitForTimeout(pauseMilliseconds);
  }
}

/** From each keystroke, by the clock of its event, to the end of what followed it. */
async function answers(open: OpenPage): Promise<readonly number[]> {
  const keys = await open.page.evaluate<readonly number[]>('window.keys');
  const ends = (await entriesOf(open, 'measure')).map(({ startTime, duration }) => ({ startTime, end: startTime + duration }));
  return ends.map(({ startTime, end }) => end - (keys.filter((key) => key <= startTime).at(-1) ?? Number.NaN));
}

test.each([
  ['LeNet-5', 'LeNet5', 'flatten', ' as a'],
  ['ResNet-50', 'ResNet50', 'global_avgpool -> dense(classes) as logits', '_'],
] as const)('typing in %s', async (title, net, line, begun) => {
  const open = await browser.open(served.address, { width: 1280, height: 800 });
  const { page } = open;
  await page.getByRole('button', { name: 'Course and examples' }).click();
  await page.getByRole('button', { name: title }).click();
  await page.locator('select', { hasText: net }).first().waitFor();
  await page.waitForTimeout(4000);
  await typing(open, line, begun);
  const checks = await answers(open);
  const long = await page.evaluate<readonly number[]>('window.long');
  const of = (share: number): string => percentile(checks, share).toFixed(1);
  console.log(
    `${title}: keystroke to findings, graph and totals ${of(0.5)} ms (median), ${of(0.95)} ms (95 %), ${checks.length} of ${keystrokes} told`,
  );
  console.log(
    `${title}: ${long.length} long tasks while typing${long.length === 0 ? '' : `, the longest ${Math.max(...long).toFixed(0)} ms`}`,
  );
  await open.close();
});
