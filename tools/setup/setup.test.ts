/** The parts of `npm start` and `npm test` that decide something. */
import { describe, expect, test } from 'vitest';
import { installProblem, lockIsInstalled } from './install.mjs';
import { nodeProblem } from './node-version.cjs';
import { tally } from './tally.mjs';

describe('Node version', () => {
  test('old versions get one sentence', () => {
    expect(nodeProblem('v18.20.4')).toBe('Trammel needs Node 20.19 or newer, and this is Node 18.20.4: install a newer one first.');
    expect(nodeProblem('v20.18.3')).toContain('20.18.3');
  });
  test('recent versions get none', () => {
    expect(['v20.19.0', 'v22.0.0', 'v24.1.0'].map(nodeProblem)).toEqual([undefined, undefined, undefined]);
  });
});

describe('installing', () => {
  const lock = {
    packages: {
      '': {},
      'packages/a': { version: '0.1.0' },
      'node_modules/a': { link: true, resolved: 'packages/a' },
      'node_modules/b': { version: '1.0.0' },
      'node_modules/c': { version: '2.0.0', optional: true },
    },
  };
  test('a matching tree is left alone, with or without optional packages', () => {
    expect(
      lockIsInstalled(lock, {
        packages: { 'node_modules/a': { link: true, resolved: 'packages/a' }, 'node_modules/b': { version: '1.0.0' } },
      }),
    ).toBe(true);
    expect(lockIsInstalled(lock, lock)).toBe(true);
  });
  test('a missing or other version is not', () => {
    expect(lockIsInstalled(lock, {})).toBe(false);
    expect(lockIsInstalled(lock, { packages: { ...lock.packages, 'node_modules/b': { version: '1.0.1' } } })).toBe(false);
    expect(lockIsInstalled(lock, { packages: { ...lock.packages, 'node_modules/c': { version: '1.0.0' } } })).toBe(false);
  });
  test('each way to fail has a sentence', () => {
    expect(installProblem({ error: 'ENOENT', output: '' })).toContain('npm was not found');
    expect(installProblem({ error: undefined, output: 'npm error code EAI_AGAIN' })).toContain('check the network');
    expect(installProblem({ error: undefined, output: 'npm error ENOSPC' })).toContain('disk is full');
    expect(installProblem({ error: undefined, output: 'something else' })).toContain('something else');
  });
});

describe('counting', () => {
  const file = (status: string, ...tests: string[]) => ({ status, assertionResults: tests.map((result) => ({ status: result })) });
  const report = (passed: number, failed: number, ...testResults: unknown[]) =>
    JSON.stringify({ numPassedTests: passed, numFailedTests: failed, testResults });

  test('tests are counted', () => {
    expect(tally(report(3, 0, file('passed', 'passed')), 0)).toEqual({ passed: 3, failed: 0, problem: undefined });
    expect(tally(report(3, 2, file('failed', 'failed', 'failed')), 1)).toMatchObject({ passed: 3, failed: 2 });
  });
  test('a file that could not be loaded is one failure', () => {
    expect(tally(report(3, 0, file('failed')), 1)).toMatchObject({ passed: 3, failed: 1, problem: undefined });
  });
  test('a runner that crashed is one failure', () => {
    expect(tally(undefined, 134)).toMatchObject({ passed: 0, failed: 1 });
    expect(tally('{"numPassed', 1)).toMatchObject({ passed: 0, failed: 1 });
    expect(tally(report(3, 0, file('passed', 'passed')), 1)).toMatchObject({ passed: 3, failed: 1 });
  });
});
