// What a page says, in goldens/*.txt behind the networks that it is of (vitest -u brings them up to date): every word and number, and nothing of how it looks.
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { inBrowser } from './in-browser.js';
import { pageOf } from './pages.js';

const goldens = new URL('../goldens/', import.meta.url);
const rule = '----\n';

const used = inBrowser();

/**
 * With everything open, drawings as the words in them, and cells apart by bars. The source stands before it in the golden, and the
 * wide form of a chart says what the narrow one says.
 */
const said = `(() => {
  for (const details of document.querySelectorAll('details')) details.open = true;
  for (const part of document.querySelectorAll('.narrow, .wide + .narrow, #source, nav, .patterns, svg.bar, script')) part.remove();
  for (const drawing of document.querySelectorAll('svg')) {
    const words = [...drawing.querySelectorAll('text')].map((text) => text.textContent.trim()).filter((text) => text !== '');
    const line = document.createElement('p');
    line.textContent = '(' + words.join(', ') + ')';
    drawing.replaceWith(line);
  }
  return document.body.innerText;
})()`;

describe('what a page says', () => {
  test.each(readdirSync(goldens))('%s', async (name) => {
    const [source = ''] = readFileSync(new URL(name, goldens), 'utf8').split(rule);
    const opened = await used.browser.open(used.folder.put(name, await pageOf(name.replace('.txt', '.net'), source)), { width: 1920 });
    const text = await opened.page.evaluate<string>(said);
    const lines = text
      .split('\n')
      .map((line) => line.replaceAll('\t', ' | ').replaceAll('\u00A0', ' ').replace(/\s+$/, ''))
      .filter((line, place, all) => line !== '' || all[place - 1] !== '');
    await opened.close();
    await expect(`${source}${rule}${lines.join('\n')}\n`).toMatchFileSnapshot(`../goldens/${name}`);
  });
});
