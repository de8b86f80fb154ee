/** Where the repository lies, and how its installed tools are started on every platform. */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** Nx without its daemon, its terminal interface, its cloud, or a cache shared with other checkouts. */
export const nxEnvironment = {
  NX_CACHE_DIRECTORY: join(root, '.nx', 'cache'),
  NX_DAEMON: 'false',
  NX_NO_CLOUD: 'true',
  NX_TUI: 'false',
};

/**
 * The JavaScript file behind `node_modules/.bin/NAME`: Node can start that one on Windows too.
 * @param {string} name
 */
export function toolPath(name) {
  const folder = join(root, 'node_modules', name);
  const { bin } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  return join(folder, typeof bin === 'string' ? bin : bin[name]);
}
