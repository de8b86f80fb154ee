// A browser and a folder of pages for the tests of a file, or of a `describe`; not the pages.
import { openBrowser, type OpenBrowser } from '@trammel/browser';
import { afterAll, beforeAll } from 'vitest';
import { pageFolder, type PageFolder } from './pages.js';

/** What the tests work with, from their first hook on. */
export interface InBrowser {
  readonly browser: OpenBrowser;
  readonly folder: PageFolder;
}

/** Opens both before the tests, and leaves nothing of them behind. */
export function inBrowser(): InBrowser {
  let opened: InBrowser | undefined;
  beforeAll(async () => {
    opened = { browser: await openBrowser(), folder: pageFolder() };
  });
  afterAll(async () => {
    await opened?.browser.close();
    opened?.folder.remove();
  });
  const present = (): InBrowser => {
    if (opened === undefined) throw new Error('the browser is open while tests run only');
    return opened;
  };
  return {
    get browser() {
      return present().browser;
    },
    get folder() {
      return present().folder;
    },
  };
}
