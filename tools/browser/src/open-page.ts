// A page opened as a person with a certain screen sees it, with everything it complained of.
import type { Browser, Page } from 'playwright-core';

/** The screen, and what its owner prefers. */
export interface View {
  /** In CSS pixels; 1024 unless given. */
  readonly width?: number;
  /** In CSS pixels; 768 unless given. */
  readonly height?: number;
  readonly colorScheme?: 'light' | 'dark';
  readonly javaScript?: 'on' | 'off';
  readonly media?: 'screen' | 'print';
}

export interface OpenPage {
  /** Playwright's own, for what is not below. */
  readonly page: Page;
  /** Errors of the console, exceptions that nobody caught, requests that failed and what its Content-Security-Policy refused, in the order they came. */
  readonly complaints: readonly string[];
  /** Addresses that it asked for, its own first. */
  readonly requests: readonly string[];
  /** From the start of the navigation to the end of its `load` event. */
  readonly loadMilliseconds: number;
  /** A picture as PNG, of the whole page unless `extent` says that the screen will do. */
  screenshot(path: string, extent?: 'page' | 'screen'): Promise<void>;
  close(): Promise<void>;
}

/** Opens an address in a fresh profile and waits for its `load` event. */
export async function openPage(browser: Browser, address: string, view: View = {}): Promise<OpenPage> {
  const context = await browser.newContext({
    viewport: { width: view.width ?? 1024, height: view.height ?? 768 },
    colorScheme: view.colorScheme ?? 'light',
    javaScriptEnabled: view.javaScript !== 'off',
    // What a test injects to look at the page is not the page's own: axe-core, for one.
    bypassCSP: false,
  });
  const page = await context.newPage();
  const complaints: string[] = [];
  const requests: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('requestfailed', (request) => complaints.push(`could not load ${request.url()}`));
  page.on('request', (request) => requests.push(request.url()));
  if (view.media !== undefined) await page.emulateMedia({ media: view.media });
  const start = performance.now();
  await page.goto(address, { waitUntil: 'load' });
  const waited = performance.now() - start;
  return {
    page,
    complaints,
    requests,
    loadMilliseconds: view.javaScript === 'off' ? waited : await loadTime(page),
    screenshot: async (path, extent = 'page') => {
      await page.screenshot({ path, fullPage: extent === 'page', animations: 'disabled' });
    },
    close: () => context.close(),
  };
}

/** By the browser's own clock, which waits for nobody outside it. */
async function loadTime(page: Page): Promise<number> {
  const found: unknown = await page.evaluate("performance.getEntriesByType('navigation')[0]?.duration");
  return typeof found === 'number' ? found : Number.NaN;
}
