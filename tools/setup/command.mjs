/** Runs a command to its end and reports how it went; never throws. */
import { spawn } from 'node:child_process';
import { root } from './root.mjs';

/**
 * @typedef {object} Outcome
 * @property {number} code the exit code, or -1 when it could not be started or was ended by a signal
 * @property {string} output what it wrote, both streams in order
 * @property {string | undefined} error why it could not be started, such as `ENOENT`
 * @property {number} seconds
 */

/**
 * @param {readonly string[]} command the program and its arguments
 * @param {{ environment?: Record<string, string>, onText?: (text: string) => void, shell?: boolean }} options
 * @returns {Promise<Outcome>}
 */
export function runCommand([program = '', ...args], options = {}) {
  return new Promise((resolve) => {
    const start = performance.now();
    let output = '';
    /** @param {number} code @param {string | undefined} error */
    const end = (code, error) => resolve({ code, output, error, seconds: (performance.now() - start) / 1000 });
    const child = spawn(program, args, {
      cwd: root,
      env: { ...process.env, ...options.environment },
      shell: options.shell ?? false,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8');
      stream.on('data', (/** @type {string} */ text) => {
        output += text;
        options.onText?.(text);
      });
    }
    child.on('error', (/** @type {NodeJS.ErrnoException} */ error) => end(-1, error.code ?? error.message));
    child.on('close', (code) => end(code ?? -1, undefined));
  });
}
