/** Installs the packages of the lock file, and does nothing when they are there already. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { runCommand } from './command.mjs';
import { root } from './root.mjs';

/**
 * @typedef {object} LockEntry
 * @property {string} [version]
 * @property {string} [resolved]
 * @property {boolean} [link]
 * @property {boolean} [optional]
 *
 * @typedef {{ packages?: Record<string, LockEntry> }} Lock
 */

/**
 * Whether the lock that npm leaves in node_modules holds all that the lock file asks for; optional packages may be absent.
 * @param {Lock} wanted
 * @param {Lock} present
 */
export function lockIsInstalled(wanted, present) {
  const found = present.packages ?? {};
  return Object.entries(wanted.packages ?? {}).every(([path, entry]) => {
    if (!path.startsWith('node_modules/') && !path.includes('/node_modules/')) return true;
    const installed = found[path];
    if (installed === undefined) return entry.optional === true;
    return entry.link === true ? installed.resolved === entry.resolved : installed.version === entry.version;
  });
}

/**
 * What to tell a person when `npm ci` failed.
 * @param {{ error: string | undefined, output: string }} outcome
 */
export function installProblem({ error, output }) {
  if (error === 'ENOENT') return 'npm was not found: install Node.js together with npm, then try again.';
  if (error !== undefined) return `npm could not be started (${error}).`;
  if (/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|ERR_SOCKET_TIMEOUT|ENOTCACHED/.test(output)) {
    return 'The packages could not be downloaded: check the network connection, then try again.';
  }
  if (/ENOSPC/.test(output)) return 'The packages could not be installed: the disk is full.';
  if (/can only install packages when your package\.json/.test(output)) {
    return 'package.json and package-lock.json disagree: run `npm install` and commit package-lock.json.';
  }
  return `npm could not install the packages; it said:\n${output.trim()}`;
}

/** npm itself: the one that started this script, or the one on the path. @returns {{ command: string[], shell: boolean }} */
function npm() {
  const running = process.env['npm_execpath'];
  if (running !== undefined && basename(running).startsWith('npm') && existsSync(running)) {
    return { command: [process.execPath, running], shell: false };
  }
  return { command: ['npm'], shell: process.platform === 'win32' };
}

/**
 * Brings node_modules up to the lock file.
 * @returns {Promise<string | undefined>} what went wrong, for a person
 */
export async function install() {
  const lockText = readFileSync(join(root, 'package-lock.json'), 'utf8');
  const stampPath = join(root, 'node_modules', '.trammel-lock');
  const stamp = createHash('sha256').update(`${process.platform} ${process.arch}\n${lockText}`).digest('hex');
  if (existsSync(stampPath) && readFileSync(stampPath, 'utf8') === stamp) return undefined;

  const presentPath = join(root, 'node_modules', '.package-lock.json');
  const present = existsSync(presentPath) ? JSON.parse(readFileSync(presentPath, 'utf8')) : {};
  if (!lockIsInstalled(JSON.parse(lockText), present)) {
    process.stdout.write('Installing the packages of package-lock.json...\n');
    const { command, shell } = npm();
    const outcome = await runCommand([...command, 'ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'], { shell });
    if (outcome.code !== 0) return installProblem(outcome);
    process.stdout.write(`Installed in ${outcome.seconds.toFixed(0)} s.\n`);
  }
  writeFileSync(stampPath, stamp);
  return undefined;
}
