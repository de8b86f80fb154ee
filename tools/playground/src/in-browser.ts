// The playground as it is served, and a browser, for the tests of a file; and it opened on a state, as by a link.
import { deflateRawSync } from 'node:zlib';
import { openBrowser, type OpenBrowser, type OpenPage, type View } from '@trammel/browser';
import { afterAll, beforeAll, vi } from 'vitest';
import { servePlayground, type Served } from './serve.js';

/** What the tests work with, from their first hook on. */
export interface InBrowser {
  readonly served: Served;
  readonly browser: OpenBrowser;
  /** The page with a state, which travels as in a link, at the size of a laptop unless told. */
  readonly open: (view: View, state?: object) => Promise<OpenPage>;
}

/** Serves the playground before the tests; a browser on a busy machine is slow, and nothing here is a matter of time. */
export function inBrowser(testTimeout: number): InBrowser {
  vi.setConfig({ testTimeout });
  let used: { readonly served: Served; readonly browser: OpenBrowser } | undefined;
  beforeAll(async () => {
    const [served, browser] = await Promise.all([servePlayground(), openBrowser()]);
    used = { served, browser };
  });
  afterAll(async () => {
    await used?.browser.close();
    await used?.served.close();
  });
  const present = (): NonNullable<typeof used> => {
    if (used === undefined) throw new Error('the playground is served while tests run only');
    return used;
  };
  return {
    get served() {
      return present().served;
    },
    get browser() {
      return present().browser;
    },
    open: async (view, state) => {
      const { served, browser } = present();
      const hash = state === undefined ? '' : `#v1.${deflateRawSync(Buffer.from(JSON.stringify(state))).toString('base64url')}`;
      const open = await browser.open(served.address + hash, { width: 1280, height: 800, ...view });
      open.page.setDefaultTimeout(20_000);
      return open;
    },
  };
}
