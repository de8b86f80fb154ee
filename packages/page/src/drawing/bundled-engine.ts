// The layout engine as it runs where there is no worker: in the thread that asks. Loaded only by those who draw so.
import Elk from 'elkjs/lib/elk.bundled.js';
import type { LayoutEngine } from './layout.js';

/** A fresh engine; it holds nothing between drawings. */
export function bundledEngine(): LayoutEngine {
  return new Elk.default();
}
