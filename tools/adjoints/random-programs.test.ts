// Random programs out of all primitives: their gradients against central differences.
import { expect, test, vi } from 'vitest';
import { expectGradients } from './expect-gradients.js';
import { randomProgram } from './random-program.js';

// Differences of every element take thousands of runs.
vi.setConfig({ testTimeout: 120_000 });

test('gradients of random programs', () => {
  const met = new Set<string>();
  for (let seed = 0; seed < 400; seed += 1) {
    const forward = randomProgram(seed, 3 + (seed % 12));
    for (const { instruction } of forward.values) met.add(instruction.op);
    try {
      expectGradients(forward, { seed: seed + 1000 });
    } catch (error) {
      throw new Error(`seed ${seed}`, { cause: error });
    }
  }
  expect([...met].sort()).toEqual([
    'contract',
    'gather',
    'input',
    'iota',
    'map',
    'parameter',
    'random',
    'reduce',
    'scan',
    'scatterAdd',
    'view',
  ]);
});

test('gradients of gradients of random programs', () => {
  for (let seed = 1000; seed < 1100; seed += 1) {
    try {
      expectGradients(randomProgram(seed, 2 + (seed % 6)), { seed, order: 2 });
    } catch (error) {
      throw new Error(`seed ${seed}`, { cause: error });
    }
  }
});
