// The graph of a page as it folds: blocks open in place whatever passes them by, and rounds that are alike are one.
import { describe, expect, test } from 'vitest';
import { inBrowser } from './in-browser.js';
import { pageOf, pageOfFile } from './pages.js';

const used = inBrowser();

/** A way across that passes a block, a block on the way that reads it, and rounds whose layers are alike. */
const skipping = `block Twice(c) { conv(c, 3x3, pad=same) -> relu -> conv(c, 3x3, pad=same) -> relu }
block Join(c, skip) {
  input x: [N, C, H, W]
  concat(skip, x, C) -> Twice(c)
}
net Skipping() {
  input image: [N, C=3, H=16, W=16]
  Twice(8) as early
  maxpool(2)
  for i in 0..3 { Twice(8) }
  upsample(2)
  Join(8, skip=early)
  conv(2, 1x1) as y
}
`;

describe('a block that something passes by', () => {
  test('opens where it stands, between what comes before and after, with the way that passes beside it', async () => {
    const opened = await used.browser.open(used.folder.put('skipping', await pageOf('skipping.net', skipping)), { javaScript: 'off' });
    const folds = opened.page.locator('.graph > .level > .fold > summary, .graph > .level > .passed > .passed-part > .fold > summary');
    expect(await folds.locator('.fold-name').allTextContents()).toEqual([
      'Twice(c=8)',
      'i=0..3 x 4',
      'Join(c=8, skip=[N, C=8, H=16, W=16])',
    ]);
    const places = (): Promise<readonly number[]> =>
      folds.evaluateAll((all: readonly { getBoundingClientRect: () => { top: number } }[]) =>
        all.map((each) => Math.round(each.getBoundingClientRect().top)),
      );
    const before = await places();
    const rounds = opened.page.locator('summary', { hasText: 'i=0..3 x 4' });
    await rounds.focus();
    await opened.page.keyboard.press('Enter');
    const after = await places();
    const between = (all: readonly number[]): number => (all[2] ?? Number.NaN) - (all[1] ?? Number.NaN);
    expect(between(after)).toBeGreaterThan(between(before) + 30);
    // The lane is as tall as the part that it passes, open or not.
    const passed = opened.page.locator('.passed', { has: rounds });
    const boxes = await Promise.all([passed.locator('details').first(), passed.locator('.lanes')].map((each) => each.boundingBox()));
    expect(boxes[1]?.height).toBeGreaterThanOrEqual(boxes[0]?.height ?? Number.NaN);
    expect(await passed.locator('.lane').allTextContents()).toEqual(['a']);
    expect(await opened.page.locator('.fold > summary', { hasText: 'Join' }).locator('.lane').allTextContents()).toEqual(['a']);
    await opened.close();
  });

  test('holds each layer of the network once, alike rounds as one', async () => {
    const text = await pageOf('skipping.net', skipping);
    const graph = /<section class="graph">[^]*?<section class="cost">/.exec(text)?.[0] ?? '';
    expect(graph.match(/<text class="box-name"[^>]*>conv\(8, 3x3, pad=same\)/g)).toHaveLength(6);
  });
});

test('the blocks of a U-Net fold', async () => {
  const page = await pageOfFile('tools/corpus/unet.net');
  expect(page.match(/<details class="fold"><summary[^>]*><bdi class="fold-name">(?:DoubleConv|Up)\(/g)).toHaveLength(13);
});
