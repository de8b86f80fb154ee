// Starts the browser of this machine with a profile of its own, and closes it; not what is looked for in its pages.
import { chromium, type Browser } from 'playwright-core';
import { chromiumProblem, findChromium } from './chromium.mjs';
import { openPage, type OpenPage, type View } from './open-page.js';

/** A browser that runs. Every page that it opens has a fresh profile: no cache, no storage, no other tabs. */
export interface OpenBrowser {
  /** Playwright's own, for what is not below. */
  readonly browser: Browser;
  /** Opens an address, `file:` or `http:`, and waits until its `load` event is over. */
  open(address: string, view?: View): Promise<OpenPage>;
  close(): Promise<void>;
}

/** It asks nobody on the network for anything, and WebGPU works where the machine has what it needs. */
const flags = [
  '--no-sandbox',
  '--enable-unsafe-webgpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--force-color-profile=srgb',
  '--font-render-hinting=none',
];

/** Starts a browser without a window; throws a sentence for a person where this machine has none. */
export async function openBrowser(moreFlags: readonly string[] = []): Promise<OpenBrowser> {
  const path = findChromium();
  if (path === undefined) throw new Error(chromiumProblem);
  const browser = await chromium.launch({ executablePath: path, headless: true, args: [...flags, ...moreFlags] });
  return {
    browser,
    open: (address, view) => openPage(browser, address, view),
    close: () => browser.close(),
  };
}
