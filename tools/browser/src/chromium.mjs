/** Where a Chromium is on this machine, and how one is put there; plain JavaScript, since the setup runs it before anything is built. */
import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Names a variable of the environment that leads to a browser, before every other place. */
export const browserVariable = 'TRAMMEL_CHROMIUM';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome', 'chromium.exe', 'chrome.exe'];

const wellKnown = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

/**
 * @typedef {object} Machine what is asked of it, so that a test can answer
 * @property {Readonly<Record<string, string | undefined>>} environment
 * @property {(path: string) => boolean} canRun
 * @property {(command: readonly string[]) => boolean} run whether a command ended well
 * @property {boolean} isRoot
 */

/** @type {Machine} */
export const thisMachine = {
  environment: process.env,
  canRun: (path) => {
    try {
      accessSync(path, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  },
  run: ([program = '', ...args]) =>
    spawnSync(program, args, { stdio: 'ignore', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } }).status === 0,
  isRoot: process.getuid?.() === 0,
};

/**
 * The program to start, or undefined where there is none.
 * @param {Machine} machine
 * @returns {string | undefined}
 */
export function findChromium({ environment, canRun } = thisMachine) {
  const named = environment[browserVariable];
  const folders = (environment['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  const places = [...names.flatMap((name) => folders.map((folder) => join(folder, name))), ...wellKnown];
  return [...(named === undefined ? [] : [named]), ...places].find(canRun);
}

/** What a person is told who has no browser. */
export const chromiumProblem = `The tests of pages need Chromium or Chrome: install one (on Debian or Ubuntu: apt-get install chromium), or name its program in ${browserVariable}.`;

/**
 * Finds a browser, or installs one where the system's package manager can.
 * @param {Machine} machine
 * @param {(text: string) => void} say told before anything long is begun
 * @returns {{ path: string, problem?: undefined } | { path?: undefined, problem: string }}
 */
export function ensureChromium(machine = thisMachine, say = () => {}) {
  const found = findChromium(machine);
  if (found !== undefined) return { path: found };
  if (
    installPackages(machine, ['chromium', 'fonts-dejavu-core', 'fonts-liberation'], () =>
      say('Installing Chromium for the tests of pages...\n'),
    )
  ) {
    const path = findChromium(machine);
    if (path !== undefined) return { path };
  }
  return { problem: chromiumProblem };
}

/**
 * Sees to the library by which the tests of kernels find a Vulkan driver: Chromium brings a driver, and keeps its own loader to itself.
 * Only where the system's package manager can; the tests themselves say what is missing.
 * @param {Machine} machine
 * @param {(text: string) => void} say told before anything long is begun
 */
export function ensureVulkanLoader(machine = thisMachine, say = () => {}) {
  if (machine.run(['sh', '-c', 'ldconfig -p | grep -q libvulkan.so.1'])) return;
  installPackages(machine, ['libvulkan1'], () => say('Installing the Vulkan loader for the tests of kernels...\n'));
}

/**
 * Whether packages of Debian could be installed.
 * @param {Machine} machine
 * @param {readonly string[]} packages
 * @param {() => void} begin called before anything long
 */
function installPackages(machine, packages, begin) {
  if (!machine.isRoot || !machine.run(['apt-get', '--version'])) return false;
  begin();
  // The lists of packages may be old, or there may be none yet.
  const update = ['apt-get', '-qq', 'update'];
  const install = ['apt-get', '-qq', 'install', '--yes', '--no-install-recommends', ...packages];
  return machine.run(install) || (machine.run(update) && machine.run(install));
}
