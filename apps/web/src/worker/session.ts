// Answers calls, and remembers the last texts that were compiled: several questions are asked of each. Not the answers themselves.
import { answerCall } from './answers.js';
import type { Runner } from '../run/worker/runner.js';
import { createLayoutEngine } from './layout-engine.js';
import { understood, type Understanding } from './understanding.js';
import type { Asked, Request } from './protocol.js';
import { createSites, type Sites } from '@trammel/operators';

/** One answer for each call. */
export type Session = (name: Request['name'], ask: Request['ask']) => Promise<unknown>;

/** How many texts are remembered: the one at hand, and one that it is compared with. */
const mostTexts = 3;
/** After so many compilations the layers that they have in common are found anew, so that none are kept that no text has. */
const mostCompilations = 200;

/** A session without a past. */
export function createSession(): Session {
  const known = new Map<string, Understanding>();
  let sites: Sites = createSites();
  let compilations = 0;
  const understand = (asked: Asked): Understanding => {
    const key = JSON.stringify(asked);
    const found = known.get(key) ?? understood(asked, sites);
    if (!known.has(key)) compilations += 1;
    known.delete(key);
    known.set(key, found);
    const [oldest] = known.keys();
    if (known.size > mostTexts && oldest !== undefined) known.delete(oldest);
    if (compilations >= mostCompilations) {
      sites = createSites();
      compilations = 0;
    }
    return found;
  };
  const engine = createLayoutEngine();
  let loaded: Promise<Runner> | undefined;
  const runner = (): Promise<Runner> => {
    loaded ??= import('../run/worker/runner.js').then(({ createRunner }) => createRunner(understand));
    return loaded;
  };
  return (name, ask) => answerCall({ name, ask }, { understand, engine, runner });
}
