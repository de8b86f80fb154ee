// The browser of this machine, on pages that are at fault in known ways.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ensureChromium, ensureVulkanLoader, findChromium } from './chromium.mjs';
import { axeViolations, openBrowser, overflowing, type OpenBrowser } from './index.js';

describe('finding', () => {
  const nothing = { environment: {}, canRun: () => false, run: () => false, isRoot: false };

  test('what is named comes first, then the path in its order', () => {
    const environment = { TRAMMEL_CHROMIUM: '/opt/mine', PATH: '/a:/b' };
    expect(findChromium({ ...nothing, environment, canRun: () => true })).toBe('/opt/mine');
    expect(findChromium({ ...nothing, environment, canRun: (path) => path.startsWith('/b/') })).toBe('/b/chromium');
    expect(findChromium(nothing)).toBeUndefined();
  });
  test('it is installed where that can be done, with old lists brought up to date', () => {
    const commands: string[] = [];
    let isUpdated = false;
    let isInstalled = false;
    const run = (command: readonly string[]): boolean => {
      commands.push(command.join(' '));
      if (command.includes('update')) isUpdated = true;
      if (command.includes('install')) isInstalled = isUpdated;
      return !command.includes('install') || isInstalled;
    };
    const machine = { environment: { PATH: '/usr/bin' }, canRun: () => isInstalled, run, isRoot: true };
    expect(ensureChromium(machine)).toEqual({ path: '/usr/bin/chromium' });
    expect(commands.filter((command) => command.includes('chromium'))).toHaveLength(2);
  });
  test('the loader of Vulkan drivers is installed where there is none', () => {
    const commands: string[] = [];
    const machineWith = (programs: readonly string[]) => ({
      ...nothing,
      isRoot: true,
      run: (command: readonly string[]): boolean => {
        commands.push(command.join(' '));
        return programs.includes(command[0] ?? '');
      },
    });
    ensureVulkanLoader(machineWith(['sh', 'apt-get']));
    expect(commands.filter((command) => command.includes('install'))).toEqual([]);
    ensureVulkanLoader(machineWith(['apt-get']));
    expect(commands.filter((command) => command.includes('install'))).toEqual([expect.stringContaining('libvulkan1')]);
  });
  test('where it cannot, one sentence says what to do', () => {
    expect(ensureChromium(nothing).problem).toContain('apt-get install chromium');
    expect(ensureChromium({ ...nothing, isRoot: true }).problem).toContain('TRAMMEL_CHROMIUM');
  });
});

describe('a page', () => {
  const folder = mkdtempSync(join(tmpdir(), 'trammel-browser-'));
  let browser: OpenBrowser;
  const pageOf = (name: string, body: string): string => {
    const path = join(folder, `${name}.html`);
    writeFileSync(path, `<!doctype html><html lang="en"><title>${name}</title><main><h1>${name}</h1>${body}</main></html>`);
    return pathToFileURL(path).href;
  };
  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser.close();
    rmSync(folder, { recursive: true });
  });

  test('what it complains of is heard, and what sticks out is seen', async () => {
    const bad = await browser.open(
      pageOf('bad', '<img src="absent.png"><p style="color:#aaa;width:900px">pale</p><script>console.error("seen"); nothing();</script>'),
      { width: 360 },
    );
    expect(bad.complaints.join('\n')).toMatch(/seen[^]*absent\.png|absent\.png[^]*seen/);
    expect(bad.complaints.join('\n')).toContain('nothing is not defined');
    expect((await axeViolations(bad.page)).map(({ rule }) => rule)).toEqual(expect.arrayContaining(['color-contrast', 'image-alt']));
    expect(await overflowing(bad.page)).toMatchObject([{ element: 'p' }]);
    await bad.close();
  });
  test('one without fault has none, loads quickly, and is shown as asked for', async () => {
    const style = '<style>body{color-scheme:light dark;width:auto}</style>';
    const good = await browser.open(pageOf('good', `${style}<p>text</p><div style="overflow:auto"><p style="width:900px">wide</p></div>`), {
      width: 360,
      colorScheme: 'dark',
    });
    expect(good.complaints).toEqual([]);
    expect(await overflowing(good.page)).toEqual([]);
    expect(good.requests).toHaveLength(1);
    expect(good.loadMilliseconds).toBeGreaterThan(0);
    expect(good.loadMilliseconds).toBeLessThan(5000);
    expect(await good.page.evaluate('matchMedia("(prefers-color-scheme: dark)").matches')).toBe(true);
    const picture = join(folder, 'good.png');
    await good.screenshot(picture, 'screen');
    // Bytes 16 to 23 of a PNG are its width and height.
    expect(readFileSync(picture).readUInt32BE(16)).toBe(360);
    await good.close();
  });
  test('a strict Content-Security-Policy does not keep the examination out', async () => {
    const policy = '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'">';
    const strict = await browser.open(pageOf('strict', `${policy}<p>text</p><img src="data:,">`));
    expect((await axeViolations(strict.page, 'main')).map(({ rule }) => rule)).toContain('image-alt');
    await strict.close();
  });
});
