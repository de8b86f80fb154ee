/** `npm test`: every check of the project, two at a time, ending in one plain line. */
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { ensureChromium, ensureVulkanLoader, thisMachine } from '../browser/src/chromium.mjs';
import { install } from './install.mjs';
import { runCommand } from './command.mjs';
import { nxEnvironment, root, toolPath } from './root.mjs';
import { tally } from './tally.mjs';

const node = process.execPath;
const resultsPath = join(root, 'node_modules', '.cache', 'trammel', `tests-${process.pid}.json`);

/**
 * @typedef {object} Check
 * @property {string} name
 * @property {() => string[]} command
 */

/** @type {Check} */
const build = { name: 'build', command: () => [node, toolPath('nx'), 'run', 'cli:build', '--outputStyle=stream'] };

/** @type {readonly Check[]} */
const checks = [
  { name: 'types', command: () => [node, join(root, 'node_modules', 'typescript', 'bin', 'tsc'), '-b'] },
  { name: 'references', command: () => [node, toolPath('nx'), 'sync:check', '--outputStyle=stream'] },
  { name: 'lint', command: () => [node, toolPath('eslint'), '.', '--max-warnings=0'] },
  { name: 'format', command: () => [node, toolPath('prettier'), '--check', '.', '--log-level', 'warn'] },
];

/** @param {string} text */
const print = (text) => process.stdout.write(process.stdout.isTTY ? text : stripVTControlCharacters(text));

/**
 * Runs a check and says how it went; what it wrote is shown only if it failed.
 * @param {Check} check
 */
async function runCheck({ name, command }) {
  const outcome = await runCommand(command(), { environment: nxEnvironment });
  const passed = outcome.code === 0;
  print(`${passed ? 'ok    ' : 'FAILED'}  ${name}  ${outcome.seconds.toFixed(1)} s\n${passed ? '' : `${outcome.output.trimEnd()}\n\n`}`);
  return passed;
}

/** @returns {Promise<{ passed: number, failed: number }>} */
async function runTests() {
  mkdirSync(dirname(resultsPath), { recursive: true });
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${resultsPath}`];
  const color = process.stdout.isTTY ? '--color' : '--no-color';
  const outcome = await runCommand([node, toolPath('vitest'), 'run', '--silent=passed-only', color, ...reporters], { onText: print });
  const { passed, failed, problem } = tally(existsSync(resultsPath) ? readFileSync(resultsPath, 'utf8') : undefined, outcome.code);
  rmSync(resultsPath, { force: true });
  if (problem !== undefined) print(`FAILED  tests  ${problem}\n`);
  return { passed, failed };
}

/** Checks one after the other, beside the tests: two at a time. */
async function runAll() {
  const results = [await runCheck(build)];
  const tests = runTests();
  for (const check of checks) results.push(await runCheck(check));
  const { passed, failed } = await tests;
  return { passed: passed + results.filter((ok) => ok).length, failed: failed + results.filter((ok) => !ok).length };
}

/** Installs what is missing, runs everything, and sets the exit code. */
export async function main() {
  const start = performance.now();
  const problem = await install();
  if (problem !== undefined) process.stderr.write(`${problem}\n`);
  // Where there is no browser the tests of pages fail with this sentence, and the others still run.
  const browser = ensureChromium(thisMachine, print);
  if (browser.problem !== undefined) process.stderr.write(`${browser.problem}\n`);
  ensureVulkanLoader(thisMachine, print);
  const { passed, failed } = problem === undefined ? await runAll() : { passed: 0, failed: 1 };
  print(`${((performance.now() - start) / 1000).toFixed(0)} s in all\n${passed} passed, ${failed} failed\n`);
  process.exitCode = failed === 0 ? 0 : 1;
}
