// Some hundreds of random networks as generated for TensorFlow.js, in plain JavaScript; `npm run bench:random` takes ten thousand.
import { expect, test } from 'vitest';
import { createLoader } from './generated-code.js';
import { randomTrial } from './random-tfjs.js';

const loader = createLoader();

test('random networks', { timeout: 600_000 }, () => {
  const trials = Array.from({ length: 200 }, (_, seed) => randomTrial(seed, loader));
  expect(trials.filter(({ faults }) => faults.length > 0)).toEqual([]);
  expect(trials.filter(({ kind }) => kind === 'ran').length).toBeGreaterThan(150);
});
