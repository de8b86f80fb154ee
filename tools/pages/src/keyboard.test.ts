// A page without a mouse: everything is reached in order and seen when it is, and works by Tab, Enter, Space and arrows.
import type { OpenPage } from '@trammel/browser';
import { beforeAll, describe, expect, test } from 'vitest';
import { inBrowser } from './in-browser.js';
import { pageOfFile } from './pages.js';

const used = inBrowser();
let opened: OpenPage;
beforeAll(async () => {
  opened = await used.browser.open(used.folder.put('unet', await pageOfFile('tools/corpus/unet.net', 'UNet')));
});

/** What has the focus, as who looks at the page finds it. */
interface Focused {
  /** Among all that the keyboard reaches, in the order of the page. */
  readonly at: number;
  readonly what: string;
  readonly isOutlined: boolean;
  readonly isSeen: boolean;
  /** Whether it is past the contents. */
  readonly isInMain: boolean;
  /** From the top of the page, in CSS pixels. */
  readonly top: number;
  readonly bottom: number;
}

/** Of radio buttons the keyboard reaches the one that is chosen. */
const reachable = `[...document.querySelectorAll('a[href], button, input, select, summary, [tabindex="0"]')].filter(
  (element) => element.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: false }) && (element.type !== 'radio' || element.checked),
)`;

const focused = (): Promise<Focused> =>
  opened.page.evaluate<Focused>(`(() => {
    const element = document.activeElement;
    const style = getComputedStyle(element);
    const { top, bottom, left, right } = element.getBoundingClientRect();
    return {
      at: ${reachable}.indexOf(element),
      what: element.tagName + ' ' + (element.getAttribute('aria-label') ?? element.textContent).slice(0, 40),
      isOutlined: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2,
      isSeen: bottom > 0 && top < innerHeight && right > 0 && left < innerWidth,
      isInMain: element.closest('main') !== null,
      top: top + scrollY,
      bottom: bottom + scrollY,
    };
  })()`);

const press = (key: string): Promise<void> => opened.page.keyboard.press(key);

/** Goes on by Tab until what is sought has the focus. */
async function tabTo(selector: string): Promise<void> {
  for (let step = 0; step < 400; step += 1) {
    await press('Tab');
    if (await opened.page.evaluate<boolean>(`document.activeElement.matches(${JSON.stringify(selector)})`)) return;
  }
  throw new Error(`Tab does not reach ${selector}`);
}

/** Back to where who opens the page begins. */
const begin = (): Promise<unknown> =>
  opened.page.evaluate('(document.activeElement.blur(), scrollTo(0, 0), getSelection().collapse(document.body, 0))');

describe('without a mouse', () => {
  test('Tab reaches everything once, in the order of the page, outlined and in the window', async () => {
    await begin();
    const count = await opened.page.evaluate<number>(`${reachable}.length`);
    expect(count).toBeGreaterThan(60);
    const walked: Focused[] = [];
    for (let step = 0; step < count; step += 1) {
      await press('Tab');
      walked.push(await focused());
    }
    expect(walked.map(({ at }) => at)).toEqual(walked.map((_, index) => index));
    expect(walked.filter(({ isOutlined }) => !isOutlined).map(({ what }) => what)).toEqual([]);
    expect(walked.filter(({ isSeen }) => !isSeen).map(({ what }) => what)).toEqual([]);
    // No step leads up the page; what stands beside each other is one line, and what scrolls moves below its head.
    const content = walked.filter(({ isInMain }) => isInMain);
    const upwards = content.filter(({ bottom }, index) => bottom < (content[index - 1]?.top ?? 0));
    expect(upwards.map(({ what }) => what)).toEqual([]);
    await press('Shift+Tab');
    expect((await focused()).at).toBe(count - 2);
  });

  test('the first stop leads past the contents', async () => {
    // A page that was just opened: where the focus went before decides where it goes on from.
    const fresh = await used.browser.open(used.folder.put('fresh', await pageOfFile('tools/corpus/lenet5.net')));
    const { page } = fresh;
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.locator('main:focus').waitFor({ timeout: 5000 });
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.closest("main") !== null')).toBe(true);
    await fresh.close();
  });

  test('a block opens and closes by Enter and by Space, and Tab goes into it', async () => {
    await begin();
    await tabTo('.graph .fold > summary');
    const fold = opened.page.locator('.graph details.fold').first();
    await press('Enter');
    expect(await fold.getAttribute('open')).not.toBeNull();
    await press('Tab');
    expect(await opened.page.evaluate('document.activeElement.closest("details.fold") !== null')).toBe(true);
    await press('Shift+Tab');
    await press('Space');
    expect(await fold.getAttribute('open')).toBeNull();
  });

  test('arrows choose what the graph is coloured by', async () => {
    await begin();
    await tabTo('.colours input');
    const before = await opened.page.locator('.colours input:checked').getAttribute('class');
    await press('ArrowRight');
    expect(await opened.page.locator('.colours input:checked').getAttribute('class')).not.toBe(before);
    expect((await focused()).isOutlined).toBe(true);
  });

  test('the table is searched and sorted, and says so', async () => {
    await begin();
    await tabTo('.cost input[type=search]');
    await opened.page.keyboard.type('maxpool');
    expect(await opened.page.locator('.cost [role=status]').textContent()).toMatch(/^\d+ of \d+ rows$/);
    await press('Escape');
    expect(await opened.page.locator('.cost [role=status]').textContent()).toBe('');
    await tabTo('th[data-key=parameters] button');
    const header = opened.page.locator('.cost th[data-key=parameters]');
    await press('Enter');
    expect(await header.getAttribute('aria-sort')).toBe('descending');
    await press('Space');
    expect(await header.getAttribute('aria-sort')).toBe('ascending');
    // Sorting leaves who sorts where they are.
    expect((await focused()).what).toBe('BUTTON parameters');
    await begin();
    await tabTo('.cost .tools button');
    await press('Enter');
    expect(await header.getAttribute('aria-sort')).toBeNull();
    expect(await opened.page.evaluate('document.activeElement.type')).toBe('search');
  });

  test('a unit is chosen, its picture drawn again, and what it reads told to who listens', async () => {
    await begin();
    await tabTo('.tools.unit select');
    const told = opened.page.locator('.tools.unit [role=status]');
    const picture = opened.page.locator('[data-fields]').first();
    const before = [await told.textContent(), await picture.innerHTML()];
    await press('ArrowUp');
    const after = [await told.textContent(), await picture.innerHTML()];
    expect(after[1]).not.toBe(before[1]);
    await press('Tab');
    await press('ArrowDown');
    expect(await told.textContent()).toMatch(/^unit \[\d+, \d+\] reads /);
    expect(await picture.locator('.field-size').last().textContent()).toBe(await told.textContent());
    expect(await told.textContent()).not.toBe(after[0]);
    expect(await picture.innerHTML()).not.toBe(after[1]);
  });
});
