// Where the page begins: what was saved, two workers, the views. Nothing is analysed here.
import '@trammel/page/assets/colours.css';
import '@trammel/page/assets/results.css';
import '@trammel/page/assets/tables.css';
import '@trammel/page/assets/sources.css';
import '@trammel/page/assets/charts.css';
import '@trammel/page/assets/graph.css';
import './styles/page.css';
import './styles/editor.css';
import './styles/panels.css';
import './styles/graph.css';
import { computed, effect } from '@preact/signals';
import { render } from 'preact';
import { App } from './app.js';
import { createAnalyst } from './analyst.js';
import { firstText } from './presets/presets.js';
import { readAddress } from './state/address.js';
import { keepAll, readKept } from './state/kept.js';
import { createPlayground } from './state/playground.js';
import type { Saved } from './state/saved.js';
import { startWorker } from './start-worker.js';

/** What must be there at once is stopped sooner than what somebody waits for. */
const limits = { quick: { mostMilliseconds: 8000 }, thorough: { mostMilliseconds: 45_000 } };

const beginning: Saved = {
  text: firstText,
  net: undefined,
  parameters: {},
  sizes: {},
  view: undefined,
  other: undefined,
  otherNet: undefined,
  scene: undefined,
};

/** Where the browser will not, the page works all the same, with a network. */
function keepForLater(): void {
  if (import.meta.env.PROD && 'serviceWorker' in navigator)
    void navigator.serviceWorker.register('./service-worker.js').catch(() => undefined);
}

async function begin(): Promise<void> {
  const place = document.getElementById('playground');
  if (place === null) return;
  const shared = await readAddress(location.hash);
  const analysts = { quick: createAnalyst(startWorker, limits.quick), thorough: createAnalyst(startWorker, limits.thorough) };
  const playground = createPlayground(shared ?? readKept() ?? beginning, analysts);
  const isShared = location.hash !== '';
  // What came with the address is in the state now; left there it would come back over what is written next.
  if (isShared) history.replaceState(null, '', location.pathname + location.search);
  const keeping = keepAll(playground.saved);
  addEventListener('beforeunload', (event) => {
    if (keeping.peek() === 'failed' && playground.text.peek() !== firstText) event.preventDefault();
  });
  addEventListener('hashchange', () => {
    void readAddress(location.hash).then((saved) => saved !== undefined && playground.open(saved));
  });
  // What is kept for later visits is loaded once this one has what it needs.
  const hasNetwork = computed(() => playground.settled.value !== undefined);
  effect(() => {
    if (hasNetwork.value) keepForLater();
  });
  render(<App playground={playground} isUnreadable={isShared && shared === undefined} keeping={keeping} />, place);
}

void begin();
