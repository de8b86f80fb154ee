/** Counts what the test runner reported; a runner that stopped early, or failed outside every test, is one failure. */

/**
 * @param {string | undefined} report the runner's JSON, if it came so far as to write it
 * @param {number} exitCode
 * @returns {{ passed: number, failed: number, problem: string | undefined }}
 */
export function tally(report, exitCode) {
  const read = report === undefined ? undefined : parse(report);
  if (read === undefined) return { passed: 0, failed: 1, problem: 'the test runner stopped before it could report' };
  const passed = read.numPassedTests ?? 0;
  const files = (read.testResults ?? []).filter((file) => file.status === 'failed');
  const withoutTests = files.filter((file) => (file.assertionResults ?? []).every((test) => test.status !== 'failed')).length;
  const failed = (read.numFailedTests ?? 0) + withoutTests;
  if (failed > 0 || exitCode === 0) return { passed, failed, problem: undefined };
  return { passed, failed: 1, problem: `the test runner ended with code ${exitCode} though every test passed` };
}

/**
 * @typedef {object} Report
 * @property {number} [numPassedTests]
 * @property {number} [numFailedTests]
 * @property {{ status: string, assertionResults?: { status: string }[] }[]} [testResults]
 */

/**
 * @param {string} text
 * @returns {Report | undefined}
 */
function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
